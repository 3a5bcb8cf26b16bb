"""What became of an earlier run's findings, in one sentence."""

from __future__ import annotations

from policyengine.findings import Compared


def compared_words(compared: Compared) -> str:
    """How many verdicts are new, unchanged and resolved, and what could not be compared."""
    new = "1 verdict is new" if compared.new == 1 else f"{compared.new} verdicts are new"
    if compared.changed:
        new += f" ({compared.changed} of them with another verdict then)"
    said = f"{new}, {compared.unchanged} unchanged, {compared.resolved} resolved"
    if compared.not_asked:
        said += f"; {compared.not_asked} are of rules that were not asked this time"
    return f"Compared with the report as of {compared.as_of.isoformat()}: {said}."


def nothing_found(compared: Compared | None) -> str:
    """What is said of a register without findings to report."""
    return "nothing found" if compared is None else "nothing new"
