"""Rules as text for people: a table of all, a page for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policyengine.rules.language import AllOf, Condition
from policyengine.rules.program import Breach, Exemption, Program, Rule
from policyengine.rules.words import in_words

if TYPE_CHECKING:
    from policyengine.rules.testfiles import RuleTest

_SHOWN = 2


def rule_table(program: Program) -> list[str]:
    """A line for each rule: id, severity, provisions, title."""
    rows = [(rule.id, rule.severity.value, _first(rule.provisions), rule.title) for rule in program.rules.values()]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    return ["  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3])) for row in rows]


def _first(provisions: tuple[str, ...]) -> str:
    """The first two provisions and how many more there are."""
    more = len(provisions) - _SHOWN
    return ", ".join(provisions[:_SHOWN]) + (f" +{more}" if more > 0 else "")


def rule_page(rule: Rule, program: Program, tests: Sequence[RuleTest]) -> list[str]:
    """Everything a lawyer would want to read of a rule, conditions in words."""
    page = [f"{rule.id}  {rule.severity}", f"  {rule.title}", ""]
    page += [f"{label:<14}{text}" for label, text in _facts(rule, program) if text]
    page += conditions_page(rule, program)
    page += ["", "tests" if tests else "no tests"]
    return page + [f"  {test.expect:<16}{test.name}" for test in tests]


def conditions_page(rule: Rule, program: Program) -> list[str]:
    """When a rule applies, what it requires and what excuses, in words; each part after an empty line."""
    pack = program.packs[rule.pack]
    page = _part(f"applies where the pack {pack.title}", pack.when, program)
    page += _part("applies where", rule.when, program)
    for entry in rule.raises:
        page += _part(f"{entry.to} where", entry.when, program)
    for exemption in rule.unless:
        page += _exception(exemption, program)
    page += _part("requires", rule.require, program)
    if rule.breach is not None:
        page += _part("broken in any case where", rule.breach, program)
    return page


def _facts(rule: Rule, program: Program) -> list[tuple[str, str]]:
    window = rule.in_force
    days = " ".join(f"{word} {day}" for word, day in (("from", window.start), ("until", window.end)) if day is not None)
    breach = "" if rule.breach_means is Breach.VIOLATED else rule.breach_means.value
    reviewed = f"{rule.reviewed_on or ''} against {rule.reviewed_against}" if rule.reviewed_against else ""
    return [
        ("law", ", ".join(rule.provisions)),
        ("rests on", rule.rests_on),
        ("decided by", rule.decided_by),
        ("for each", rule.for_each),
        ("in force", days),
        ("shown by", ", ".join(rule.shown_by)),
        ("expects", rule.expects),
        ("a breach is", breach),
        ("repair", rule.remedy),
        ("follows from", ", ".join(rule.follows_from)),
        ("waivers", "" if rule.waivable else "none: nobody can accept a finding of it"),
        ("tags", ", ".join(rule.tags)),
        ("reviewed", reviewed.strip()),
        ("file", str(program.files.span(rule.place))),
    ]


def _part(heading: str, condition: Condition, program: Program) -> list[str]:
    if condition == AllOf((), condition.place):
        return []
    return ["", heading, *_indented(condition, program)]


def _exception(exemption: Exemption, program: Program) -> list[str]:
    added = f", added by {exemption.amended_by}" if exemption.amended_by else ""
    page = ["", f"unless {exemption.because} ({exemption.provision}{added})", *_indented(exemption.when, program)]
    if exemption.claimed is not None:
        page += ["  claimed where", *(f"  {line}" for line in _indented(exemption.claimed, program))]
    return page


def _indented(condition: Condition, program: Program) -> list[str]:
    return [f"  {line}" for line in in_words(condition, program.definitions).split("\n")]
