"""Whether git keeps what stands in a file, told without git's filters and without touching anything."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from policyengine.source.repository import GitRefuses
from policyengine.source.uncommitted import Kept, kept
from tests.cli.repositories import TemporaryRepository


def state(file: Path) -> Kept:
    return kept([file])[file]


@pytest.fixture
def repository(tmp_path: Path) -> TemporaryRepository:
    made = TemporaryRepository(tmp_path / "repository")
    (made.folder / "facts").mkdir()
    (made.folder / "facts" / "a.yaml").write_bytes(b"a: 1\n")
    return made


def test_each_file_by_itself(repository: TemporaryRepository) -> None:
    folder = repository.folder / "facts"
    file = folder / "a.yaml"
    assert state(file) is Kept.NEW
    repository.commit()
    before = repository.state()
    assert state(file) is Kept.COMMITTED
    assert repository.state() == before
    (folder / "b.yaml").write_bytes(b"b: 1\n")
    file.write_bytes(b"a: 2\n")
    assert kept([file, folder / "b.yaml"]) == {file: Kept.CHANGED, folder / "b.yaml": Kept.NEW}
    # What is only staged has been committed by nobody.
    repository.git("add", "-A")
    assert kept([file, folder / "b.yaml"]) == {file: Kept.CHANGED, folder / "b.yaml": Kept.NEW}


def test_names_that_git_might_take_for_something_else(repository: TemporaryRepository) -> None:
    folder = repository.folder / "facts"
    for name in ("-x.yaml", ":(top)y.yaml", "é *.yaml"):
        (folder / name).write_bytes(b"a: 1\n")
        assert state(folder / name) is Kept.NEW
    repository.commit()
    assert {*kept(sorted(folder.iterdir())).values()} == {Kept.COMMITTED}


def test_line_ends_that_git_was_told_to_check_out(repository: TemporaryRepository) -> None:
    repository.commit()
    (repository.folder / "facts" / "a.yaml").write_bytes(b"a: 1\r\n")
    assert state(repository.folder / "facts" / "a.yaml") is Kept.COMMITTED


def test_what_git_passes_over_and_where_there_is_no_git(repository: TemporaryRepository, tmp_path: Path) -> None:
    (repository.folder / ".gitignore").write_text("facts/\n", "utf-8")
    assert state(repository.folder / "facts" / "a.yaml") is Kept.IGNORED
    (tmp_path / "outside.yaml").write_bytes(b"a: 1\n")
    assert state(tmp_path / "outside.yaml") is Kept.NO_REPOSITORY


def test_a_repository_that_cannot_be_asked_is_not_taken_for_none(
    repository: TemporaryRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_git(*arguments: object, **keywords: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", "git")

    monkeypatch.setattr(subprocess, "run", no_git)
    with pytest.raises(GitRefuses, match="git cannot be run"):
        state(repository.folder / "facts" / "a.yaml")
