"""Around durable-rules: what lies outside its measured subset is refused; it is believed only if whole."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from policyengine.engine import grounded, rete
from policyengine.engine.grounder.vectors import Parts
from policyengine.engine.rete import Matcher, OutsideLimitsError, UnavailableError, UnreliableError, check
from policyengine.engine.table import Check, Shape, holding, rows


def _is(name: str, value: str = "1") -> Check:
    return Check(name, True, value)


COLLIDING = ("yqzbgxgwe", "morjtdyvy")
"""Two names whose FNV-1 hashes on 32 bits are equal."""

OUTSIDE = {
    "too many tests in a pattern": ([[_is(f"p{n}") for n in range(61)]], "61 tests"),
    "a pattern without tests": ([[]], "tests nothing"),
    "too many properties": ([[_is(f"p{n}")] for n in range(251)], "251 properties"),
    "too many equal patterns": ([[_is("a")] for _ in range(256)], "more than 255"),
    "the same tests in another order": ([[_is("a"), _is("b")][:: 1 - n % 2 * 2] for n in range(256)], "more than 255"),
    "the library's name of a fact": ([[_is("id")]], "`id` means something"),
    "the library's name of a session": ([[_is("sid")]], "`sid` means something"),
    "the library's state": ([[_is("s")]], "`s` means something"),
    "an alias of the library": ([[_is("m")]], "`m` means something"),
    "its context": ([[_is("c")]], "`c` means something"),
    "our own sentinel": ([[_is("sentinel")]], "`sentinel` means something"),
    "a dotted name": ([[_is("a.b")]], "`a.b` means something"),
    "an operator as a name": ([[_is("$not")]], "means something to the library"),
    "an empty name": ([[_is("")]], "means something"),
    "names that hash alike": ([[_is(COLLIDING[0])], [_is(COLLIDING[1])]], "cannot tell"),
    "a long text": ([[_is("a", "x" * 65)]], "not a short text"),
    "an empty text": ([[_is("a", "")]], "not a short text"),
    "a text of two lines": ([[_is("a", "x\ny")]], "not a short text"),
    "a text beyond ASCII": ([[_is("a", "\u00e9")]], "not a short text"),
    "a number": ([[_is("a", 5)]], "not a short text"),  # type: ignore[arg-type]
    "no value at all": ([[_is("a", None)]], "not a short text"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_patterns_outside_the_measured_subset_are_refused(name: str) -> None:
    patterns, why = OUTSIDE[name]
    with pytest.raises(OutsideLimitsError, match=why):
        check(patterns)
    with pytest.raises(OutsideLimitsError):
        Matcher(patterns)


def test_patterns_at_the_limits_are_matched() -> None:
    wide = [_is(f"p{n}") for n in range(60)]
    many = [[*wide[:1], _is("q", str(n))] for n in range(130)]
    matcher = Matcher([wide, *many])
    try:
        facts = [{**{f"p{n}": "1" for n in range(60)}, "q": str(n)} for n in range(130)]
        assert matcher.matches(facts) == [[0, n + 1] for n in range(130)]
    finally:
        matcher.close()


def test_as_many_properties_equal_patterns_and_letters_as_are_allowed_are_matched() -> None:
    wide = {f"p{n}": "1" for n in range(250)}
    assert _matched([[_is(name)] for name in wide], wide) == list(range(250))
    assert _matched([[_is("a")]] * 255, {"a": "1"}) == list(range(255))
    assert _matched([[_is("a", "x" * 64)]], {"a": "x" * 64}) == [0]


def test_patterns_that_differ_are_not_counted_as_equal() -> None:
    assert _matched([[_is("a", str(n))] for n in range(300)], {"a": "299"}) == [299]


def _matched(patterns: list[list[Check]], fact: dict[str, str]) -> list[int]:
    matcher = Matcher(patterns)
    try:
        (found,) = matcher.matches([fact])
        return found
    finally:
        matcher.close()


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        ({"a": "1"}, "other properties"),
        ({"a": "1", "b": "1", "c": "1"}, "other properties"),
        ({"a": "1", "b": None}, "not a short text"),
        ({"a": "1", "b": 2}, "`2` is not a short text"),
        ({"a": "1", "b": ""}, "not a short text"),
    ],
)
def test_facts_outside_the_measured_subset_are_refused(fact: dict[str, str], why: str) -> None:
    matcher = Matcher([[_is("a"), Check("b", False, "2")]])
    try:
        with pytest.raises(OutsideLimitsError, match=why):
            matcher.matches([{"a": "1", "b": "1"}, fact])
    finally:
        matcher.close()


class _CutShort:
    """The library as it would be if sessions ended before their last fact, or fired it twice."""

    def __init__(self, fired: list[str]) -> None:
        self.fired = fired
        self.deleted: list[str] = []

    def create_ruleset(self, _name: str, _rules: str) -> int:
        return 1

    def assert_facts(self, _handle: int, _facts: str) -> tuple[int, int]:
        self.waiting = list(self.fired)
        return 0, 1

    def start_action_for_state(self, _handle: int, _state: int) -> tuple[str, str] | None:
        return ("{}", self.waiting.pop(0)) if self.waiting else None

    def complete_and_start_action(self, _handle: int, _state: int) -> str | None:
        return self.waiting.pop(0) if self.waiting else None

    def delete_state(self, _handle: int, session: str) -> None:
        self.deleted.append(session)


@pytest.mark.parametrize("times", [0, 2])
def test_a_session_whose_sentinel_does_not_fire_once_is_not_believed(
    times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = _CutShort(['{"r0": {"m": {"id": "0"}}}', *['{"sentinel": {"m": {"id": "1"}}}'] * times])
    monkeypatch.setattr(rete, "_library", lambda: library)
    with pytest.raises(UnreliableError, match=f"{times} times"):
        Matcher([[_is("a")]]).matches([{"a": "1"}])
    assert library.deleted == ["0"]


class _Halting(_CutShort):
    """The library as it would be if it had to be asked again after each action."""

    def complete_and_start_action(self, _handle: int, _state: int) -> str | None:
        return None


def test_a_session_that_halts_between_actions_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    library = _Halting(['{"r0": {"m": {"id": "0"}}}', '{"r1": {"m": {"id": "0"}}}', '{"sentinel": {"m": {"id": "1"}}}'])
    monkeypatch.setattr(rete, "_library", lambda: library)
    assert Matcher([[_is("a")], [_is("a")]]).matches([{"a": "1"}]) == [[0, 1]]


def test_a_vector_that_matches_no_row_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = SimpleNamespace(matches=lambda facts: [[] for _ in facts])
    monkeypatch.setattr(grounded, "_matcher", lambda _shape: deaf)
    judging = object.__new__(grounded.Judging)
    judging._outcomes, judging._shape = {}, Shape(0, ())
    with pytest.raises(UnreliableError, match="0 rows"):
        judging._ask([Parts(Shape(0, ()), b"\0", {0: ("1", "1")})])


def test_random_patterns_match_as_plain_python_does() -> None:
    chance = random.Random(20261122)
    names = ["p0", "p1", "p2", "p3"]
    for _ in range(40):
        patterns = [
            [
                Check(name, chance.random() < 0.6, chance.choice("0123"))
                for name in chance.sample(names, chance.randint(1, 4))
            ]
            for _ in range(chance.randint(1, 50))
        ]
        used = sorted({test.name for pattern in patterns for test in pattern})
        facts = [{name: chance.choice("0123") for name in used} for _ in range(150)]
        expected = [
            [n for n, pattern in enumerate(patterns) if all((fact[t.name] == t.value) is t.equal for t in pattern)]
            for fact in facts
        ]
        matcher = Matcher(patterns)
        try:
            assert matcher.matches(facts) == expected
        finally:
            matcher.close()


def test_sessions_leave_nothing_behind() -> None:
    shape = Shape(1, (0,))
    matcher = Matcher([row.checks for row in rows(shape)])
    told = [dict(zip(shape.properties, (a, e, "0", r), strict=True)) for a in "0123" for e in "0123" for r in "0123"]
    expected = [[n for n, row in enumerate(rows(shape)) if holding(row, each)] for each in told]

    def sessions(number: int) -> int:
        for _ in range(number):
            assert matcher.matches(told) == expected
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    try:
        settled = sessions(200)
        # Kilobytes: 1,000 sessions of 65 facts that were kept would be some 30 MB.
        assert sessions(1000) - settled < 2_000
    finally:
        matcher.close()


WITHOUT = "raise ImportError('not here')\n"
CHECK = ["check", "facts", "--format", "text", "--as-of", "2026-11-22"]


def _run(arguments: list[str], shadow: Path | None) -> subprocess.CompletedProcess[str]:
    path = {"PYTHONPATH": str(shadow)} if shadow else {}
    return subprocess.run(
        [sys.executable, "-m", "policyengine", *arguments],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={"PATH": "/usr/bin:/bin", **path},
        check=False,
    )


@pytest.fixture
def shadow(tmp_path: Path) -> Path:
    (tmp_path / "durable_rules_engine.py").write_text(WITHOUT)
    return tmp_path


def test_without_the_library_the_interpreter_says_the_same_after_one_notice(shadow: Path) -> None:
    with_it, without = _run(CHECK, None), _run(CHECK, shadow)
    assert (without.stdout, without.returncode) == (with_it.stdout, with_it.returncode)
    assert with_it.stderr == ""
    assert without.stderr.count("\n") == 1
    assert "the interpreter judges instead" in without.stderr


def test_whether_the_library_is_there_is_known_before_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rete.available()
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    rete._library.cache_clear()
    try:
        assert not rete.available()
        with pytest.raises(UnavailableError, match="durable_rules_engine"):
            Matcher([[_is("a")]])
    finally:
        rete._library.cache_clear()


def test_without_the_library_it_cannot_be_asked_for(shadow: Path) -> None:
    done = _run([*CHECK, "--engine", "rete"], shadow)
    assert (done.returncode, done.stdout) == (2, "")
    assert "policyengine-gdpr[rete]" in done.stderr


def test_both_engines_agree_on_the_registers() -> None:
    both, one = _run([*CHECK, "--engine", "both"], None), _run([*CHECK, "--engine", "interpreter"], None)
    assert both.stderr == ""
    assert (both.stdout, both.returncode) == (one.stdout, one.returncode)
