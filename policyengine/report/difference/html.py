"""A difference as a page to keep: what is supposed, what turned and why on both sides, a drawing, and the facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policyengine.differences import Comparison, Difference, Supposition
from policyengine.dossier import Picture, Spot
from policyengine.findings import Finding
from policyengine.report.difference.html_cards import Change, Folded, changes_of, folded_of
from policyengine.report.difference.html_facts import Fact, facts_of
from policyengine.report.difference.relying import relied
from policyengine.report.difference.wording import SUPPOSED, at_base, compared
from policyengine.report.html.filters import Choice, Filters, Group, filters
from policyengine.report.html.rendering import rendered
from policyengine.report.html.words import VERDICTS, day_in_words, many, named
from policyengine.version import __version__

STYLE = ("policyengine.report.difference", "difference.css")
_MEANS = {
    "introduced": "nobody found this before: the same rule said something else of these records, or did not meet them",
    "changed": "found before, and found now with another verdict or severity",
    "resolved": "found before, and no finding now; what is open now, or no longer asked, is not settled by that",
}
_WITHOUT = "nothing is found on one side only, and nothing otherwise"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings became what, and of which verdict they are."""

    name: str
    count: int
    means: str
    verdicts: str


@dataclass(frozen=True, slots=True)
class Kind:
    """The findings of a register of which the same became."""

    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Leads to a card: what became of the verdict, and of which finding."""

    id: str
    verdict: str
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """Somebody or some flow in the drawing, with what changed of what is found there."""

    spot: Spot
    cards: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A register in which something differs; `key` is by what its findings are filtered."""

    id: str
    key: str
    title: str
    picture: Picture | None
    drawn: tuple[Drawn, ...]
    kinds: tuple[Kind, ...]
    folded: tuple[Folded, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report."""

    kicker: str
    title: str
    sides: tuple[str, str]
    """What base and head are called."""
    compared: str
    warning: str
    supposed: tuple[Supposition, ...]
    tallies: tuple[Tally, ...]
    unchanged: str
    records: str
    nothing: str
    parts: tuple[Part, ...]
    shared: tuple[Fact, ...]
    filters: Filters
    day: str
    version: str = __version__


def html(comparison: Comparison) -> str:
    """The whole page. Needs a documented comparison; the same comparison gives the same bytes."""
    return rendered("difference.html", _page(comparison), STYLE)


def _page(comparison: Comparison) -> Page:
    found = comparison.difference
    changes = changes_of(comparison)
    return Page(
        kicker="What changes" if comparison.supposed is None else "What if",
        title=_title(comparison),
        sides=_sides(comparison),
        compared=" ".join(filter(None, (compared(comparison), relied(comparison.reliance)))),
        warning=SUPPOSED if comparison.supposed else "",
        supposed=comparison.supposed or (),
        tallies=tuple(_tallies(changes)),
        unchanged=many(found.unchanged, "open or failed verdict"),
        records=_records(found),
        nothing="" if changes or folded_of(found) else _WITHOUT,
        parts=tuple(_parts(comparison, changes)),
        shared=facts_of([fact for fact in found.facts if not fact.register], at_base(comparison)),
        filters=_filters(comparison, changes),
        day=day_in_words(comparison.head_as_of or comparison.as_of),
    )


def _title(comparison: Comparison) -> str:
    """What is compared, or supposed: of one scenario its title, of several or of flags what they are called."""
    if comparison.supposed is None:
        return f"From {comparison.base} to {comparison.head}"
    if not comparison.supposed:
        day = comparison.head_as_of or comparison.as_of
        return "Nothing is otherwise" if day == comparison.as_of else f"It were {day_in_words(day)}"
    last = comparison.supposed[-1]
    return last.title if last.name == comparison.head.name else str(comparison.head)


def _sides(comparison: Comparison) -> tuple[str, str]:
    if comparison.supposed is None:
        return f"At {comparison.base}", f"At {comparison.head}"
    return "As it stands", "As supposed"


def _tallies(changes: Sequence[Change]) -> Iterator[Tally]:
    for name, means in _MEANS.items():
        some = [change for change in changes if change.kind == name]
        yield Tally(name, len(some), means, _by_verdict([change.card.verdict for change in some]))


def _by_verdict(verdicts: Sequence[str]) -> str:
    counts = Counter(verdicts)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])


def _records(found: Difference) -> str:
    counts = Counter(fact.change for fact in found.facts)
    told = [f"{counts[how]} {how}" for how in ("added", "removed", "changed") if counts[how]]
    return ", ".join(told)


def _parts(comparison: Comparison, changes: Sequence[Change]) -> Iterator[Part]:
    """A part for each register in which anything differs, or that is drawn."""
    found = comparison.difference
    folded = folded_of(found)
    pictures = {picture.register: picture for picture in comparison.pictures}
    differing = {fact.register for fact in found.facts if fact.register}
    slugs = {*differing, *pictures, *(change.register for change in changes), *(one.register for one in folded)}
    for slug in sorted(slugs):
        mine = [change for change in changes if change.register == slug]
        kinds = ((name, tuple(change for change in mine if change.kind == name)) for name in _MEANS)
        picture = pictures.get(slug)
        yield Part(
            id=f"register-{named(slug)}",
            key=named(slug),
            title=comparison.titles.get(slug, slug),
            picture=picture,
            drawn=tuple(Drawn(spot, _at(spot, mine)) for spot in picture.spots) if picture else (),
            kinds=tuple(Kind(name, some) for name, some in kinds if some),
            folded=tuple(one for one in folded if one.register == slug),
            facts=facts_of([fact for fact in found.facts if fact.register == slug], at_base(comparison)),
        )


def _at(spot: Spot, changes: Sequence[Change]) -> tuple[Link, ...]:
    found = (one for one in changes if any(record.key in spot.records for record in one.card.records))
    return tuple(
        Link(one.card.id, f"{one.before.words} → {one.after.words}", one.after.style, one.card.title) for one in found
    )


def _filters(comparison: Comparison, changes: Sequence[Change]) -> Filters:
    counts = Counter(change.kind for change in changes)
    kinds = Group(
        "change", "What became of it", tuple(Choice(name, name, counts[name]) for name in _MEANS if counts[name])
    )
    findings: list[Finding] = [change.finding for change in changes]
    titles: Mapping[str, str] = {
        slug: comparison.titles.get(slug, slug) for slug in sorted({f.register for f in findings})
    }
    return filters(findings, titles, [kinds])
