"""From facts and law to how the test of each rule and register ends, and what it says."""

from __future__ import annotations

import argparse
import contextlib
import io
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from policyengine.cli.common import asked, nothing_judged, opened
from policyengine.findings import Finding, Outcome, Verdicted, WaiverState
from policyengine.report.block import block
from policyengine.report.sanitise import inert, safe
from policyengine.report.terminal import Paint
from policyengine.rules.program import Rule
from policyengine.source.find import shown_path
from policyengine.spans import Span
from policyengine.triage.exits import BREACHES, Exit, Gate
from policyengine.workspace import Loaded

_PLAIN = Paint(False)
_OPEN = ("not stated", "undetermined")


class Refused(Exception):  # noqa: N818 - an answer, not a bug
    """Nothing can be judged; says why, with places."""


class Ends(Enum):
    """How the test of a rule ends."""

    PASSED = "satisfied by every record to which it applies"
    FAILED = "a breach that `policyengine check` would end with 1 for"
    ACCEPTED = "a breach that fails no run"
    SKIPPED = "open, or applies to nothing"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one rule and one register: one line, and where it fails the findings whole."""

    rule: str
    register: str
    keywords: tuple[str, ...]
    ends: Ends
    headline: str
    text: str
    span: Span

    @property
    def name(self) -> str:
        """The name of the test; the register is always in it, so that a second one changes no name."""
        return f"{self.rule}[{self.register}]"


@dataclass(frozen=True, slots=True)
class Tested:
    """Every rule and register, in the order of registers and rules; and every waiver."""

    rules: list[Told]
    waivers: list[WaiverState]


def judged(args: argparse.Namespace) -> Tested:
    """Load and judge once. Raises `Refused` where `policyengine check` would end with 2, 3 or 4."""
    wanted = asked(args, [Path(shown_path(path)) for path in args.paths], every_verdict=True)
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        workspace = opened(wanted)
    if isinstance(workspace, int):
        raise Refused(said.getvalue().rstrip())
    outcome, loaded = workspace.check(), workspace.loaded
    if why := nothing_judged(outcome, loaded):
        raise Refused(safe(why))
    return Tested(_rules(outcome, loaded, loaded.gate), list(outcome.waivers))


def _rules(outcome: Outcome, loaded: Loaded, gate: Gate) -> list[Told]:
    verdicts: dict[tuple[str, str], list[Verdicted]] = {}
    for verdict in outcome.verdicts:
        verdicts.setdefault((verdict.register, verdict.rule), []).append(verdict)
    met: dict[tuple[str, str], list[tuple[Finding, Finding]]] = {}
    for finding in outcome.findings:
        for own in _by_rule(finding):
            met.setdefault((own.register, own.rule), []).append((own, finding))
    told = []
    for register in outcome.registers:
        for name, rule in sorted(loaded.program.rules.items()):
            here = (register, name)
            told.append(_told(register, rule, verdicts.get(here, []), met.get(here, []), gate, loaded))
    return told


def _by_rule(finding: Finding) -> list[Finding]:
    """A finding, and the rules that meet the same cause as if each had a finding of its own."""
    same = [
        finding._replace(
            rule=one.rule,
            title=one.title,
            verdict=one.verdict,
            severity=one.severity,
            advice=one.advice,
            related=(),
        )
        for one in dict.fromkeys(finding.related)
        if one.rule != finding.rule
    ]
    return [finding._replace(related=tuple(r for r in finding.related if r.rule == finding.rule)), *same]


def _told(
    register: str,
    rule: Rule,
    verdicts: list[Verdicted],
    met: list[tuple[Finding, Finding]],
    gate: Gate,
    loaded: Loaded,
) -> Told:
    """How the test of one rule and one register ends: the worst that is told of any record decides."""
    failing = [(own, whole) for own, whole in met if gate.exit([own]) == Exit.FINDINGS]
    breaches = [verdict for verdict in verdicts if verdict.verdict in BREACHES]
    text = ""
    if failing:
        ends, headline = Ends.FAILED, _headline(failing[0][0])
        text = "\n\n".join(_shown(own, whole) for own, whole in failing)
    elif breaches:
        ends, headline = Ends.ACCEPTED, _why_accepted(breaches, [own for own, _ in met])
        text = "\n\n".join(_shown(own, whole) for own, whole in met if own.verdict in BREACHES) or headline
    elif any(verdict.verdict in _OPEN for verdict in verdicts):
        ends, headline = Ends.SKIPPED, _why_open(verdicts, [own for own, _ in met])
    elif any(verdict.verdict == "satisfied" for verdict in verdicts):
        ends, headline = Ends.PASSED, "satisfied"
    else:
        ends, headline = Ends.SKIPPED, _why_nothing(rule, verdicts)
    found = [own.location for own, _ in failing or met] + [verdict.record.span for verdict in verdicts]
    span = found[0] if found else loaded.program.files.span(rule.place)
    return Told(rule.id, register, (rule.pack, str(rule.severity), *rule.tags), ends, safe(headline), text, span)


def _headline(own: Finding) -> str:
    return f"{own.verdict} {own.severity}: {own.title}"


def _shown(own: Finding, whole: Finding) -> str:
    """A finding as the text report shows it; a rule that stands under another's finding is named first."""
    lines = [inert(line.rstrip()) for line in block(whole, _PLAIN)]
    if own.rule != whole.rule:
        lines.insert(0, safe(f"{_headline(own)} ({own.rule}), for the same cause as"))
    return "\n".join(lines)


def _why_accepted(breaches: list[Verdicted], own: list[Finding]) -> str:
    worst = f"{breaches[0].verdict} {breaches[0].severity}"
    for finding in own:
        if finding.waiver is not None:
            return f"{worst}, waived until {finding.waiver.expires.isoformat()}: {finding.waiver.reason}"
        if finding.advice:
            return f"{worst}, which is advice only: {finding.title}"
    if not own:
        return f"{worst}, and known to the baseline"
    return f"{worst}, which `--fail-on` lets pass: {own[0].title}"


def _why_open(verdicts: list[Verdicted], own: list[Finding]) -> str:
    missing = list(dict.fromkeys(what for finding in own for what in finding.missing))
    undetermined = all(verdict.verdict != "not stated" for verdict in verdicts)
    said = "undetermined: whether the rule applies is not stated" if undetermined else "not stated"
    return f"{said}: {'; '.join(missing)}" if missing else said


def _why_nothing(rule: Rule, verdicts: list[Verdicted]) -> str:
    if not verdicts:
        return f"no {rule.for_each} to judge"
    return "not applicable" if len(verdicts) == 1 else f"not applicable to any of {len(verdicts)}"
