"""What BASE and HEAD of `policyengine diff` mean: two revisions, a revision and the work tree, or two folders."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from policyengine.differences import Version
from policyengine.errors import nearest
from policyengine.register.load import SHARED_FILE
from policyengine.source.checkout import check_out
from policyengine.source.repository import Commit, GitRefuses, Repository
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.diff import Tree
    from policyengine.workspace import Asked

_MOST_COMPARED = 5_000
"""Among more names than this the nearest is not looked for: it takes too long to be worth it."""
WORK_TREE = "the work tree"
_FOLDER_ONLY = ("/", "./", "../")


class Refused(Exception):  # noqa: N818 - an answer, not a bug
    """The two cannot be compared; says why, and how the run ends."""

    def __init__(self, why: str, code: Exit = Exit.USAGE) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, slots=True)
class Named:
    """What stands on the command line: `head` is empty where it is left out, `facts` where the default counts."""

    base: str
    head: str
    facts: tuple[Path, ...]
    since_parting: bool
    """Whether base is where the two have parted."""
    own_rules: tuple[Path, ...]
    """Folders of packs that somebody named, which may stand in the repository."""
    waivers: Path | None
    """Where what is accepted for a time stands, if there is such a file on the side of head."""


def sides(named: Named, wanted: Asked, folder: Path) -> tuple[Asked, Tree, Tree]:
    """What is asked of both sides, base and head; commits are written into `folder`. Raises `Refused`."""
    try:
        return _Sides(named, wanted, folder).both()
    except GitRefuses as why:
        raise Refused(str(why)) from None


class _Sides:
    """Works out both sides."""

    def __init__(self, named: Named, wanted: Asked, folder: Path) -> None:
        self._named, self._wanted, self._folder = named, wanted, folder
        self._repository: Repository | None = None
        self._no_repository = ""
        try:
            self._repository = Repository(Path.cwd())
        except GitRefuses as why:
            self._no_repository = str(why)

    def both(self) -> tuple[Asked, Tree, Tree]:
        base, head = self._meant(self._named.base), self._meant(self._named.head) if self._named.head else None
        if base is None:
            if not self._named.head:
                raise Refused(f"`{self._named.base}` is a folder; name the folder it is compared with as well")
            if head is not None:
                raise Refused(_mixed(self._named.base, self._named.head))
            return self._folders()
        if self._named.head and head is None:
            raise Refused(_mixed(self._named.head, self._named.base))
        return self._revisions(base, head)

    def _meant(self, name: str) -> Commit | None:
        """The commit that a name means; None where it means a folder."""
        is_folder = os.path.isdir(name)  # noqa: PTH112 - never raises, whatever the name
        if is_folder and (name in (".", "..") or name.startswith(_FOLDER_ONLY)):
            return None
        commit = self._repository.resolve(name) if self._repository is not None else None
        if commit is not None and is_folder:
            hint = f"write `./{name}` for the folder, or `{name}^0` for the revision"
            raise Refused(f"`{name}` is a revision and a folder; {hint}")
        if commit is None and not is_folder:
            raise Refused(self._unknown(name))
        return commit

    def _unknown(self, name: str) -> str:
        if self._repository is None:
            return f"there is no folder `{name}`, and no revision either: {self._no_repository}"
        if ".." in name and not name.startswith(_FOLDER_ONLY):
            return f"`{name}` is no revision; name the two apart, and add `--merge-base` for what `...` means"
        if self._repository.shallow:
            return f"there is no revision `{name}` in this clone, which is shallow: fetch it with its history first"
        known = self._repository.names()
        near = nearest(name, known) if len(known) <= _MOST_COMPARED else ""
        return f"there is no revision or folder `{name}`" + (f" ({near})" if near else "")

    def _folders(self) -> tuple[Asked, Tree, Tree]:
        here = Path.cwd()
        base, head = (self._tree(Version(name), here, self._below(name)) for name in self._pair())
        rules = (*self._wanted.rule_roots, *self._named.own_rules)
        return self._wanted._replace(rule_roots=rules), base, replace(head, waivers=self._waivers_here())

    def _pair(self) -> tuple[str, str]:
        return self._named.base, self._named.head

    def _below(self, name: str) -> tuple[Path, ...]:
        return tuple(Path(name) / facts for facts in self._named.facts) or (Path(name),)

    def _tree(self, version: Version, folder: Path, paths: Sequence[Path]) -> Tree:
        """A side, without what it does not have of its facts; it must have some."""
        from policyengine.diff import Tree

        there = tuple(path for path in paths if os.path.lexists(folder / path))
        if not there:
            listed = ", ".join(f"`{path.as_posix()}`" for path in paths)
            raise Refused(f"{version} has no {listed}: there is nothing to compare", Exit.NOTHING_JUDGED)
        return Tree(version, folder, there)

    def _revisions(self, base: Commit, head: Commit | None) -> tuple[Asked, Tree, Tree]:
        repository = self._repository
        assert repository is not None  # noqa: S101 - INVARIANT: it has named a commit
        if head is None and repository.top is None:
            raise Refused("this repository has no work tree here; name HEAD as well")
        if self._named.since_parting:
            base = self._parting(repository, base, head)
        facts = [self._from_top(repository, path) for path in self._named.facts or self._wanted.paths]
        inside = [root for root in self._named.own_rules if _is_inside(root, repository)]
        outside = [root.absolute() for root in self._named.own_rules if root not in inside]
        own = [self._from_top(repository, root) for root in inside]
        asked = self._wanted._replace(rule_roots=(*self._wanted.rule_roots, *outside))
        before = self._commit(repository, base, "base", facts, own)
        if head is None:
            return asked, before, self._work_tree(repository, facts, own)
        waivers = self._waivers(repository)
        after = self._commit(repository, head, "head", facts, own, waivers)
        return asked, before, after if waivers else replace(after, waivers=self._waivers_here())

    def _parting(self, repository: Repository, base: Commit, head: Commit | None) -> Commit:
        now = head or repository.resolve("HEAD")
        parting = repository.merge_base(base, now) if now is not None else None
        if parting is None:
            hint = "this clone is shallow: fetch more of the history" if repository.shallow else "leave it out"
            raise Refused(f"`--merge-base`: `{base.name}` and head have no commit in common; {hint}")
        return replace(parting, name=f"the merge base with {base.name}")

    def _from_top(self, repository: Repository, path: Path) -> str:
        """A path as seen from the top of the tree, where `.` is the top itself."""
        seen = path.as_posix()
        if path.is_absolute() and repository.top is not None:
            seen = Path(os.path.relpath(os.path.realpath(path), repository.top)).as_posix()
        elif not path.is_absolute():
            seen = posixpath.normpath(posixpath.join(repository.prefix, seen))
        if seen == ".." or seen.startswith(("../", "/")):
            raise Refused(f"`{path}` lies outside of the repository")
        return seen

    def _waivers(self, repository: Repository) -> str:
        """Where the file of waivers would stand in the repository; empty where it cannot."""
        file = self._named.waivers
        return self._from_top(repository, file) if file is not None and _is_inside(file, repository) else ""

    def _work_tree(self, repository: Repository, facts: list[str], own: list[str]) -> Tree:
        assert repository.top is not None  # noqa: S101 - INVARIANT: it was asked for
        tree = self._tree(Version(WORK_TREE), repository.top, [Path(path) for path in facts])
        return replace(tree, rule_roots=_there(repository.top, own), waivers=self._waivers_here())

    def _waivers_here(self) -> Path | None:
        """The file of waivers in the file system, if it is there."""
        file = self._named.waivers
        return file.absolute() if file is not None and os.path.lexists(file) else None

    def _commit(
        self, repository: Repository, commit: Commit, side: str, facts: list[str], own: list[str], waivers: str = ""
    ) -> Tree:
        """A commit, of which what is read is written into a folder with nothing beside it."""
        folder = self._folder / side / "tree"
        folder.mkdir(parents=True)
        wanted = [*facts, *_shared_beside(facts), *own, *([waivers] if waivers else [])]
        problems = check_out(repository, commit, [] if "." in wanted else sorted({*wanted}), folder)
        version = Version(commit.name, commit.hash)
        tree = self._tree(version, folder, [Path(path) for path in facts])
        accepted = Path(waivers) if waivers and os.path.lexists(folder / waivers) else None
        return replace(tree, rule_roots=_there(folder, own), waivers=accepted, problems=tuple(problems))


def _mixed(folder: str, revision: str) -> str:
    return (
        f"`{folder}` is a folder and `{revision}` a revision; compare two of a kind, and name the facts in both "
        "with `--facts PATH`"
    )


def _there(folder: Path, own: Sequence[str]) -> tuple[Path, ...]:
    """The folders of packs that this side has; of a pack that is new or gone the other side has the rules alone."""
    return tuple(Path(root) for root in own if os.path.lexists(folder / root))


def _is_inside(path: Path, repository: Repository) -> bool:
    return repository.top is not None and Path(os.path.realpath(path)).is_relative_to(os.path.realpath(repository.top))


def _shared_beside(facts: Sequence[str]) -> list[str]:
    """Where the organisations may stand that a register or a single file shares with others."""
    above = [parent for path in facts for parent in list(PurePosixPath(path).parents)[:2]]
    return [(parent / SHARED_FILE).as_posix() for parent in above]
