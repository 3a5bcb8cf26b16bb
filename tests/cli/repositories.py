"""Temporary git repositories with a history that is the same every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

_ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Somebody",
    "GIT_AUTHOR_EMAIL": "somebody@example.org",
    "GIT_AUTHOR_DATE": "2026-11-20T12:00:00+00:00",
    "GIT_COMMITTER_NAME": "Somebody",
    "GIT_COMMITTER_EMAIL": "somebody@example.org",
    "GIT_COMMITTER_DATE": "2026-11-20T12:00:00+00:00",
}


class TemporaryRepository:
    """A repository in `folder`, in which tests write and commit."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", *more)

    def git(self, *arguments: str) -> str:
        """What git prints."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env={**os.environ, **_ALONE}, capture_output=True, check=True
        )
        return os.fsdecode(done.stdout).strip()

    def commit(self, message: str = "Change facts") -> str:
        """Everything as it stands; the hash."""
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "-m", message)
        return self.git("rev-parse", "HEAD")

    def state(self) -> str:
        """A hash over all of the folder, the index and everything else of git's included, with the times of files."""
        seen = hashlib.sha256()
        for file in sorted(self.folder.rglob("*")):
            about = file.lstat()
            seen.update(
                f"{file} {about.st_mode} {about.st_mtime_ns} {about.st_size}".encode("utf-8", "surrogateescape")
            )
            if file.is_file() and not file.is_symlink():
                seen.update(file.read_bytes())
        return seen.hexdigest()
