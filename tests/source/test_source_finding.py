"""Which files are read: all YAML below a folder, in order, and nothing outside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policyengine.source.read import find_yaml


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "facts"
    for name in ("b.yaml", "a/z.yaml", "a/b/c.yaml", "a.yaml", "note.txt", ".hidden.yaml", ".git/x.yaml"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("a: 1\n")
    return folder


def names(root: Path, found: list[Path]) -> list[str]:
    return [file.relative_to(root).as_posix() for file in found]


def test_files_in_order_of_their_names(root: Path) -> None:
    found, problems = find_yaml(root)
    assert names(root, found) == ["a.yaml", "a/b/c.yaml", "a/z.yaml", "b.yaml"]
    assert not problems


def test_a_file_is_its_own_root(root: Path) -> None:
    assert find_yaml(root / "a.yaml") == ([root / "a.yaml"], [])


def test_a_missing_root(root: Path) -> None:
    found, problems = find_yaml(root / "none")
    assert not found
    assert str(problems[0]) == "facts/none:1:1: there is no such file or folder (check the path)"


def test_files_that_would_be_overlooked(root: Path) -> None:
    (root / "c.yml").write_text("a: 1\n")
    _, problems = find_yaml(root)
    assert str(problems[0]) == "facts/c.yml:1:1: files called `.yml` are not read (rename it to `c.yaml`)"


@pytest.mark.parametrize("ending", [".YAML", ".Yaml", ".YML"])
def test_endings_in_capitals_would_be_overlooked(root: Path, ending: str) -> None:
    (root / f"c{ending}").write_text("a: 1\n")
    _, problems = find_yaml(root)
    assert [str(p) for p in problems] == [
        f"facts/c{ending}:1:1: files called `{ending}` are not read (rename it to `c.yaml`)"
    ]


def test_a_folder_called_like_a_file(root: Path) -> None:
    (root / "d.yaml").mkdir()
    _, problems = find_yaml(root)
    assert [str(p.span) for p in problems] == ["facts/d.yaml:1:1"]
    assert "a folder is called like a YAML file" in problems[0].message


def test_links_that_leave_the_folder(root: Path) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text("a: 1\n")
    (root / "link.yaml").symlink_to(outside / "secret.yaml")
    (root / "up").symlink_to(outside)
    (root / "round").symlink_to(root)
    (root / "dead.yaml").symlink_to(root / "nowhere")
    found, problems = find_yaml(root)
    assert names(root, found) == ["a.yaml", "a/b/c.yaml", "a/z.yaml", "b.yaml"]
    assert {p.span.path: p.message for p in problems} == {
        "facts/dead.yaml": "not a regular file",
        "facts/link.yaml": "the link leads out of the folder that is read",
        "facts/round": "a link to a folder is not followed",
        "facts/up": "the link leads out of the folder that is read",
    }


def test_a_pipe_is_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "pipe.yaml")
    found, problems = find_yaml(root)
    assert "pipe.yaml" not in names(root, found)
    assert problems[0].message == "not a regular file"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_folder_that_may_not_be_read(root: Path) -> None:
    (root / "a").chmod(0)
    try:
        _, problems = find_yaml(root)
    finally:
        (root / "a").chmod(0o755)
    assert "cannot be read" in problems[0].message
