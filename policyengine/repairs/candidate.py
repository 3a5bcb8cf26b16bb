"""One thing that could be done: the changes of facts that it comes to, in words, and what it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from policyengine.errors import Problem
from policyengine.register.draft import ROOT
from policyengine.register.records import Record
from policyengine.repairs.touching import NOTHING, Touches
from policyengine.rules.reading import Reading
from policyengine.scenarios.paths import ORGANISATIONS
from policyengine.scenarios.reading import read_flags
from policyengine.scenarios.scenario import Supposed, Verb, composed
from policyengine.spans import Files

if TYPE_CHECKING:
    from policyengine.repairs.drafting import Added

COMPLETE = "complete"
"""The key of a record that names its open lists of which there are no other members."""


class Goal(StrEnum):
    """What a verdict should become."""

    RESOLVED = "satisfied or not applicable"
    VIOLATED = "violated"


class Edit(NamedTuple):
    """One change of facts as flags of a what-if write it; `value` as YAML on one line, empty where there is none."""

    verb: Verb
    path: str
    value: str = ""

    @property
    def flag(self) -> str:
        """What stands after `--set` and its like."""
        return f"{self.path}={self.value}" if self.value else self.path

    def __str__(self) -> str:
        return f"{self.verb} {self.path}" + (f" = {self.value}" if self.value else "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing to do. Two that say the same in `edits` are the same thing, whichever proof asks for it."""

    edits: tuple[Edit, ...]
    """In the order in which they are made."""
    words: str
    """What must be done, as an instruction without its end."""
    effort: str
    """A word of the table of efforts."""
    cost: int
    fixed: bool = False
    """Nobody can do it: it would change who somebody is, what data are by nature, or what has happened."""
    touches: Touches = NOTHING
    """What of the facts is otherwise then."""
    supposes: str = ""
    """What it takes for granted beside the deed, such as the outcome of an assessment."""
    once: str = ""
    """Things to do that have the same of this, and cost the same, are done once."""
    adds: Added | None = None
    """The new record that it makes."""

    def __str__(self) -> str:
        return self.words


def record_path(record: Record) -> str:
    """The path under which a scenario finds a written record; that of a register's own record is empty but for it."""
    if not record.register:
        return f"{ORGANISATIONS}.{record.key}"
    return f"{record.register}:" if record.key == ROOT else f"{record.register}:{record.key}"


def path_below(record: Record, key: str) -> str:
    """The path of what is said of a record."""
    path = record_path(record)
    return f"{path}{key}" if path.endswith(":") else f"{path}.{key}"


def clash(one: Candidate, other: Candidate) -> bool:
    """Whether the two cannot be done together: they say different things of one path, or of what the other removes.

    Nor is a record made so and at once made otherwise.
    """
    if _says_again(one, other) or _says_again(other, one):
        return True
    return any(_clash(a, b) for a in one.edits for b in other.edits)


def _says_again(one: Candidate, other: Candidate) -> bool:
    """Whether it says something of a record that the other makes and of which that says it already."""
    if other.adds is None or other.adds.there is not None:
        return False
    said = {f"{path}.{name}" for path, new in other.adds.records() for name, _ in new.said}
    return any(edit.path in said for edit in one.edits)


def _clash(one: Edit, other: Edit) -> bool:
    if one == other or (_is_list(one) and _is_list(other)):
        return False
    if one.path == other.path:
        return not (_joins(one) and _joins(other) and one.verb is other.verb)
    return _removes(one, other.path) or _removes(other, one.path)


def _removes(edit: Edit, path: str) -> bool:
    """Whether what stands at `path` is gone with a record."""
    return edit.verb is Verb.REMOVE and not edit.value and path.startswith(f"{edit.path}.")


def _joins(edit: Edit) -> bool:
    """Whether it is about one of several values, so that others may follow at the same path."""
    return edit.verb in (Verb.ADD, Verb.REMOVE) and bool(edit.value) and not edit.value.startswith("{")


def _is_list(edit: Edit) -> bool:
    return edit.path.rpartition(".")[2].rpartition(":")[2] == COMPLETE


def done_once(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The same things to do, in which what is done once is one thing."""
    found: dict[object, Candidate] = {}
    for one in candidates:
        key = (one.once, one.cost) if one.once else one.edits
        known = found.get(key)
        found[key] = one if known is None else replace(known, edits=(*known.edits, *one.edits))
    return tuple(found.values())


_ORDER = (Verb.ADD, Verb.SET, Verb.REPLACE, Verb.UNSET, Verb.REMOVE)


def together(candidates: Iterable[Candidate]) -> tuple[Edit, ...]:
    """All that several candidates change, each once: records first, then what names them, then what is gone.

    What is said at one path by several is joined.
    """
    edits = dict.fromkeys(edit for candidate in candidates for edit in candidate.edits)
    joined: dict[tuple[Verb, str], list[str]] = {}
    for edit in sorted(edits, key=_rank):
        joined.setdefault((edit.verb, edit.path), []).append(edit.value)
    return tuple(Edit(verb, path, _joined(values)) for (verb, path), values in joined.items())


def supposed(edits: Sequence[Edit]) -> tuple[Supposed, list[Problem]]:
    """What a what-if with these flags would suppose, and what is wrong with how they are written."""
    reading = Reading(Files())
    scenario = read_flags([(edit.verb, edit.flag) for edit in edits], reading)
    return composed([scenario], reading.files), reading.problems


def _rank(edit: Edit) -> tuple[int, bool, int, str, str]:
    """A record before what names it, and in the order of paths."""
    is_value = not edit.value.startswith("{")
    return _ORDER.index(edit.verb), is_value, edit.path.count("."), edit.path, edit.value


def _joined(values: Sequence[str]) -> str:
    if len(values) == 1:
        return values[0]
    parts = dict.fromkeys(part for value in values for part in _parts(value))
    return f"[{', '.join(parts)}]"


def _parts(value: str) -> list[str]:
    inner = value[1:-1] if value.startswith("[") else value
    return [part.strip() for part in inner.split(",")]
