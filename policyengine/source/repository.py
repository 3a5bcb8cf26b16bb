"""What a git repository holds at a revision, asked of `git` itself without touching the work tree or the index.

Only plumbing that runs no hook, filter, pager or transport is asked, never through a shell; a name that somebody
typed is resolved behind `--end-of-options`, and from then on the commit goes by its hash.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_GIT = (
    "git",
    "--no-pager",
    "--no-optional-locks",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
)
_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
"""Nothing is fetched: what is not in this clone is not there."""
_WHOLE = "fetch it first, or clone without `--filter`"
_PIECE = 1024 * 1024
_HASH = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class GitRefuses(Exception):  # noqa: N818 - an answer, not a bug
    """Git cannot be asked, or does not answer; says why."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, and how somebody called it."""

    name: str
    hash: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or link as a commit has it. `path` is that from the top of the tree, with `/`."""

    path: str
    mode: str
    hash: str

    @property
    def is_link(self) -> bool:
        """A symbolic link, whose content is what it points to."""
        return self.mode == "120000"


class Repository:
    """The repository in which `here` lies. Raises `GitRefuses` where there is none, and where git does not answer."""

    def __init__(self, here: Path) -> None:
        self._here = here
        told = self._ask("rev-parse", "--git-dir")
        if told.returncode:
            raise GitRefuses(_first_line(told.stderr) or "not a git repository")
        inside = self._ask("rev-parse", "--is-inside-work-tree").stdout.strip() == b"true"
        self.top = Path(self._line("rev-parse", "--show-toplevel")) if inside else None
        """The top of the work tree; None in a repository that has none here."""
        self.prefix = self._line("rev-parse", "--show-prefix") if inside else ""
        """Where `here` lies below the top, ending with `/`, or empty."""

    def resolve(self, name: str) -> Commit | None:
        """The commit that a branch, a tag, a hash or any other expression of git's names; None where it names none."""
        if not name or name.startswith("-") or "\0" in name:
            return None
        told = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        found = told.stdout.strip()
        return Commit(name, found.decode()) if told.returncode == 0 and _HASH.fullmatch(found) else None

    def merge_base(self, one: Commit, other: Commit) -> Commit | None:
        """The commit from which both have come; None where they have none in common, as far as this clone goes."""
        told = self._ask("merge-base", one.hash, other.hash)
        found = told.stdout.strip()
        return Commit(one.name, found.decode()) if told.returncode == 0 and _HASH.fullmatch(found) else None

    def names(self) -> list[str]:
        """Every branch and tag, as one would type it."""
        told = self._ask("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
        return sorted(os.fsdecode(told.stdout).splitlines())

    @property
    def shallow(self) -> bool:
        """Whether it is a clone of which the older history was left behind."""
        return self._ask("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"

    def entries(self, commit: Commit, paths: Sequence[str]) -> list[Entry]:
        """Every file and link at or below `paths`, which are seen from the top; submodules are left out."""
        told = self._ask("ls-tree", "-r", "-z", "--full-tree", commit.hash, *(["--", *paths] if paths else []))
        if told.returncode:
            raise GitRefuses(_first_line(told.stderr))
        found = {}
        for line in told.stdout.split(b"\0")[:-1]:
            about, _, path = line.partition(b"\t")
            mode, kind, name = about.decode().split()
            if kind == "blob":
                entry = Entry(os.fsdecode(path), mode, name)
                found[entry.path] = entry
        return [found[path] for path in sorted(found)]

    def contents(self, entries: Sequence[Entry], largest: int) -> Iterator[tuple[bytes, int]]:
        """What stands in each, one after the other, without any filter, and how many bytes that is.

        Of one that is larger than `largest` only the size is told. Raises `GitRefuses` for what is not in this clone.
        """
        with self._start("cat-file", "--batch") as process:
            asking, answering = process.stdin, process.stdout
            assert asking is not None  # noqa: S101 - INVARIANT: both are pipes
            assert answering is not None  # noqa: S101
            for entry in entries:
                try:
                    asking.write(f"{entry.hash}\n".encode())
                    asking.flush()
                except OSError:
                    raise GitRefuses("git gives no contents; is the repository whole?") from None
                head = answering.readline().split()
                if len(head) != 3 or head[1] != b"blob":
                    raise GitRefuses(f"what stood in `{entry.path}` is not in this clone; {_WHOLE}")
                size = int(head[2])
                yield answering.read(size) if size <= largest else _passed_over(answering, size), size
                answering.read(1)

    def ignores(self, path: str) -> bool:
        """Whether a path, as seen from `here`, is one that git was told to pass over."""
        return bool(self._ask("ls-files", "--others", "--ignored", "--exclude-standard", "--", path).stdout)

    def _line(self, *arguments: str) -> str:
        """An answer of one line, whose only line end is the last."""
        return os.fsdecode(self._ask(*arguments).stdout.removesuffix(b"\n"))

    def _ask(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - no shell, and nothing that was typed is taken for an option
                [*_GIT, *arguments],
                cwd=self._here,
                env={**os.environ, **_QUIET},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise GitRefuses(f"git cannot be run: {(error.strerror or 'no reason given').lower()}") from None

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - as above
            [*_GIT, *arguments],
            cwd=self._here,
            env={**os.environ, **_QUIET},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


def _passed_over(stream: IO[bytes], size: int) -> bytes:
    """Nothing, once so many bytes have been read away."""
    while size > 0 and (piece := stream.read(min(size, _PIECE))):
        size -= len(piece)
    return b""


def _first_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").splitlines()
    return lines[0].removeprefix("fatal: ") if lines else ""
