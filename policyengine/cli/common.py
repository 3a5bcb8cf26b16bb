"""What the verbs that judge have in common: loading, and saying what is wrong."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli.options import (
    WAIVERS,
    add_facts,
    add_fail_on,
    add_law,
    add_packs,
    add_paths,
    add_policy,
    add_registers,
    add_rules,
    add_selection,
    asked,
    day,
    default_day,
    default_facts,
    path,
    policy_of,
    read_by,
    rule_roots,
)
from policyengine.cli.progress import shown
from policyengine.cli.streams import say, say_aside
from policyengine.engine import INTERPRETER
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.errors import Problem
    from policyengine.findings import Outcome
    from policyengine.rules.program import Window
    from policyengine.spans import Files
    from policyengine.workspace import Asked, Loaded, Workspace


NO_RULES = "`--no-installed-rules` leaves no rules; name a folder of packs with `--rules DIR`"
_NO_RECORDS = frozenset(("register", "source", "organisation"))
"""What even a register that says nothing of any processing may have."""


def opened(wanted: Asked, *, trees: bool = False) -> Workspace | int:
    """A workspace with facts and law that can be judged, with `trees` such that something may be supposed of them.

    Or, having said what is wrong, the exit code.
    """
    if wanted.policy.problems:
        return refuse(wanted.policy.problems, wanted.policy.files)
    if missing(wanted.paths) or _no_waivers(wanted):
        return Exit.USAGE
    if wanted.baseline is not None and not _is_report(wanted.baseline):
        return Exit.USAGE
    if not wanted.rule_roots:
        complain(NO_RULES)
        return Exit.USAGE
    if not can_judge(wanted.engine):
        return Exit.USAGE
    from policyengine.workspace import Workspace

    # Python's last collection would walk all that was built, only to let it go: a sixth of a check.
    atexit.register(gc.freeze)
    workspace = Workspace(wanted)
    with shown():
        loaded = workspace.given.loaded if trees else workspace.loaded
    if loaded.problems:
        return refuse(loaded.problems, *loaded.read, wanted.policy.files)
    if loaded.unknown:
        for name in loaded.unknown:
            complain(name)
        return Exit.USAGE
    if nothing := nothing_to_judge(loaded, wanted.paths):
        for each in nothing:
            complain(each)
        return Exit.NOTHING_JUDGED
    return workspace


def can_judge(engine: str) -> bool:
    """Whether what is to judge is there; it is said where it is not, and where the interpreter stands in for it."""
    from policyengine.engine.rete import available

    if engine == INTERPRETER or available():
        return True
    missing = "durable-rules is not installed (`pip install 'policyengine-gdpr[rete]'`)"
    complain(missing if engine else f"{missing}: the interpreter judges instead, more slowly and alike")
    return not engine


def nothing_to_judge(loaded: Loaded, paths: Iterable[Path]) -> list[str]:
    """Why these facts cannot be judged though nothing is wrong with them; empty where they can."""
    if not loaded.facts.registers:
        return [f"nothing to judge: no register in {', '.join(f'`{path}`' for path in paths)}"]
    empty = (slug for slug, register in loaded.facts.registers.items() if register.by_kind.keys() <= _NO_RECORDS)
    return [
        f"nothing to judge: the register `{slug}` states no party, no activity and no other record" for slug in empty
    ]


def nothing_judged(outcome: Outcome, loaded: Loaded) -> str:
    """Why no rule met any record; empty where one did."""
    if sum(outcome.counts.values()):
        return ""
    rules = loaded.program.rules
    if not rules:
        return "nothing was judged: no rule was chosen"
    asleep = [rules[name] for name in outcome.not_in_force]
    if len(asleep) == len(rules):
        named = f"`{asleep[0].id}` is not" if len(asleep) == 1 else f"none of the {len(asleep)} rules is"
        when = _when(asleep[0].in_force) if len(asleep) == 1 else ""
        return f"nothing was judged: {named} in force on {outcome.as_of}{when}; name another day with `--as-of`"
    kinds = sorted({rule.for_each for rule in rules.values() if rule not in asleep})
    return (
        "nothing was judged: the register states nothing that a rule asks about "
        f"(those in force on that day are asked of: {', '.join(kinds)})"
    )


def _when(window: Window) -> str:
    since = f" from {window.start}" if window.start else ""
    until = f" until {window.end}" if window.end else ""
    return f" (it is{since}{until})"


def _is_report(baseline: Path) -> bool:
    """Whether there is something to read as a baseline; where there is not, that is said. A pipe may hold one."""
    if os.path.lexists(baseline) and not baseline.is_dir():
        return True
    hint = "make it with `policyengine check --format json=FILE`"
    complain(f"`{baseline}` is no report; {hint}" if baseline.is_dir() else f"there is no `{baseline}`; {hint}")
    return False


def _no_waivers(wanted: Asked) -> bool:
    """Whether the command line names a file of waivers that is not there, which is said."""
    file = wanted.waivers
    if file is None or file == wanted.policy.waivers or os.path.lexists(file):
        return False
    complain(f"there is no `{file}`; `policyengine waivers add` makes it")
    return True


def missing(paths: Sequence[Path]) -> bool:
    """Whether one of these facts is not there, which is said."""
    for each in paths:
        if not os.path.lexists(each):
            hint = "; `policyengine init` writes a register to start from" if [*paths] == [Path("facts")] else ""
            complain(f"there is no `{each}`{hint}")
            return True
    return False


def refuse(problems: Sequence[Problem], *read: Files) -> int:
    """Say everything that is wrong with facts or rules, each at its place in one of the files that were read."""
    from policyengine.report.problems import problems_text
    from policyengine.report.terminal import Paint

    say_aside(problems_text(sorted(set(problems)), read, Paint.for_stream(sys.stderr)))
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    complain(f"{count}; nothing was judged")
    return Exit.INVALID


def complain(message: str) -> None:
    """Say on standard error what is wrong."""
    from policyengine.report.sanitise import safe

    say_aside(f"policyengine: {safe(message)}\n")


__all__ = [
    "NO_RULES",
    "WAIVERS",
    "add_facts",
    "add_fail_on",
    "add_law",
    "add_packs",
    "add_paths",
    "add_policy",
    "add_registers",
    "add_rules",
    "add_selection",
    "asked",
    "can_judge",
    "complain",
    "day",
    "default_day",
    "default_facts",
    "missing",
    "nothing_judged",
    "nothing_to_judge",
    "opened",
    "path",
    "policy_of",
    "read_by",
    "refuse",
    "rule_roots",
    "say",
]
