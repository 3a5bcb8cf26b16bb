"""Runs the command line in this process, in the folder of these tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from policyengine.cli import main

HERE = Path(__file__).parent
ONLY = ("--rules", "law", "--no-installed-rules")
LAW = (*ONLY, "--as-of", "2026-11-22")


class Ran(NamedTuple):
    """How a run ended, and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(HERE)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("POLICYENGINE_DEBUG", raising=False)

    def go(*arguments: str) -> Ran:
        code = main(arguments)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return go
