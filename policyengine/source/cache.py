"""A folder of what can be worked out again, kept between runs: safe to delete at any time, and never believed blindly.

The folder is `POLICYENGINE_CACHE`, or else `policyengine` in `XDG_CACHE_HOME` or `~/.cache`; `POLICYENGINE_CACHE=off`
keeps nothing. It is used only where it is a real folder that belongs to the user and that nobody else may write to, for
what stands in it may be a pickle. An entry is one file, written beside its place and then renamed, that begins with the
SHA-256 of its name and content. What is missing, cut off, changed, another's or of another form is not there.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

VARIABLE: Final = "POLICYENGINE_CACHE"
OFF: Final = "off"
LARGEST: Final = 256 * 1024 * 1024
"""Bytes of all entries together; the ones that were used longest ago make room for what is new."""
LARGEST_ENTRY: Final = LARGEST // 2

_FORM: Final = b"policyengine cache 1\n"
_SUM: Final = 32
"""Bytes of a SHA-256."""
_NAME: Final = re.compile(r"[a-z]+-[0-9a-f]{64}")
_ABANDONED: Final = 3600
"""Seconds after which what was never put in its place is swept away."""
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_MINE: Final = 0o700
_READ: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)


def folder() -> Path | None:
    """Where the cache stands, whether or not it is there yet; None where none is wanted or nobody says where."""
    said = os.environ.get(VARIABLE, "")
    if said == OFF:
        return None
    if said:
        return Path(said)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(base):  # noqa: PTH117 - as the XDG specification asks: what is not absolute is passed over
        return Path(base) / "policyengine"
    home = os.path.expanduser("~")  # noqa: PTH111 - raises nothing where there is no home
    return Path(home) / ".cache" / "policyengine" if os.path.isabs(home) else None  # noqa: PTH117


class Cache(NamedTuple):
    """The entries of one folder. Whatever becomes of it, reading answers None and writing keeps nothing."""

    folder: Path

    def get(self, name: str) -> bytes | None:
        """What was kept under `name`; None where there is nothing that can be believed."""
        with suppress(OSError, MemoryError), _opened(self.folder) as here:
            return _checked(name, _content(name, here))
        return None

    def put(self, name: str, content: bytes) -> None:
        """Keep `content` under `name`, a word and 64 hexadecimal digits; whole, or not at all."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"`{name}` cannot name an entry")
        if len(content) > LARGEST_ENTRY:
            return
        with suppress(OSError):
            self.folder.mkdir(_MINE, parents=True, exist_ok=True)
            with _opened(self.folder) as here:
                _write(name, content, here)
                _make_room(here, keep=name)


def cache() -> Cache | None:
    """The cache, where one is wanted and the system can say whose files are."""
    where = folder()
    can_tell = hasattr(os, "geteuid") and os.open in os.supports_dir_fd and os.scandir in os.supports_fd
    return Cache(where) if where is not None and can_tell else None


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """The folder itself, held fast so that nobody can change it for another. Raises `OSError` unless it is safe."""
    here = os.open(folder, _READ | getattr(os, "O_DIRECTORY", 0))
    try:
        status = os.fstat(here)
        if not stat.S_ISDIR(status.st_mode) or not _only_mine(status):
            raise PermissionError(folder)
        yield here
    finally:
        os.close(here)


def _only_mine(status: os.stat_result) -> bool:
    return status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_WRITE


def _content(name: str, here: int) -> bytes:
    file = os.open(name, _READ, dir_fd=here)
    with open(file, "rb") as stream:  # noqa: PTH123 - by its number
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) or not _only_mine(status):
            raise PermissionError(name)
        content = stream.read(LARGEST_ENTRY + len(_FORM) + _SUM + 1)
    with suppress(OSError):
        os.utime(name, dir_fd=here)
    return content


def _checked(name: str, content: bytes) -> bytes | None:
    """What stands behind the checksum, where that is right."""
    start = len(_FORM) + _SUM
    if not content.startswith(_FORM) or len(content) < start:
        return None
    rest = memoryview(content)[start:]
    return bytes(rest) if content[len(_FORM) : start] == _sum(name, rest) else None


def _sum(name: str, content: bytes | memoryview) -> bytes:
    import hashlib  # takes as long as all else that is imported here, which is for nothing where nothing is kept

    digest = hashlib.sha256(name.encode() + b"\n")
    digest.update(content)
    return digest.digest()


def _write(name: str, content: bytes, here: int) -> None:
    beside = f".{name}.{os.urandom(8).hex()}.new"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    try:
        with open(os.open(beside, flags, 0o600, dir_fd=here), "wb") as stream:  # noqa: PTH123
            stream.writelines((_FORM, _sum(name, content), content))
        os.replace(beside, name, src_dir_fd=here, dst_dir_fd=here)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside, dir_fd=here)
        raise


def _make_room(here: int, keep: str) -> None:
    """Remove what was used longest ago until the rest is small enough, and what was left half written long ago."""
    found: list[tuple[float, str, int]] = []
    now = time.time()
    with os.scandir(here) as entries:
        for entry in entries:
            with suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                if _NAME.fullmatch(entry.name):
                    found.append((status.st_mtime, entry.name, status.st_size))
                elif entry.name.endswith(".new") and now - status.st_mtime > _ABANDONED:
                    os.unlink(entry.name, dir_fd=here)
    size = sum(size for _, _, size in found)
    for _, name, each in sorted(found):
        if size <= LARGEST:
            break
        if name != keep:
            with suppress(OSError):
                os.unlink(name, dir_fd=here)
            size -= each
