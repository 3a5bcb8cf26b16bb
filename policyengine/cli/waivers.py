"""`policyengine waivers`: findings that somebody has accepted for a time."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli.common import WAIVERS, add_facts, add_law, asked, complain, day, opened, say
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.findings import WaiverState
    from policyengine.register.records import Facts, Record
    from policyengine.triage.waivers import Waiver
    from policyengine.workspace import Asked, Loaded, Workspace


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine waivers`."""
    common = argparse.ArgumentParser(add_help=False)
    add_facts(common)
    add_law(common)
    verbs = parser.add_subparsers(dest="waivers_verb", metavar="VERB", required=True)
    verbs.add_parser("list", parents=[common], help="every waiver, and whether it still holds (exit 5: one does not)")
    add = verbs.add_parser("add", parents=[common], help="accept what a rule says of a record, for a time")
    add.add_argument("rule_id", metavar="RULE", help="the rule")
    add.add_argument("record", metavar="RECORD", help="a record: its key, `register:key`, or the end of its key")
    for option, about in (
        ("reason", "why it is accepted"),
        ("owner", "who sees to it that it is mended"),
        ("approved-by", "who has accepted it"),
    ):
        add.add_argument(f"--{option}", metavar="TEXT", type=_said, required=True, help=about)
    add.add_argument("--expires", metavar="DATE", type=day, required=True, help="the last day on which it holds")
    prune = verbs.add_parser("prune", parents=[common], help="remove those that no longer hold")
    prune.add_argument("--dry-run", action="store_true", help="only say what would be removed")


def _said(text: str) -> str:
    """A text that goes into a file."""
    said = " ".join(text.split())
    if not said or not said.isprintable():
        raise argparse.ArgumentTypeError("a text is expected here, in characters that can be printed")
    return said


def run(args: argparse.Namespace) -> int:
    """Do what was asked; the answer is the exit code."""
    if args.no_waivers:
        complain("`--no-waivers` leaves none to speak of")
        return Exit.USAGE
    wanted = asked(args, args.facts)
    verbs: dict[str, Callable[[argparse.Namespace, Asked, Path], int]] = {"list": _list, "add": _add, "prune": _prune}
    return verbs[args.waivers_verb](args, wanted, wanted.waivers or Path(WAIVERS))


def _states(wanted: Asked) -> tuple[Loaded, tuple[WaiverState, ...]] | int:
    """Every waiver and what becomes of it; or, having said what is wrong, the exit code."""
    workspace = opened(wanted)
    return workspace if isinstance(workspace, int) else (workspace.loaded, workspace.check().waivers)


def _list(args: argparse.Namespace, wanted: Asked, file: Path) -> int:  # noqa: ARG001 - every verb is called alike
    from policyengine.report.terminal import Paint
    from policyengine.report.waived import state_lines

    found = _states(wanted)
    if isinstance(found, int):
        return found
    loaded, states = found
    if not loaded.waivers.entries:
        say(f"nothing is waived in `{file}`\n" if wanted.waivers else f"nothing is waived: there is no `{file}`\n")
    paint = Paint.for_stream(sys.stdout)
    say("".join(f"{line}\n" for state in (*states, *_left_out(loaded, states)) for line in state_lines(state, paint)))
    return Exit.CLEAN if all(state.holds for state in states) else Exit.STALE_WAIVER


def _left_out(loaded: Loaded, states: tuple[WaiverState, ...]) -> list[WaiverState]:
    """The entries of which a run over these packs says nothing."""
    from policyengine.findings import WaiverState

    seen = {state.terms.location for state in states}
    why = "its rule is in none of the packs that are judged"
    return [
        WaiverState(entry.rule, entry.record, "not looked at", why, entry.terms)
        for entry in loaded.waivers.entries
        if entry.terms.location not in seen
    ]


def _prune(args: argparse.Namespace, wanted: Asked, file: Path) -> int:
    from policyengine.report.terminal import Paint
    from policyengine.report.waived import state_lines
    from policyengine.source.editing import without_items
    from policyengine.triage.waivers import ENTRIES
    from policyengine.triage.waiving import FUTURE

    found = _states(wanted)
    if isinstance(found, int):
        return found
    loaded, states = found
    # What is dated in the future will hold one day, or has a wrong date that somebody should see.
    dead = [state for state in states if not state.holds and state.state != FUTURE]
    if not dead:
        say("nothing to remove: no waiver is expired, void or orphaned\n")
        return Exit.CLEAN
    spans = [entry.terms.location for entry in loaded.waivers.entries]
    numbers = [spans.index(state.terms.location) for state in dead]
    if not args.dry_run and not _changed(file, lambda text: without_items(text, ENTRIES, numbers)):
        return Exit.USAGE
    paint = Paint.for_stream(sys.stdout)
    count = "1 waiver" if len(dead) == 1 else f"{len(dead)} waivers"
    say(f"{'would remove' if args.dry_run else 'removed'} {count} from `{file}`:\n")
    say("".join(f"{line}\n" for state in dead for line in state_lines(state, paint)))
    return Exit.CLEAN


def _changed(file: Path, change: Callable[[str], str]) -> bool:
    """Write the text of `file` as `change` has it; where that cannot be done, say why."""
    from policyengine.cli.files import replace_text
    from policyengine.source.editing import NotEditable
    from policyengine.triage.waiver_entry import EMPTY

    try:
        before = file.read_bytes().decode("utf-8") if os.path.lexists(file) else EMPTY
        replace_text(file, change(before))
    except NotEditable as why:
        complain(f"`{file}` was not changed: {why}; {why.hint}")
        return False
    except OSError as error:
        complain(f"`{file}` cannot be written: {(error.strerror or 'no reason given').lower()}")
        return False
    return True


def _add(args: argparse.Namespace, wanted: Asked, file: Path) -> int:
    if not os.path.lexists(file):
        wanted = wanted._replace(waivers=None, policy=replace(wanted.policy, waivers=None))
    workspace = opened(wanted)
    if isinstance(workspace, int):
        return workspace
    waiver = _waiver(args, workspace)
    if isinstance(waiver, str):
        complain(waiver)
        return Exit.USAGE
    from policyengine.source.editing import with_item
    from policyengine.triage.waiver_entry import entry_lines
    from policyengine.triage.waivers import ENTRIES

    if not _changed(file, lambda text: with_item(text, ENTRIES, entry_lines(waiver))):
        return Exit.USAGE
    say(f"wrote `{file}`: `{waiver.rule}` is waived for `{waiver.record}` until {waiver.terms.expires}\n")
    say("".join(f"not waived with it: `{rule}`\n" for rule in _related(waiver, workspace)))
    return Exit.CLEAN


def _waiver(args: argparse.Namespace, workspace: Workspace) -> Waiver | str:
    """The waiver that the command line asks for; or why there can be none."""
    from policyengine.errors import nearest
    from policyengine.findings import Waived
    from policyengine.spans import Span
    from policyengine.triage.waiver_entry import Judging, proposed

    wanted, loaded = workspace.asked, workspace.loaded
    rule = loaded.program.rules.get(args.rule_id)
    if rule is None:
        return f"no rule is called `{args.rule_id}` ({nearest(args.rule_id, loaded.program.rules)})"
    found = _record(args.record, rule.for_each, loaded.facts)
    if isinstance(found, str):
        return f"{found}; the rule is asked of each {rule.for_each}"
    register, record = found
    judgement = workspace.judgement(rule, record, register)
    if judgement is None:
        return f"there is nothing to waive: `{rule.id}` is not in force on {wanted.as_of}"
    terms = Waived(args.reason, args.owner, args.approved_by, args.expires, Span("", 1, 1))
    judging = Judging(loaded.program, loaded.facts.registers[register], wanted.as_of, wanted.policy.longest_days)
    return proposed(judgement, terms, loaded.waivers, judging)


def _record(name: str, kind: str, facts: Facts) -> tuple[str, Record] | str:
    """The register and record called `name`, of `kind`; or what to tell the person who asked."""
    from policyengine.register.naming import find

    wanted, _, key = name.rpartition(":")
    record = find(key if kind == "organisation" else name, facts, kind)
    if isinstance(record, str) or record.register:
        return record if isinstance(record, str) else (record.register, record)
    naming = [slug for slug, register in sorted(facts.registers.items()) if record in register.of(kind)]
    if wanted in naming or len(naming) == 1:
        return wanted if wanted in naming else naming[0], record
    return f"`{name}` is judged in several registers: write one of {', '.join(f'`{slug}:{key}`' for slug in naming)}"


def _related(waiver: Waiver, workspace: Workspace) -> list[str]:
    """The rules that met the same cause under the finding: each has a finding of its own once this is waived."""
    outcome = workspace.check()
    keys = {
        related.rule
        for finding in outcome.findings
        if finding.listed and (finding.rule, finding.register) == (waiver.rule, waiver.register)
        if waiver.key in {record.key for record in finding.records}
        for related in finding.related
        if related.rule != waiver.rule
    }
    return sorted(keys)
