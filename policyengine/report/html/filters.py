"""What findings can be filtered by, with how many each choice leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policyengine.findings import Finding, RecordName
from policyengine.report.html.words import SEVERITIES, VERDICTS, act_of, article_of, many, named


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to choose, what it is called, and how many findings it leaves."""

    value: str
    label: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Choices that are ticked together, or listed under one heading."""

    name: str
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list to choose one from: its id on the page, where elements name what they are about, and its title."""

    id: str
    of: str
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Groups of boxes to tick, and lists to choose from. `what` is filtered, in the plural."""

    boxes: tuple[Group, ...]
    lists: tuple[Listing, ...]
    what: str = "findings"


def filters(findings: Sequence[Finding], titles: Mapping[str, str], more: Iterable[Group] = ()) -> Filters:
    """The filters for findings of registers with these titles, `more` before others.

    A group with a single choice is left out. Articles are listed by act, records by register.
    """
    verdicts = Counter(finding.verdict for finding in findings)
    severities = Counter(finding.severity for finding in findings)
    states = Counter(finding.baseline for finding in findings if finding.baseline)
    registers = Counter(finding.register for finding in findings)
    boxes = (
        *more,
        Group("verdict", "Verdict", choices_of({verdict: verdict for verdict in VERDICTS}, verdicts)),
        Group("severity", "Severity", choices_of({severity: severity for severity in SEVERITIES}, severities)),
        Group("register", "Register", choices_of(titles, registers)),
        Group("baseline", "Since the baseline", choices_of({"new": "new", "unchanged": "unchanged"}, states)),
    )
    records = (_records(slug, title, findings) for slug, title in titles.items() if registers[slug])
    return Filters(
        tuple(group for group in boxes if len(group.choices) > 1),
        (
            Listing("article", "articles", "Article", _articles(findings)),
            Listing("record", "records", "Record", tuple(records)),
        ),
    )


def choices_of(labels: Mapping[str, str], counts: Counter[str]) -> tuple[Choice, ...]:
    """A box for each value that occurs, in the order of the labels."""
    return tuple(Choice(named(value), label, counts[value]) for value, label in labels.items() if counts[value])


def _articles(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """The articles that findings cite, by act, the most cited act first, articles by number."""
    counts = Counter(article for finding in findings for article in articles_of(finding))
    acts: dict[str, list[str]] = {}
    for article in counts:
        acts.setdefault(act_of(article) or article, []).append(article)
    by_weight = sorted(acts, key=lambda act: (-sum(counts[article] for article in acts[act]), act))
    return tuple(
        Group("", act, tuple(Choice(article, article, counts[article]) for article in sorted(acts[act], key=_number)))
        for act in by_weight
    )


def articles_of(finding: Finding) -> tuple[str, ...]:
    """The articles that a finding cites, each once."""
    return tuple(dict.fromkeys(article_of(provision) for provision in finding.provisions))


def _number(article: str) -> tuple[int, str]:
    digits = "".join(c for c in article.rpartition(" ")[2] if c.isdecimal() and c.isascii())
    return (int(digits or 0), article)


def _records(slug: str, title: str, findings: Iterable[Finding]) -> Group:
    """The records of a register that findings concern, by title; those with one title told apart by their keys."""
    mine = [record for finding in findings if finding.register == slug for record in finding.records]
    counts = Counter(record.key for record in mine)
    records = {record.key: record for record in mine}
    called = Counter(_label(record) for record in records.values())
    choices = []
    for record in sorted(records.values(), key=lambda record: (record.title.casefold(), record.kind, record.key)):
        label = _label(record)
        apart = f" · {record.key}" if called[label] > 1 else ""
        choices.append(Choice(f"{slug}:{record.key}", f"{label}{apart}", counts[record.key]))
    return Group("", f"{title}, {many(len(choices), 'record')}", tuple(choices))


def _label(record: RecordName) -> str:
    return f"{record.title} ({record.kind})"
