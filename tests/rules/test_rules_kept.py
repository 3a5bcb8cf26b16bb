"""Packs kept between runs are those that would be read: whatever they depend on makes them be read anew."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from policyengine.errors import Problem
from policyengine.rules import kept, load
from policyengine.rules.finding import Found, find_packs
from policyengine.rules.load import read_law
from policyengine.rules.program import Program
from policyengine.source.cache import VARIABLE, cache

RULES = Path(__file__).parents[2] / "rules"

RULE = """\
id: gdpr-1-a
title: A party has a role
provisions: ["GDPR 28(3)"]
for_each: party
severity: high
decided_by: facts
shown_by: [register]
require: {role: {stated: true}}
explain: "{judged}"
expects: a role
remedy: State the role.
reviewed: {on: 2026-11-22, against: consolidated text}
"""


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "packs" / "own"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text("title: Own\n")
    (folder / "gdpr-1-a.yaml").write_text(RULE)
    return tmp_path / "packs"


class _Read:
    """Counts how often packs are read from their files."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, found: Found, packs: list[str] | None) -> tuple[Program, list[Problem]]:
        self.times += 1
        _, program, problems = read_law(found, packs)
        return program, problems


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> _Read:
    counted = _Read()
    monkeypatch.setattr(load, "read_program", counted)
    return counted


def _kept(root: Path, packs: list[str] | None = None) -> tuple[Program, list[Problem]]:
    here = cache()
    assert here is not None
    return kept.kept_program(here, find_packs([root]), packs)


def _read(root: Path) -> Program:
    _, program, problems = read_law(find_packs([root]))
    assert problems == []
    return program


def _same(one: Program, other: Program) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in ("packs", "rules", "definitions", "reach")) and (
        one.files.paths,
        one.files.texts,
    ) == (other.files.paths, other.files.texts)


def test_the_installed_packs_are_kept_whole(pack: Path, read: _Read) -> None:
    fresh = _read(RULES)
    for _ in range(2):
        program, problems = _kept(RULES)
        assert problems == []
        assert _same(program, fresh)
        assert program.__dict__["compiled"] == fresh.compiled
        rows = {name: [row.statements for row in table.rows] for name, table in program.tables.items()}
        assert rows == {name: [row.statements for row in table.rows] for name, table in fresh.tables.items()}
    assert read.times == 1


CHANGES: dict[str, Callable[[Path], object]] = {
    "a rule says something else": lambda p: (p / "own/gdpr-1-a.yaml").write_text(RULE.replace("high", "low")),
    "a rule is laid out otherwise": lambda p: (p / "own/gdpr-1-a.yaml").write_text("# a remark\n" + RULE),
    "a rule is gone": lambda p: (p / "own/gdpr-1-a.yaml").unlink(),
    "there is another rule": lambda p: (p / "own/gdpr-1-b.yaml").write_text(RULE.replace("gdpr-1-a", "gdpr-1-b")),
    "the pack is called otherwise": lambda p: (p / "own/pack.yaml").write_text("title: Other\n"),
    "the folder is called otherwise": lambda p: (p / "own").rename(p / "other"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_read_anew(change: str, pack: Path, read: _Read) -> None:
    _kept(pack)
    _kept(pack)
    assert read.times == 1
    CHANGES[change](pack)
    program, _ = _kept(pack)
    assert read.times == 2
    assert _same(program, _read(pack))


def test_so_is_what_others_ask_for_or_see_from_elsewhere(
    pack: Path, read: _Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    _kept(pack)
    _kept(pack, ["own"])
    monkeypatch.chdir(pack)
    program, _ = _kept(pack)
    assert read.times == 3
    assert program.files.paths == _read(pack).files.paths


def test_what_is_wrong_is_never_kept(pack: Path, read: _Read) -> None:
    (pack / "own/gdpr-1-a.yaml").write_text(RULE.replace("party", "partie"))
    for _ in range(2):
        _, problems = _kept(pack)
        assert problems
    assert read.times == 2


class _Runs:
    def __reduce__(self) -> tuple[object, ...]:
        return Path.mkdir, (Path("was-run"),)


@pytest.mark.parametrize(
    "content", [b"", b"no pickle", pickle.dumps(_Runs()), pickle.dumps([1]), pickle.dumps(Path)], ids=range(5)
)
def test_what_is_spoiled_is_read_anew_and_runs_nothing(content: bytes, pack: Path, read: _Read) -> None:
    _kept(pack)
    here = cache()
    assert here is not None
    (entry,) = here.folder.iterdir()
    here.put(entry.name, content)
    program, _ = _kept(pack)
    assert read.times == 2
    assert list(program.rules) == ["gdpr-1-a"]
    assert not Path("was-run").exists()
