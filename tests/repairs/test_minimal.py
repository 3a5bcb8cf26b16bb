"""What is proposed costs least: held against every set of the same candidates, on random registers and rules."""

from __future__ import annotations

from itertools import combinations

from policyengine.register.model.kinds import KINDS
from policyengine.repairs.candidate import Candidate, clash, together
from policyengine.repairs.efforts import Efforts
from policyengine.repairs.search import Found, Search
from policyengine.repairs.standing import BAD, DONE, About, Standing, Trial, about, is_worse
from tests.repairs.conftest import world

EVERYTHING = Efforts(dict.fromkeys(KINDS, 20) | {f"{kind}.*": 1 + number % 4 for number, kind in enumerate(KINDS)})
"""Nothing is fixed, so that there is much to choose from; to do without something altogether is dear."""
_MOST = 9


def _resolves(case: Standing, base: Standing, goal: About) -> bool:
    """Said again, and plainly: the goal is reached, and nothing bad has come or become worse."""
    before = {about(j): j for j in base.judgements}
    after = {about(j): j for j in case.judgements}
    if goal in after and after[goal].verdict not in DONE:
        return False
    return not any(j.verdict in BAD and is_worse(j, before.get(key)) for key, j in after.items())


def _cheaper(found: Found, base: Standing, trial: Trial, goal: About) -> tuple[Candidate, ...] | None:
    """A set of candidates that costs less than what was found, or any if nothing was, and does it all the same."""
    ceiling = found.repairs[0].cost if found.repairs else 1_000_000
    for size in range(len(found.candidates) + 1):
        for some in combinations(found.candidates, size):
            if sum(one.cost for one in some) >= ceiling or any(clash(a, b) for a, b in combinations(some, 2)):
                continue
            result = trial(together(some))
            if result.case is not None and _resolves(result.case, base, goal):
                return some
    return None


def compare(seeds: range) -> tuple[int, int, int]:
    """How many searches were held against all sets, how many found something, and how many several things to do."""
    compared, repaired, several = 0, 0, 0
    for seed in seeds:
        base, trial = world(seed, 6)
        for judgement in [j for j in base.judgements if j.verdict in BAD][:2]:
            goal = about(judgement)
            found = Search(base, trial, EVERYTHING, most=60).find([goal])
            for repair in found.repairs:
                result = trial(repair.edits)
                assert result.case is not None, (seed, goal, result.problems)
                assert _resolves(result.case, base, goal), (seed, goal)
            if found.complete and len(found.candidates) <= _MOST:
                assert _cheaper(found, base, trial, goal) is None, (seed, goal)
                compared += 1
                repaired += bool(found.repairs)
                several += bool(found.repairs) and len(found.repairs[0].deeds) > 1
    return compared, repaired, several


def test_nothing_cheaper_would_do() -> None:
    compared, repaired, several = compare(range(100))
    # That much is made of these seeds, so that what is compared is not nothing.
    assert compared > 40
    assert repaired > 20
    assert several > 0
