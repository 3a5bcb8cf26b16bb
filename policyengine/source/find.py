"""Which YAML files stand below a folder, in a fixed order, without leaving the folder."""

from __future__ import annotations

import os
from pathlib import Path

from policyengine.errors import Problem
from policyengine.spans import Span

_READ = ".yaml"
_NOT_READ = (".yml", ".yaml")
"""In whatever case; `.yaml` itself is read."""


def shown_path(file: Path) -> str:
    """How a file is called in places: relative to the working directory when inside it, with `/`."""
    # Links are named as the user named them; as text, because every file is named, and paths take five times as long.
    try:
        absolute, here = os.path.abspath(file), os.path.join(os.getcwd(), "")  # noqa: PTH100, PTH109, PTH118
    except (ValueError, OSError):
        return file.as_posix()
    if absolute.startswith(here):
        return absolute[len(here) :].replace(os.sep, "/") or "."
    return "." if absolute + os.sep == here else file.as_posix()


def find_yaml(root: Path) -> tuple[list[Path], list[Problem]]:
    """Every `*.yaml` below `root` (or `root` itself where it is a file), in order of names.

    Names that begin with a dot are passed over. Links that leave `root`, folders called like a
    file, and files called `*.yml` or `*.YAML`, which would be overlooked, are problems, and so is what
    may not be read.
    """
    if not os.path.isdir(root):  # noqa: PTH112 - never raises, whatever the permissions
        if os.path.lexists(root):
            return [root], []
        return [], [_problem(root, "there is no such file or folder", "check the path")]
    found: list[Path] = []
    problems: list[Problem] = []
    limit = root.resolve()
    waiting = [os.fspath(root)]
    while waiting:
        for entry in _entries(waiting.pop(), problems):
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
                problems += _folder_problems(entry, limit)
            elif entry.is_symlink() and os.path.isdir(entry):  # noqa: PTH112 - never raises, wherever it leads
                problems += _folder_problems(entry, limit)
            else:
                _file(entry, limit, found, problems)
    found.sort(key=lambda file: file.as_posix())
    return found, sorted(problems)


def _entries(folder: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    """What stands in a folder but for names that begin with a dot; as the system lists it, which knows what is what."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError as error:
        problems.append(_unreadable(error))
        return []


def _folder_problems(entry: os.DirEntry[str], limit: Path) -> list[Problem]:
    folder = Path(entry.path)
    if folder.suffix == _READ:
        return [_problem(folder, "a folder is called like a YAML file", "rename the folder")]
    if entry.is_symlink():
        if _leaves(folder, limit):
            return [_problem(folder, "the link leads out of the folder that is read", "move the files here")]
        return [
            _problem(
                folder, "a link to a folder is not followed", "remove it; the folder itself is read where it stands"
            )
        ]
    return []


def _file(entry: os.DirEntry[str], limit: Path, found: list[Path], problems: list[Problem]) -> None:
    file = Path(entry.path)
    if file.suffix == _READ:
        if entry.is_symlink() and _leaves(file, limit):
            problems.append(_problem(file, "the link leads out of the folder that is read", "copy the file here"))
        elif entry.is_file(follow_symlinks=False) or os.path.isfile(file):  # noqa: PTH113 - never raises either
            found.append(file)
        elif _forbidden(file):
            problems.append(_problem(file, "the file cannot be read: permission denied", "check the permissions"))
        else:
            problems.append(_problem(file, "not a regular file", "remove it, or the link that leads nowhere"))
    elif file.suffix.lower() in _NOT_READ:
        message = f"files called `{file.suffix}` are not read"
        problems.append(_problem(file, message, f"rename it to `{file.stem}.yaml`"))


def _forbidden(file: Path) -> bool:
    try:
        file.stat()
    except OSError as error:
        return isinstance(error, PermissionError)
    return False


def _leaves(link: Path, limit: Path) -> bool:
    try:
        return not link.resolve(strict=True).is_relative_to(limit)
    except (OSError, RuntimeError):
        return False


def _unreadable(error: OSError) -> Problem:
    reason = os.strerror(error.errno).lower() if error.errno else "unknown reason"
    return _problem(
        Path(os.fsdecode(error.filename or "")), f"the folder cannot be read: {reason}", "check the permissions"
    )


def _problem(path: Path, message: str, hint: str) -> Problem:
    return Problem(Span(shown_path(path), 1, 1), message, hint)
