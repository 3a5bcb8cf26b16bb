"""What is otherwise about a node or flow, in words: what came, what went, and which verdicts turned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from policyengine.diagram.drawing import Change, Flow, Mark, Node, Note
from policyengine.diagram.labels import SYMBOLS, some
from policyengine.differences import Difference, Shift
from policyengine.findings import Finding

_MARKS = {mark.value: mark for mark in Mark if mark is not Mark.NONE}
_MOST_CITED = 3
_FLOW = ("data", "purposes", "how", "safeguards", "claims", "refuted", "doubts")
_BAD = {"doubts": Mark.NOT_STATED, "refuted": Mark.VIOLATED}
_JOINT = "+"
"""Stands in the key of a use between its purpose and its data."""

_Turn = tuple[str, str, Mark, bool]
"""Before, after, the mark of what is there after, and whether it is worse."""


def differing(old: Sequence[str], new: Sequence[str], mark: Mark = Mark.NONE) -> Iterator[Note]:
    """What one list has and the other has not, on one line where something stands instead of something else.

    With a `mark`, what came is no good, and of its colour.
    """
    worse = True if mark is not Mark.NONE else None
    gone = [text for text in old if text not in new]
    come = [text for text in new if text not in old]
    if gone and come:
        yield Note(f"{some(gone, 4)} → {some(come, 4)}")
    elif come:
        yield from (Note(text, Change.ADDED, worse, mark) for text in come)
    else:
        yield from (Note(text, Change.REMOVED) for text in gone)


def node_notes(old: Node, new: Node) -> Iterator[Note]:
    """What is otherwise about somebody, but for the box."""
    yield from differing([old.name], [new.name])
    yield from differing(old.small.split(" · ") if old.small else (), new.small.split(" · ") if new.small else ())
    yield from differing([f"✖ {text}" for text in old.missing], [f"✖ {text}" for text in new.missing], Mark.VIOLATED)
    yield from differing([f"? {text}" for text in old.open], [f"? {text}" for text in new.open], Mark.NOT_STATED)
    yield from differing([f"? {text}" for text in old.doubts], [f"? {text}" for text in new.doubts], Mark.NOT_STATED)
    yield from differing([old.certainty.value], [new.certainty.value])


def flow_notes(old: Flow, new: Flow) -> Iterator[Note]:
    """What is otherwise about a flow."""
    for name in _FLOW:
        mark = _BAD.get(name, Mark.NONE)
        symbol = f"{SYMBOLS[mark]} " if mark in SYMBOLS else ""
        before, after = ([f"{symbol}{text}" for text in getattr(flow, name)] for flow in (old, new))
        yield from differing(before, after, mark)
    yield from differing([old.certainty.value], [new.certainty.value])


class Turned:
    """Answers which verdicts turned on records of one register; what is only counted or accepted turns nothing here."""

    def __init__(self, difference: Difference, register: str) -> None:
        self._of: dict[str, list[tuple[_Turn, str]]] = {}
        for one in difference.introduced:
            after = one.finding.verdict
            self._add(register, one.finding, (" or ".join(one.was), _shown(after), _mark(after), True))
        for one in difference.resolved:
            self._add(register, one.finding, (_shown(one.finding.verdict), " or ".join(one.was), Mark.NONE, False))
        for shift in difference.changed:
            self._add(register, shift.after, _shift(shift))

    def _add(self, register: str, finding: Finding, turn: _Turn) -> None:
        if finding.register == register and finding.listed:
            for record in finding.records:
                self._of.setdefault(record.key, []).append((turn, (*finding.provisions, finding.rule)[0]))

    def concerned(self, keys: Iterable[str]) -> list[str]:
        """Those of the records, and of the purposes of uses, on which a verdict turned."""
        asked = dict.fromkeys(part for key in keys for part in (key, key.partition(_JOINT)[0]))
        return [key for key in asked if key in self._of]

    def of(self, keys: Iterable[str]) -> Iterator[Note]:
        """A note for each turn that concerns any of the records, with the provisions that it is about."""
        together: dict[_Turn, dict[str, None]] = {}
        for key in self.concerned(keys):
            for turn, provision in self._of[key]:
                together.setdefault(turn, {})[provision] = None
        for (before, after, mark, worse), provisions in together.items():
            text = f"{some(list(provisions), _MOST_CITED)}: {before} → {after}"
            yield Note(text, Change.CHANGED, worse, mark)


def _shift(shift: Shift) -> _Turn:
    before, after = shift.before, shift.after
    if before.verdict == after.verdict:
        verdict = _shown(after.verdict)
        if before.severity != after.severity:
            return f"{verdict}, {before.severity}", after.severity, _mark(after.verdict), shift.worse
        return verdict, verdict, _mark(after.verdict), shift.worse
    return _shown(before.verdict), _shown(after.verdict), _mark(after.verdict), shift.worse


def _mark(verdict: str) -> Mark:
    return _MARKS.get(verdict, Mark.NOT_STATED)


def _shown(verdict: str) -> str:
    return f"{SYMBOLS[_mark(verdict)]} {verdict}"
