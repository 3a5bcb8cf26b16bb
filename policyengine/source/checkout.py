"""What may hold data of a commit, written into a folder of our own, to be read as it would be in a work tree."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from policyengine.errors import Problem
from policyengine.source.overlooked import like_data
from policyengine.source.read import LARGEST_FILE
from policyengine.source.repository import Commit, Entry, Repository
from policyengine.spans import Span

_ODD = frozenset(("", ".", ".."))


def check_out(repository: Repository, commit: Commit, paths: Sequence[str], folder: Path) -> list[Problem]:
    """Write what stands at or below `paths`, seen from the top of the tree, into `folder`, which must be empty.

    Only YAML is written, what is named like it or like data, and links that stay inside; one that leads out is a
    problem, as it is in a work tree. A file that is too large to be read is written as an empty one of its size.
    However a tree is made, nothing is written outside of `folder`. Raises `GitRefuses` where a content is not in this
    clone.
    """
    problems: list[Problem] = []
    files: list[Entry] = []
    links: list[Entry] = []
    entries = repository.entries(commit, paths)
    taken = {entry.path.casefold() for entry in entries}
    for entry in entries:
        # A sound tree has neither; with one of them a file could be written through a link.
        above = (str(parent).casefold() for parent in PurePosixPath(entry.path).parents)
        if not _ODD.isdisjoint(entry.path.split("/")) or not taken.isdisjoint(above):
            problems.append(_problem(entry.path, "a file cannot have this name", "rename it"))
        elif like_data(PurePosixPath(entry.path).name):
            (links if entry.is_link else files).append(entry)
    for entry, (data, size) in zip(files, repository.contents(files, LARGEST_FILE), strict=True):
        problems += _write(folder, entry, data, size)
    # INVARIANT: no link is there before the last file is written, so none is written through one.
    for entry, (target, _) in zip(links, repository.contents(links, LARGEST_FILE), strict=True):
        problems += _link(folder, entry, target)
    return problems + [problem for entry in links for problem in _leaving(folder, entry)]


def _write(folder: Path, entry: Entry, data: bytes, size: int) -> list[Problem]:
    file = folder / entry.path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as stream:
            stream.write(data)
            stream.truncate(size)
    except OSError as error:
        return [_not_made(entry, error)]
    return []


def _link(folder: Path, entry: Entry, target: bytes) -> list[Problem]:
    file = folder / entry.path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.symlink_to(os.fsdecode(target))
    except ValueError:
        return [_problem(entry.path, "the link leads nowhere", "remove it")]
    except OSError as error:
        return [_not_made(entry, error)]
    return []


def _leaving(folder: Path, entry: Entry) -> list[Problem]:
    """Take a link away that leads out of the folder, be it by way of others."""
    file = folder / entry.path
    if not file.is_symlink() or Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder)):
        return []
    file.unlink()
    return [_problem(entry.path, "the link leads out of the folder that is read", "copy the file here")]


def _not_made(entry: Entry, error: OSError) -> Problem:
    reason = (error.strerror or "no reason given").lower()
    return _problem(entry.path, f"the file cannot be taken out of the commit: {reason}", "rename it")


def _problem(path: str, message: str, hint: str) -> Problem:
    return Problem(Span(path, 1, 1), message, hint)
