"""The cheapest choice of things to do that meets all that is known so far: one question, put to clingo.

clingo (MIT, a wheel of 2 MB for every platform) finds such choices and proves that none is cheaper; the same question
gets the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clingo.backend import Backend

_COST, _KINDS, _COUNT, _ORDER = 4, 3, 2, 1


class MissingSolverError(Exception):
    """clingo is not installed; the text says how it is."""


@dataclass(frozen=True, slots=True)
class Junction:
    """Every one, or any, of some literals and junctions.

    A literal is the number of a choice, counted from 1; negative where the choice must not be made.
    """

    every: bool
    literals: tuple[int, ...] = ()
    of: tuple[Junction, ...] = ()


@dataclass(slots=True)
class Question:
    """What is chosen from, and what has to hold."""

    costs: Sequence[int]
    kinds: Sequence[int]
    """A number for each choice, the same for deeds of one kind: of equal costs the fewer kinds are the better."""
    holds: list[Junction] = field(default_factory=list)
    never_together: list[tuple[int, ...]] = field(default_factory=list)
    """Literals that must not all hold."""
    never_all_kinds: list[tuple[int, ...]] = field(default_factory=list)
    """Kinds of deed that must not all be chosen from."""
    ceiling: int | None = None
    """What all choices together may cost."""
    once: Sequence[object] = ()
    """For each choice what it has in common with those with which it costs no more than one; None where nothing."""


def need_solver() -> None:
    """Raises `MissingSolverError` where clingo cannot be imported."""
    try:
        import clingo  # noqa: F401
    except ImportError:
        text = "repairs are found by clingo, which is not installed: pip install 'policyengine-gdpr[repair]'"
        raise MissingSolverError(text) from None


def cheapest(question: Question) -> tuple[int, ...] | None:
    """The choices of least cost; of these of fewest kinds, then fewest, then the first. None where none will do."""
    import clingo

    # By cores of the dearest first: of a plan for a whole register that is a hundred times as quick as by cores alone.
    control = clingo.Control(["--opt-strategy=usc,pmres,stratify"])
    with control.backend() as backend:
        putting = _Putting(backend, question)
    found: tuple[int, ...] | None = None
    with control.solve(yield_=True) as models:
        for model in models:
            found = tuple(number for number, atom in enumerate(putting.choices, 1) if model.is_true(atom))
    return found


class _Putting:
    """A question as rules of a program without variables."""

    def __init__(self, backend: Backend, question: Question) -> None:
        self._backend = backend
        self.choices = [backend.add_atom() for _ in question.costs]
        backend.add_rule(self.choices, choice=True)
        kinds: dict[int, int] = {}
        for atom, kind in zip(self.choices, question.kinds, strict=True):
            if kind not in kinds:
                kinds[kind] = backend.add_atom()
            backend.add_rule([kinds[kind]], [atom])
        for junction in question.holds:
            backend.add_rule([], [-self._atom(junction)])
        for literals in question.never_together:
            backend.add_rule([], [self._literal(number) for number in literals])
        for several in question.never_all_kinds:
            backend.add_rule([], [kinds[kind] for kind in several])
        weights = self._weights(question)
        if question.ceiling is not None:
            backend.add_weight_rule([], question.ceiling + 1, weights)
        backend.add_minimize(_COST, weights)
        backend.add_minimize(_KINDS, [(atom, 1) for atom in kinds.values()])
        backend.add_minimize(_COUNT, [(atom, 1) for atom in self.choices])
        backend.add_minimize(_ORDER, [(atom, number) for number, atom in enumerate(self.choices)])

    def _weights(self, question: Question) -> list[tuple[int, int]]:
        """What each choice costs; of choices that cost no more than one, an atom that is true where any is made."""
        found: list[tuple[int, int]] = []
        shared: dict[object, int] = {}
        for number, (atom, cost) in enumerate(zip(self.choices, question.costs, strict=True)):
            same = question.once[number] if question.once else None
            if same is None:
                found.append((atom, cost))
                continue
            if same not in shared:
                shared[same] = self._backend.add_atom()
                found.append((shared[same], cost))
            self._backend.add_rule([shared[same]], [atom])
        return found

    def _literal(self, number: int) -> int:
        atom = self.choices[abs(number) - 1]
        return atom if number > 0 else -atom

    def _atom(self, junction: Junction) -> int:
        """An atom that is true just where the junction holds."""
        atom = self._backend.add_atom()
        parts = [*map(self._literal, junction.literals), *map(self._atom, junction.of)]
        if junction.every:
            self._backend.add_rule([atom], parts)
        else:
            for part in parts:
                self._backend.add_rule([atom], [part])
        return atom
