"""A small house of facts, rules and files beside them, with a cache of its own, in which a test may change anything."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from policyengine.check import load
from policyengine.cli import main
from policyengine.rules.load import read_program
from tests.cli.conftest import HERE, Ran

ONLY = ("--rules", "law", "--no-installed-rules")
LAW = (*ONLY, "--as-of", "2026-11-22")


class House:
    """Runs the command line in a folder of its own, and can tell whether anything was judged."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder / "house"
        self.cache = folder / "cache"
        self.code = folder / "code"
        self._capsys = capsys
        self._patch = monkeypatch
        shutil.copytree(HERE / "facts", self.folder / "facts")
        shutil.copytree(HERE / "law", self.folder / "law")
        self.code.mkdir()
        (self.code / "judge.py").write_text("verdict = 1\n")
        (folder / "packs").mkdir()
        monkeypatch.chdir(self.folder)
        monkeypatch.setenv("POLICYENGINE_CACHE", str(self.cache))
        monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
        # The program and its packs count, too; here as folders that nobody works on.
        monkeypatch.setattr("policyengine.cli.question.PACKAGE", self.code)
        monkeypatch.setattr("policyengine.rules.packs.installed_packs", lambda: folder / "packs")
        # Compiled packs are kept as well, which has tests of its own; here it is about whole runs.
        monkeypatch.setattr("policyengine.rules.kept.kept_program", lambda _, *asked: read_program(*asked))
        self.loaded = 0

        def counted(*given: object) -> object:
            self.loaded += 1
            return load(*given)  # type: ignore[arg-type]

        monkeypatch.setattr("policyengine.check.load", counted)

    def check(self, *arguments: str, law: tuple[str, ...] = LAW) -> Ran:
        """`policyengine check` with the rules of the house."""
        code = main(("check", *law, *arguments))
        said = self._capsys.readouterr()
        return Ran(code, said.out, said.err)

    def fresh(self, *arguments: str, law: tuple[str, ...] = LAW) -> Ran:
        """The same, judged anew."""
        return self.check("--no-cache", *arguments, law=law)

    def judged(self, *arguments: str, law: tuple[str, ...] = LAW) -> bool:
        """Whether a run had to load what it judged; either way it has to say what a fresh one says."""
        before = self.loaded
        ran = self.check(*arguments, law=law)
        anew = self.loaded > before
        assert ran == self.fresh(*arguments, law=law)
        return anew

    def entries(self, kind: str = "") -> list[Path]:
        """What is kept."""
        return sorted(self.cache.glob(f"{kind}*")) if self.cache.is_dir() else []


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> House:
    return House(tmp_path, monkeypatch, capsys)
