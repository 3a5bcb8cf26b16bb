"""The verdicts of findings by the records that they name."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from policyengine.diagram.drawing import Mark, Verdict
from policyengine.findings import Finding

_MARKS = {mark.value: mark for mark in Mark if mark is not Mark.NONE}
_WORST = (Mark.VIOLATED, Mark.CONTRADICTORY, Mark.NOT_STATED)


class Marks:
    """Answers which verdicts concern records, but for those of `without`.

    Findings that are waived, or folded into a count, are left out.
    """

    def __init__(self, findings: Iterable[Finding], without: Collection[str] = ()) -> None:
        self._without = without
        self._of: dict[str, list[tuple[Mark, Finding]]] = {}
        for finding in findings:
            mark = _MARKS.get(finding.verdict)
            if mark is not None and finding.listed:
                for record in finding.records:
                    self._of.setdefault(record.key, []).append((mark, finding))

    def of(self, keys: Iterable[str]) -> tuple[Verdict, ...]:
        """One verdict of each kind that concerns any of the records, the worst first."""
        asked = (key for key in keys if key not in self._without)
        found = [named for key in asked for named in self._of.get(key, ())]
        verdicts = []
        for mark in _WORST:
            mine = [finding for other, finding in found if other is mark]
            cited = dict.fromkeys(provision for finding in mine for provision in finding.provisions[:1])
            says = dict.fromkeys(f"{mark.value}: {finding.title}" for finding in mine)
            if mine:
                verdicts.append(Verdict(mark, tuple(cited), tuple(says)))
        return tuple(verdicts)
