"""The rules that were run and the acts that they cite, as plain values for reports."""

from __future__ import annotations

import re

from policyengine.findings import Act, RuleCard
from policyengine.rules.program import Enforcement, Program, Rule
from policyengine.rules.provisions import load_provisions
from policyengine.rules.showing import conditions_page

_NUMBERS = re.compile(r"(\d+)")


def rule_cards(program: Program) -> tuple[RuleCard, ...]:
    """Every rule of a program, by id."""
    return tuple(_card(rule, program) for _, rule in sorted(program.rules.items()))


def _card(rule: Rule, program: Program) -> RuleCard:
    return RuleCard(
        id=rule.id,
        title=rule.title,
        pack=rule.pack,
        for_each=rule.for_each,
        provisions=rule.provisions,
        severity=rule.severity.value,
        expects=rule.expects,
        remedy=rule.remedy,
        exceptions=tuple(f"{exemption.because} ({exemption.provision})" for exemption in rule.unless),
        help=tuple(conditions_page(rule, program)[1:]),
        advice=rule.enforcement is Enforcement.ADVISORY,
    )


def acts_cited(program: Program) -> tuple[Act, ...]:
    """The acts that the rules cite, the most cited first, each with the provisions cited, by number."""
    known = load_provisions()
    cited: dict[str, list[str]] = {}
    for rule in program.rules.values():
        for provision in rule.provisions:
            cited.setdefault(known.act_of(provision) or _before_number(provision), []).append(provision)
    by_weight = sorted(cited, key=lambda act: (-len(cited[act]), act))
    return tuple(
        Act(act, known.titles.get(act, act), tuple(sorted(set(cited[act]), key=_by_number))) for act in by_weight
    )


def _before_number(provision: str) -> str:
    """What an unlisted source is called: a pack may cite the policy of a house."""
    return provision.rpartition(" ")[0] or provision


def _by_number(provision: str) -> tuple[tuple[int, str], ...]:
    """A key by which 9(2) stands before 10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in _NUMBERS.split(provision))
