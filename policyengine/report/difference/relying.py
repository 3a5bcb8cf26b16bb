"""How far anything rests on tables of the law that are supposed to be otherwise, in sentences that reports share."""

from __future__ import annotations

from policyengine.differences import Reliance

_OPEN = "not stated or undetermined"


def relied(found: Reliance | None) -> str:
    """Whether a verdict turns on the tables that are otherwise, and how many are too open to tell; may be empty."""
    if found is None:
        return ""
    tables = ", ".join(found.tables)
    if found.turned:
        before = f"{found.undecided} of {found.verdicts} as it stands"
        after = f"{found.undecided_supposed} of {found.verdicts_supposed} as supposed"
        return f"Verdicts of {_readers(found, tables)} that are open ({_OPEN}): {before}, {after}."
    nothing = f"No verdict turns on what is changed in {tables}: nothing that is stated rests on it alone."
    if not found.undecided:
        return nothing
    return (
        f"{nothing} That does not show that nothing does: {found.undecided} of {found.verdicts} verdicts "
        f"of {_readers(found, 'it')} stay open on both sides ({_OPEN})."
    )


def _readers(found: Reliance, tables: str) -> str:
    return f"the rule that reads {tables}" if found.rules == 1 else f"the {found.rules} rules that read {tables}"
