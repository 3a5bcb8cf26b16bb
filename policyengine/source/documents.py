"""The documents that sources name, as hashed lines; each is found by its name in one folder, which is never left."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from policyengine.errors import Problem, nearest
from policyengine.source.read import LARGEST_FILE
from policyengine.spans import Span

MOST_LINES: Final = 1_000_000
"""More is no document that people read, and would take memory out of all proportion to its size."""

_MOST_NAMES = 1000
_MARK = b"\xef\xbb\xbf"
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds: its SHA-256 over all bytes, and its lines without byte-order mark and line ends."""

    name: str
    sha256: str
    lines: tuple[str, ...]


class _Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """A document that cannot be used: what is wrong, and what to do."""


def read_document(folder: Path, name: str, named_at: Span) -> Document | Problem:
    """The document called `name` that stands in `folder` itself.

    Whatever the name and the file are, the answer is the document or a problem at `named_at`.
    """
    try:
        data = _bytes(_found(folder, name), name)
        return Document(name, hashlib.sha256(data).hexdigest(), _lines(data, name))
    except _Refused as refused:
        message, hint = refused.args
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno).lower() if isinstance(error, OSError) and error.errno else "not a file name"
        message, hint = f"the document `{name}` cannot be read: {reason}", "check the name and the permissions"
    return Problem(named_at, message, hint)


def _found(folder: Path, name: str) -> Path:
    """Where the document really stands, links followed."""
    if name in ("", ".", "..") or PurePosixPath(name).name != name or PureWindowsPath(name).name != name:
        raise _Refused(f"`{name}` is not the name of a document", "write the name of a file, without its folder")
    file = folder / name
    if not os.path.lexists(file):
        raise _Refused(f"there is no document `{name}` in `{folder.as_posix()}`", _like(folder, name))
    try:
        real = file.resolve(strict=True)
    except (FileNotFoundError, RuntimeError):
        raise _Refused(f"the document `{name}` is a link that leads nowhere", "put the file itself there") from None
    if not real.is_relative_to(folder.resolve(strict=True)):
        raise _Refused(f"the document `{name}` is a link that leads out of the folder", "put the file itself there")
    return real


def _like(folder: Path, name: str) -> str:
    known = sorted(entry.name for entry in folder.iterdir())
    return nearest(name, known[:_MOST_NAMES]) or "put it there, or check the name"


def _bytes(file: Path, name: str) -> bytes:
    """The content of a regular file, of which never more is read than is allowed."""
    status = file.stat()
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
        raise _Refused(f"the document `{name}` is {what}", "name a text file")
    with file.open("rb") as stream:
        data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise _Refused(f"the document `{name}` is larger than {LARGEST_FILE // 2**20} MiB", "name its text alone")
    return data


def _lines(data: bytes, name: str) -> tuple[str, ...]:
    try:
        text = data.removeprefix(_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = f"the document `{name}` is not in UTF-8: byte 0x{error.object[error.start]:02X} on line {line}"
        raise _Refused(message, "save its text as UTF-8") from None
    if text.count("\n") + text.count("\r") - text.count("\r\n") > MOST_LINES:
        raise _Refused(f"the document `{name}` has more than {MOST_LINES:,} lines", "name its text alone")
    lines = _LINE_END.split(text)
    return tuple(lines if lines[-1] else lines[:-1])
