"""Commits written into a folder: whatever a tree holds, nothing is written outside, and nothing of git's is run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from policyengine.source.checkout import check_out
from policyengine.source.read import LARGEST_FILE
from policyengine.source.repository import Commit, GitRefuses, Repository

ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "x@y.z" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


class Store:
    """A repository of which the trees are made by hand, sound or not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, given: bytes = b"") -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env={**os.environ, **ALONE},
            input=given,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    def blob(self, data: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", given=data)

    def tree(self, *entries: tuple[str, bytes, str]) -> str:
        """A tree of (mode, name, hash), in the order given and with no name refused."""
        raw = b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(there) for mode, name, there in entries)
        return self.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", given=raw)

    def commit(self, tree: str) -> Commit:
        return Commit("made", self.git("commit-tree", tree, "-m", "made"))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    return Store(tmp_path / "store")


def written(store: Store, commit: Commit, *paths: str) -> tuple[list[str], list[str]]:
    """What stands in the folder afterwards, and the problems; everything outside is as it was."""
    folder = store.folder.parent / "out" / "tree"
    folder.mkdir(parents=True)
    problems = check_out(Repository(store.folder), commit, paths, folder)
    beside = sorted(path.name for path in store.folder.parent.iterdir())
    assert beside == ["out", "store"]
    assert [path.name for path in folder.parent.iterdir()] == ["tree"]
    found = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()
    )
    return found, [str(problem) for problem in problems]


def test_only_what_may_hold_data_is_written_as_it_is(store: Store) -> None:
    data = "é: $Format:%H$\r\n".encode()
    names = (b"a.yaml", b"b.YML", b"c.txt", b"d.pdf", b"caf\xc3\xa9.yaml", b"\xff.yaml", b"e.json", b"f")
    there = store.blob(data)
    found, problems = written(store, store.commit(store.tree(*(("100644", name, there) for name in sorted(names)))))
    assert found == sorted(["a.yaml", "b.YML", "café.yaml", os.fsdecode(b"\xff.yaml"), "e.json", "f"])
    assert problems == []
    assert (store.folder.parent / "out" / "tree" / "a.yaml").read_bytes() == data


def test_of_a_commit_only_what_is_asked_for(store: Store) -> None:
    here = store.tree(("100644", b"a.yaml", store.blob(b"a: 1")))
    commit = store.commit(
        store.tree(("40000", b"facts", here), ("40000", b"factsheet", here), ("40000", b"other", here))
    )
    assert written(store, commit, "facts", "nowhere")[0] == ["facts/a.yaml"]


@pytest.mark.parametrize("name", [b"..", b".", b"../up.yaml", b"/etc/x.yaml", b"a/../../up.yaml"])
def test_names_that_no_sound_tree_has(name: bytes, store: Store) -> None:
    below = store.tree(("100644", b"x.yaml", store.blob(b"a: 1")))
    entry = ("100644", name, store.blob(b"a: 1")) if b"/" in name else ("40000", name, below)
    found, problems = written(store, store.commit(store.tree(entry)))
    assert found == []
    assert any("a file cannot have this name" in problem for problem in problems)


@pytest.mark.parametrize("twin", [b"d", b"D"])
def test_no_file_is_written_through_a_link(twin: bytes, store: Store) -> None:
    """A link and a folder of one name, as an attack on whoever writes one after the other."""
    outside = store.blob(os.fsencode(store.folder.parent))
    below = store.tree(("100644", b"x.yaml", store.blob(b"a: 1")), ("120000", b"y.yaml", outside))
    found, _ = written(store, store.commit(store.tree(("120000", b"d", outside), ("40000", twin, below))))
    assert found == []


@pytest.mark.parametrize("target", ["/etc/passwd", "../../secret.yaml", "../tree2", "a/../../../x", "/"])
def test_links_that_lead_out_are_taken_away(target: str, store: Store) -> None:
    commit = store.commit(store.tree(("120000", b"x.yaml", store.blob(target.encode()))))
    found, problems = written(store, commit)
    assert found == []
    (problem,) = problems
    assert "x.yaml:1:1: the link leads out of the folder that is read" in problem


def test_links_that_lead_out_together_are_taken_away(store: Store) -> None:
    """Each of them stays inside by its words."""
    deep = store.tree(("120000", b"up", store.blob(b"../..")), ("120000", b"x.yaml", store.blob(b"up/../secret.yaml")))
    found, problems = written(store, store.commit(store.tree(("40000", b"a", store.tree(("40000", b"b", deep))))))
    assert found == ["a/b/up"]
    assert len(problems) == 1


def test_links_inside_stay_links(store: Store) -> None:
    commit = store.commit(
        store.tree(("100644", b"a.yaml", store.blob(b"a: 1")), ("120000", b"b.yaml", store.blob(b"a.yaml")))
    )
    assert written(store, commit) == (["a.yaml", "b.yaml"], [])


@pytest.mark.parametrize("target", [b"", b"a\0b", b"x" * 5_000])
def test_links_to_nothing_that_could_be(target: bytes, store: Store) -> None:
    found, problems = written(store, store.commit(store.tree(("120000", b"x.yaml", store.blob(target)))))
    assert found == []
    assert len(problems) == 1


def test_a_name_that_is_too_long_is_a_problem(store: Store) -> None:
    commit = store.commit(store.tree(("100644", b"n" * 400 + b".yaml", store.blob(b"a: 1"))))
    found, (problem,) = written(store, commit)
    assert found == []
    assert "the file cannot be taken out of the commit: file name too long" in problem


def test_submodules_are_left_out(store: Store) -> None:
    commit = store.commit(store.tree(("160000", b"other.yaml", "1" * 40)))
    assert written(store, commit) == ([], [])


def test_what_is_too_large_is_only_as_large(store: Store) -> None:
    commit = store.commit(store.tree(("100644", b"x.yaml", store.blob(b" " * (LARGEST_FILE + 1)))))
    assert written(store, commit) == (["x.yaml"], [])
    about = (store.folder.parent / "out" / "tree" / "x.yaml").stat()
    assert about.st_size == LARGEST_FILE + 1
    assert about.st_blocks * 512 < LARGEST_FILE


def test_a_content_that_is_not_here(store: Store) -> None:
    there = store.blob(b"a: 1")
    commit = store.commit(store.tree(("100644", b"x.yaml", there)))
    (store.folder / ".git" / "objects" / there[:2] / there[2:]).unlink()
    with pytest.raises(GitRefuses, match=r"what stood in `x.yaml` is not in this clone"):
        written(store, commit)


@pytest.mark.parametrize("name", ["--help", "-h", "", "a\0b", "HEAD:", "no\nline", "x" * 10_000, "^HEAD", "HEAD..HEAD"])
def test_names_that_name_no_commit(name: str, store: Store) -> None:
    commit = store.commit(store.tree())
    store.git("update-ref", "refs/heads/main", commit.hash)
    assert Repository(store.folder).resolve(name) is None
    assert Repository(store.folder).resolve("main") == Commit("main", commit.hash)
