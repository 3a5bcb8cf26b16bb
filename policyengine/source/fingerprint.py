"""What stands in files and folders as one number: all that whoever reads them could see of them, and a little more.

A walk of its own and not that of the readers, so that it cannot come to miss what they see: every name below a folder
counts, every link with where it leads, and the content of whatever may hold data. Whoever keeps a result by this number
asks `holds` afterwards, which says whether that is also what was read.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from policyengine.source.find import shown_path
from policyengine.source.overlooked import like_data

HISTORY: Final = ".git"
"""Looked into by nobody who reads facts or rules."""
_COMPILED: Final = "__pycache__"
_DATA: Final = ".yaml"
_LARGEST: Final = 256 * 1024 * 1024
_BEGINNING: Final = 1024 * 1024
"""Bytes that count of what is not called like a file that is read: whoever looks into one reads its first 64 KiB."""
_UTF8_MARK: Final = b"\xef\xbb\xbf"

_Status = tuple[int, int, int, int, int]


class Changing(Exception):  # noqa: N818 - an answer: nothing should be kept of this run
    """Something cannot be told apart from what it was: not a regular file, not to be read, or too large."""


class Fingerprint:
    """Gathers what counts; `contents` are the files whose content counts, by the name that places give them."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()
        self._seen: dict[str, _Status] = {}
        self._digests: dict[str, bytes] = {}
        self.contents: dict[str, bytes] = {}

    def add(self, *said: object) -> None:
        """Let values count, each with its type, so that no two lists of them read alike."""
        for each in said:
            text = f"{type(each).__name__}:{each!r}".encode("utf-8", "surrogatepass")
            self._sum.update(b"%d:" % len(text))
            self._sum.update(text)

    def file(self, file: Path | str) -> None:
        """Let a file count, or that there is none. Raises `Changing`."""
        path = os.fspath(file)
        if not os.path.lexists(path):
            self.add("absent", path)
            return
        # Asked before it is opened, because a pipe may be somebody's to read.
        if not os.path.isfile(path):  # noqa: PTH113
            raise Changing(path)
        self.add("file", path, os.path.realpath(path))
        self._content(path, whole=True)

    def tree(self, root: Path | str) -> None:
        """Let a file, or all that stands below a folder, count. Raises `Changing`."""
        path = os.fspath(root)
        if not os.path.isdir(path):  # noqa: PTH112
            self.file(path)
            return
        self.add("tree", path, os.path.realpath(path))
        self._below(path)

    def code(self, root: Path | str) -> None:
        """Let every file below a folder of code count, but what Python compiles there. Raises `Changing`."""
        self.add("code", os.path.realpath(root))
        for folder, folders, names in os.walk(root):
            self.add(folder)
            folders[:] = sorted(name for name in folders if name != _COMPILED)
            for name in sorted(names):
                self.add(name)
                self._content(os.path.join(folder, name), whole=True, read=False)  # noqa: PTH118

    def hex(self) -> str:
        """The number of all that was added."""
        return self._sum.hexdigest()

    def holds(self, read: Iterable[tuple[str, str]]) -> bool:
        """Whether files are as they were when they were added, and what was `read` (name, text) is what counted."""
        for name, text in read:
            data = text.encode("utf-8", "surrogatepass")
            digest = self._digests.get(name)
            if digest is None or digest not in (_digest(data), _digest(_UTF8_MARK + data)):
                return False
        try:
            return all(_status(os.stat(path)) == seen for path, seen in self._seen.items())  # noqa: PTH116
        except OSError:
            return False

    def forget_contents(self) -> None:
        """Let go of the contents, which are as large as the files."""
        self.contents = {}

    def _below(self, folder: str) -> None:
        try:
            with os.scandir(folder) as entries:
                here = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            raise Changing from error
        for entry in here:
            if entry.is_symlink():
                self.add("link", entry.name, os.path.realpath(entry.path), os.path.isfile(entry.path))  # noqa: PTH113
            elif entry.is_dir(follow_symlinks=False):
                self.add("folder", entry.name)
                if entry.name != HISTORY:
                    self._below(entry.path)
                self.add("end")
                continue
            else:
                self.add("entry", entry.name, entry.is_file(follow_symlinks=False))
            whole = entry.name.endswith(_DATA)
            if (whole or like_data(entry.name)) and entry.is_file():
                self._content(entry.path, whole=whole)

    def _content(self, path: str, *, whole: bool, read: bool = True) -> None:
        """Let what stands in a regular file count, of which only the beginning unless `whole`.

        Kept for those who `read` it, where it is whole.
        """
        try:
            status, data = _bytes(path, None if whole else _BEGINNING)
        except (OSError, ValueError) as error:
            raise Changing(path) from error
        self._seen[path] = _status(status)
        digest = _digest(data)
        name = shown_path(Path(path)) if whole and read else ""
        self.add((name, len(data), digest))
        if name:
            self._digests[name] = digest
            self.contents[name] = data


def _bytes(path: str, most: int | None) -> tuple[os.stat_result, bytes]:
    """A regular file as it is, and what stands in it. Raises `OSError` and `Changing`."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            raise Changing(path)
        # One more than there should be: what grows meanwhile is seen by its size.
        data = os.read(file, status.st_size + 1 if most is None else most)
        if len(data) != (status.st_size if most is None else min(status.st_size, most)):
            raise Changing(path)
        return status, data
    finally:
        os.close(file)


def text_of(content: bytes) -> str:
    """The text that whoever reads such a file counts places in."""
    return content.removeprefix(_UTF8_MARK).decode("utf-8")


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _status(status: os.stat_result) -> _Status:
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev)
