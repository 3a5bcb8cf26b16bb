"""Whether what stands in a file is kept by git, so that a change of it can be seen apart and taken back."""

from __future__ import annotations

import os
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from policyengine.source.read import LARGEST_FILE
from policyengine.source.repository import GitRefuses, Repository


class Kept(StrEnum):
    """What git knows of a file."""

    COMMITTED = "committed as it stands"
    CHANGED = "changed since the last commit"
    NEW = "not committed yet"
    IGNORED = "ignored by git"
    NO_REPOSITORY = "not in a git repository"


def kept(files: Iterable[Path]) -> dict[Path, Kept]:
    """What git knows of each file. Raises `GitRefuses` where one lies in a repository that cannot be asked."""
    repositories: dict[Path, Repository | None] = {}
    found = {}
    for file in files:
        folder = Path(os.path.realpath(file.parent))
        if folder not in repositories:
            repositories[folder] = _repository(folder)
        found[file] = _kept(repositories[folder], file)
    return found


def _repository(folder: Path) -> Repository | None:
    """The repository in whose work tree a folder lies; None where it lies in none."""
    try:
        repository = Repository(folder)
    except GitRefuses:
        if any(os.path.lexists(above / ".git") for above in (folder, *folder.parents)):
            raise
        return None
    return repository if repository.top is not None else None


def _kept(repository: Repository | None, file: Path) -> Kept:
    if repository is None:
        return Kept.NO_REPOSITORY
    path = repository.prefix + file.name
    head = repository.resolve("HEAD")
    entries = [entry for entry in repository.entries(head, [path]) if entry.path == path] if head else []
    if not entries:
        return Kept.IGNORED if repository.ignores(file.name) else Kept.NEW
    data = file.read_bytes()
    for committed, _ in repository.contents(entries, LARGEST_FILE):
        # Git may have been told to check line ends out as this system has them.
        if committed not in (data, data.replace(b"\r\n", b"\n")):
            return Kept.CHANGED
    return Kept.COMMITTED
