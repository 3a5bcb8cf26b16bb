"""How much of what can be checked on a register the rules check, and what they leave out.

This counts rules, never compliance: of a provision of class J it only says that the assessment is
asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from policyengine.rules.program import Program, Rule
from policyengine.rules.provisions import COUNTED, Checkable, Provisions, broader, load_provisions

_DECIDES = {"S": "facts", "D": "document", "J": "assessment"}
"""By what a rule decides that checks a provision of a class, in the words of `decided_by`."""


class Coverage(NamedTuple):
    """The checkable provisions with the rules that check them, and those without, in the order of the law."""

    checked: dict[Checkable, tuple[str, ...]]
    unchecked: tuple[Checkable, ...]

    @property
    def checkable(self) -> int:
        """How many provisions can be checked."""
        return len(self.checked) + len(self.unchecked)

    def by_class(self) -> dict[str, tuple[int, int]]:
        """For each class, how many provisions are checked and how many there are."""
        done = Counter(provision.kind for provision in self.checked)
        left = Counter(provision.kind for provision in self.unchecked)
        return {kind: (done[kind], done[kind] + left[kind]) for kind in COUNTED}

    def __str__(self) -> str:
        return f"checks {len(self.checked)} of {self.checkable} provisions that can be checked on a register"


def checked(program: Program, provisions: Provisions | None = None, tested: Collection[str] | None = None) -> Coverage:
    """Which checkable provisions the rules of `program` cite; with `tested`, only those rules count.

    A citation counts for the narrowest provision of the table that it is part of: `28(3)(a)` for
    28(3)(a), not also for 28(3). Where the table has one citation twice, once for what facts
    decide and once for what is judged, the rule's `decided_by` tells which is meant.
    """
    table = (provisions or load_provisions()).checkable
    rows: dict[str, list[Checkable]] = {}
    for provision in table:
        rows.setdefault(provision.cites, []).append(provision)
    found: dict[Checkable, list[str]] = {}
    for name, rule in sorted(program.rules.items()):
        if tested is not None and name not in tested:
            continue
        for citation in rule.provisions:
            for provision in _meant(citation, rule, rows):
                found.setdefault(provision, []).append(name)
    done = {provision: tuple(dict.fromkeys(found[provision])) for provision in table if provision in found}
    return Coverage(done, tuple(provision for provision in table if provision not in found))


def _meant(citation: str, rule: Rule, rows: dict[str, list[Checkable]]) -> list[Checkable]:
    for cited in broader(citation):
        if cited in rows:
            same = rows[cited]
            return same if len(same) == 1 else [row for row in same if _DECIDES[row.kind] == rule.decided_by]
    return []
