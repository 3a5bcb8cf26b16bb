"""What the rules find in the facts of published decisions, beside what the authority or court found: `--help`.

Every register in `facts/` was written from a paraphrase of a decision by somebody who did not know what was found
infringed. An infringement counts as found where a rule is violated or contradictory that cites it or a part of it; as
asked where no such rule is, but one is not stated: the facts do not tell, and a question is the right answer.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from policyengine.engine.judgement import Verdict
from policyengine.engine.judging import judge, usable
from policyengine.register.load import load_facts
from policyengine.rules.finding import find_packs
from policyengine.rules.load import read_program
from policyengine.rules.packs import installed_packs
from policyengine.rules.program import Program
from policyengine.rules.provisions import broader

HERE = Path(__file__).parent
ACT = "GDPR "
BAD = (Verdict.VIOLATED, Verdict.CONTRADICTORY)
FOUND, ASKED, MISSED = "found", "asked", "missed"


class Decision(NamedTuple):
    """A published decision: by whom, on what day its facts are judged, and what was found infringed or respected."""

    name: str
    by: str
    as_of: dt.date
    infringed: tuple[str, ...]
    respected: tuple[str, ...]
    mended: bool


class Answer(NamedTuple):
    """What the rules say of a decision's facts: of each infringement how it fares, and what else is raised."""

    decision: Decision
    infringed: Mapping[str, str]
    wrongly: tuple[str, ...]
    """What was expressly respected and is raised all the same."""
    rules: Mapping[str, tuple[str, ...]]
    """The rules that raise each infringement that is found, and each respected one that is raised."""


def decisions() -> Iterator[Decision]:
    """All decisions whose facts stand here."""
    for name, said in yaml.safe_load((HERE / "found.yaml").read_text(encoding="utf-8")).items():
        yield _decision(name, said)


def _decision(name: str, said: Mapping[str, Any]) -> Decision:
    level = _article if said.get("level") == "article" else str
    infringed, respected = (tuple(dict.fromkeys(map(level, said[key]))) for key in ("infringed", "respected"))
    as_of = said.get("as_of", said["decided"])
    return Decision(name, said["by"], as_of, infringed, respected, said.get("mended", False))


def _article(citation: str) -> str:
    return citation.partition("(")[0]


@cache
def _program() -> Program:
    program, problems = read_program(find_packs((installed_packs(),)), None)
    assert not problems, problems
    return program


@cache
def answer(decision: Decision) -> Answer:
    """Judge the facts of a decision on its day. Raises `ValueError` where they cannot be read."""
    facts, problems = load_facts([HERE / "facts" / f"{decision.name}.yaml"])
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    raised: dict[str, set[str]] = {}
    open_: set[str] = set()
    for judgement in judge(_program(), facts, decision.as_of, usable("")):
        if judgement.verdict in BAD:
            for cited in _cited(judgement.rule.provisions):
                raised.setdefault(cited, set()).add(judgement.rule.id)
        elif judgement.verdict is Verdict.NOT_STATED:
            open_.update(_cited(judgement.rule.provisions))
    fares = {each: FOUND if each in raised else ASKED if each in open_ else MISSED for each in decision.infringed}
    wrongly = tuple(each for each in decision.respected if each in raised)
    shown = [*(each for each, how in fares.items() if how == FOUND), *wrongly]
    return Answer(decision, fares, wrongly, {each: tuple(sorted(raised[each])) for each in shown})


def _cited(provisions: Iterable[str]) -> set[str]:
    """What citations cite, in whole or in part: of 13(1)(c) also 13(1) and 13."""
    own = [each.removeprefix(ACT) for each in provisions if each.startswith(ACT)]
    return {part for each in own for part in broader(each)}


_INTRODUCTION = """# Measured on published decisions

Forty-four decisions of supervisory authorities and courts, and what the rules say of the same facts, judged on the
day of the decision (`python -m tests.decisions.measuring`; facts and findings stand in `tests/decisions`). The facts
were written as registers from short paraphrases by somebody who did not know what was found, and are not changed to
fit. What the model has no place for stands at the end of each register.

*Found*: a rule that cites the article, paragraph or point, or a part of it, is violated or contradictory. *Asked*:
none is, but one is not stated, so that the check asks for what the paraphrase does not tell. *Missed*: neither.
*Wrongly*: violated or contradictory although the authority expressly found the article respected. What else is raised
cannot be scored: authorities decide on what was complained of. Where only a list of articles is known, it is compared
article by article.

*Asked* is easily won: what nobody tells of security, records or the design of processing is asked of every register.
*Found* is what counts.

Rules were mended after half of the decisions had been looked at; the other half was measured only. When the model had
learnt to say more, facts for which it had had no place were added to four registers of the former and to three of the
latter, blind to what rules say of them.
"""


def page(answers: Iterable[Answer]) -> str:
    """All answers as a page of Markdown."""
    answers = list(answers)
    lines = [
        _INTRODUCTION,
        "| rules | decisions | infringements | found | asked | missed | respected | wrongly |",
        "|---" * 8 + "|",
    ]
    for title, mended in (("mended after", True), ("left alone", False)):
        lines.append(_row(title, [each for each in answers if each.decision.mended is mended]))
    lines += [_row("all", answers), "", "| decision | found | asked | missed | wrongly |", "|---" * 5 + "|"]
    for each in answers:
        by_way = [[cited for cited, how in each.infringed.items() if how == way] for way in (FOUND, ASKED, MISSED)]
        cells = " | ".join(", ".join(cited) for cited in (*by_way, each.wrongly))
        lines.append(f"| `{each.decision.name}`, {each.decision.by} | {cells} |")
    return "\n".join(lines) + "\n"


def _row(title: str, answers: list[Answer]) -> str:
    ways = Counter(how for each in answers for how in each.infringed.values())
    respected = sum(len(each.decision.respected) for each in answers)
    shares = " | ".join(f"{ways[way]} ({100 * ways[way] // max(ways.total(), 1)} %)" for way in (FOUND, ASKED, MISSED))
    wrongly = sum(len(each.wrongly) for each in answers)
    return f"| {title} | {len(answers)} | {ways.total()} | {shares} | {respected} | {wrongly} |"


def main() -> None:
    """Print the page; with names, only which rules find what in these decisions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="decisions of which the rules are shown, in place of the page")
    names = parser.parse_args().names
    if not names:
        print(page(answer(each) for each in decisions()), end="")
    for each in decisions():
        if each.name in names:
            found = answer(each)
            print(each.name, dict(found.infringed), "wrongly", found.wrongly)
            for cited, rules in found.rules.items():
                print(f"    {cited}: {', '.join(rules)}")


if __name__ == "__main__":
    main()
