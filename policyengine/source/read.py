"""Text, files and folders to located trees; the only way into the program for YAML.

Whatever stands in a file, the answer is a tree or problems with places: never a traceback, and
never more work than the size of the file allows.
"""

from __future__ import annotations

import os
import stat
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from policyengine.errors import Problem
from policyengine.source.brackets import NotSimple
from policyengine.source.collector import collector_paused
from policyengine.source.find import find_yaml, shown_path
from policyengine.source.simple import simple_tree
from policyengine.source.tree import Mapping, Node
from policyengine.spans import OFFSET_BITS, Files, Place, Span

if TYPE_CHECKING:
    from policyengine.source.events import Report

LARGEST_FILE: Final = 32 * 1024 * 1024
"""Bytes. 32 MiB hold about 16,000 activities; more belongs into several files."""

_UTF8_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_MOST_UNWANTED = 20


def read_text(data: bytes | str, path: str, files: Files, *, late: bool = False) -> tuple[Node | None, list[Problem]]:
    """The tree of `data`, and everything that is wrong with it, in the order of the text.

    `path` is how the file is called in places. The tree is None where nothing could be made of the
    text; then there is at least one problem. A tree with problems is only good for finding more.

    With `late`, a long mapping at the top is read only while it is gone through, and then raises `NotSimple` where
    the text has to be read without: then nothing that was told of it holds.
    """
    found: list[Problem] = []

    def report(place: int, message: str, hint: str) -> None:
        found.append(Problem(files.span(place), message, hint))

    if isinstance(data, str):
        text = data.removeprefix("\ufeff")
        data = text.encode("utf-8", "surrogatepass")
    elif (decoded := _decoded(data, path, found)) is not None:
        text, data = decoded, data.removeprefix(_UTF8_MARK)
    else:
        return None, found
    if len(data) > LARGEST_FILE:
        return None, [_too_large(path)]
    if _suspicious(data):
        found += _unwanted(text, path)
    if found:
        return None, found
    base = files.add(path, text) << OFFSET_BITS
    with collector_paused():
        node: Node | None = simple_tree(text, base, partial(_part, files), late=late)
        if node is None:
            node = _by_libyaml(data, base, files, report)
    found.sort()
    return node, found


def _part(files: Files, text: str, base: Place, depth: int) -> Mapping | None:
    """libyaml's tree of a part of a text, where it is a mapping and nothing is wrong with it."""
    wrong: list[str] = []
    node = _by_libyaml(text.encode(), base, files, lambda _, message, __: wrong.append(message), depth)
    return node if isinstance(node, Mapping) and not wrong else None


def _by_libyaml(data: bytes, base: Place, files: Files, report: Report, depth: int = 1) -> Node | None:
    """The tree that libyaml's events give; its reader is imported only for what is not simple."""
    from policyengine.source.events import TreeBuilder

    return TreeBuilder(data, base, files, report).build(depth)


_CONTROL_BYTES = tuple(bytes((b,)) for b in (*range(32), 127) if b not in b"\t\n\r")
# Without one of these, UTF-8 encodes no character that `UNWANTED` matches. Few texts have any.
_RARE_BYTES = (b"\xc2", b"\xed", b"\xef")
_LINE_ENDS = (b"\xe2\x80\xa8", b"\xe2\x80\xa9")


def _suspicious(data: bytes) -> bool:
    """Whether an unwanted character may be there; told at memory speed, the search is slower than parsing.

    Looking for one byte thirty times takes a third of looking for any of thirty once, or for three in a row once.
    """
    if any(byte in data for byte in _CONTROL_BYTES):
        return True
    return not data.isascii() and (
        any(byte in data for byte in _RARE_BYTES) or (b"\xe2" in data and any(end in data for end in _LINE_ENDS))
    )


def _decoded(data: bytes, path: str, found: list[Problem]) -> str | None:
    if data.startswith(_WIDE_MARKS) or b"\x00" in data[:4]:
        found.append(
            Problem(Span(path, 1, 1), "the file is not in UTF-8", "save it as UTF-8; this looks like UTF-16 or UTF-32")
        )
        return None
    try:
        return data.removeprefix(_UTF8_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        byte = error.object[error.start]
        found.append(Problem(Span(path, line, column), f"byte 0x{byte:02X} is not UTF-8", "save the file as UTF-8"))
        return None


def _unwanted(text: str, path: str) -> list[Problem]:
    """The characters that YAML does not allow or that would make places ambiguous, the first few."""
    from policyengine.source.events import UNWANTED

    problems: list[Problem] = []
    for match in UNWANTED.finditer(text):
        if len(problems) == _MOST_UNWANTED:
            break
        start = match.start()
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        name = f"U+{ord(match.group()):04X}"
        problems.append(Problem(Span(path, line, column), f"the character {name} is not allowed here", "remove it"))
    return problems


def _too_large(path: str) -> Problem:
    return Problem(
        Span(path, 1, 1), f"the file is larger than {LARGEST_FILE // 2**20} MiB", "split it into several files"
    )


def read_file(file: Path, shown: str, files: Files, *, late: bool = False) -> tuple[Node | None, list[Problem]]:
    """The tree of a file, called `shown` in places, whose size is looked at first. `late` is as in `read_text`."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            return None, [Problem(Span(shown, 1, 1), f"`{shown}` is {what}", "give a YAML file")]
        if status.st_size > LARGEST_FILE:
            return None, [_too_large(shown)]
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno).lower() if isinstance(error, OSError) and error.errno else "not a path"
        return None, [
            Problem(Span(shown, 1, 1), f"`{shown}` cannot be read: {reason}", "check the name and the permissions")
        ]
    return read_text(data, shown, files, late=late)


__all__ = ["LARGEST_FILE", "NotSimple", "find_yaml", "read_file", "read_text", "shown_path"]
