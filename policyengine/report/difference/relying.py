"""How far anything rests on law that is supposed to be otherwise, in sentences that reports share."""

from __future__ import annotations

from policyengine.differences import Reliance

_OPEN = "not stated or undetermined"
_MOST_NAMED = 3


def relied(found: Reliance | None) -> str:
    """Whether a verdict turns on the law that is otherwise, and how many are too open to tell; may be empty."""
    if found is None:
        return ""
    tables, changed = ", ".join(found.tables), _changed(found)
    if found.turned:
        before = f"{found.undecided} of {found.verdicts} as it stands"
        after = f"{found.undecided_supposed} of {found.verdicts_supposed} as supposed"
        return f"Verdicts of {_readers(found, tables) or changed} that are open ({_OPEN}): {before}, {after}."
    what = ", ".join(filter(None, (tables, changed)))
    nothing = f"No verdict turns on what is changed in {what}: nothing that is stated rests on it alone."
    if not found.undecided:
        return nothing
    these = "that rule" if found.rules == 1 else f"these {found.rules} rules"
    return (
        f"{nothing} That does not show that nothing does: {found.undecided} of {found.verdicts} verdicts "
        f"of {_readers(found, 'it') or these} stay open on both sides ({_OPEN})."
    )


def _changed(found: Reliance) -> str:
    """The rules that are otherwise; of many how many they are."""
    if len(found.changed) > _MOST_NAMED:
        return f"{len(found.changed)} rules"
    rules = "the rules" if len(found.changed) > 1 else "the rule"
    return f"{rules} {', '.join(found.changed)}" if found.changed else ""


def _readers(found: Reliance, tables: str) -> str:
    """The rules whose verdicts are counted, where tables are otherwise; else empty."""
    if not found.tables:
        return ""
    if found.rules == 1:
        return f"the rule that reads {tables}"
    changed = "are otherwise or " if found.changed else ""
    return f"the {found.rules} rules that {changed}read {tables}"
