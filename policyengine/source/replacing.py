"""Several files written anew together: all of them, or none.

New contents are written beside the old ones and flushed before any name changes hands; the old ones are kept under
another name until the last has, so that they can be put back.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Replacement:
    """A file, what it must hold for this to be done, and what it will hold."""

    file: Path
    before: bytes
    after: bytes


class HasChanged(Exception):  # noqa: N818 - an answer, not a bug
    """A file holds something else by now; the text is its name. Nothing was written."""


class HalfWritten(Exception):  # noqa: N818 - an answer, not a bug
    """Writing failed, and so did putting back; the text says what stands where."""


def replace_all(replacements: Sequence[Replacement]) -> None:
    """Write every file, modes kept, or leave all as they are.

    Raises `HasChanged` or `OSError` where nothing was written, and `HalfWritten` where that could not be mended. An
    `OSError` names the file that was to be written, whatever beside it could not be.
    """
    beside: list[Path] = []
    kept: list[tuple[Path, Path]] = []
    try:
        for one in replacements:
            with _named(one.file):
                beside.append(_beside(one.file, ".new"))
                _write(beside[-1], one.after)
                shutil.copymode(one.file, beside[-1])
        for one in replacements:
            if one.file.read_bytes() != one.before:
                raise HasChanged(str(one.file))
        for one, new in zip(replacements, beside, strict=True):
            with _named(one.file):
                kept.append((one.file, _kept(one.file)))
                new.replace(one.file)
    except BaseException:
        # An interruption, too, must leave all files or none.
        _put_back(kept)
        raise
    finally:
        _removed(beside)
    _removed(old for _, old in kept)
    for folder in sorted({one.file.parent for one in replacements}):
        _flush_folder(folder)


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """That an error is about this file: what failed may have another name, which means nothing to anybody, or none."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(file), None
        raise


def _beside(file: Path, end: str) -> Path:
    """A new empty file beside another, under a name that is not read as facts."""
    handle, name = tempfile.mkstemp(end, f".{file.name}.", file.parent)
    os.close(handle)
    return Path(name)


def _write(file: Path, data: bytes) -> None:
    with file.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _kept(file: Path) -> Path:
    """A second name for what stands in a file; a copy where there can be none."""
    old = _beside(file, ".old")
    old.unlink()
    try:
        os.link(file, old)
    except OSError:
        shutil.copy2(file, old)
    return old


def _put_back(kept: Iterable[tuple[Path, Path]]) -> None:
    left = []
    for file, old in kept:
        try:
            # Where both are names of the same file, nothing happens and both stay.
            old.replace(file)
            old.unlink(missing_ok=True)
        except OSError:
            left.append(f"`{file}` is written, what it held stands in `{old}`")
    if left:
        raise HalfWritten("; ".join(left))


def _removed(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Make the new names last. Where folders cannot be flushed the system sees to it in time."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
