"""What became of an earlier run's findings, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable

from policyengine.findings import Compared, Finding


def compared_words(compared: Compared) -> str:
    """How many verdicts are new, unchanged and resolved, and what could not be compared."""
    new = "1 verdict is new" if compared.new == 1 else f"{compared.new} verdicts are new"
    if compared.changed:
        new += f" ({compared.changed} of them with another verdict then)"
    said = f"{new}, {compared.unchanged} unchanged, {compared.resolved} resolved"
    if compared.not_asked:
        said += f"; {compared.not_asked} are of rules that were not asked this time"
    return f"Compared with the report as of {compared.as_of.isoformat()}: {said}."


def nothing_found(findings: Iterable[Finding], compared: Compared | None) -> str:
    """What is said of a register of whose `findings` none is to be acted on, though some may be counted or waived."""
    among = list(findings)
    said = [
        *(["these sources would show"] if any(finding.folded for finding in among) else []),
        *(["is not waived"] if any(finding.waiver is not None for finding in among) else []),
    ]
    return f"nothing {'found' if compared is None else 'new'}" + (f" that {' and that '.join(said)}" if said else "")
