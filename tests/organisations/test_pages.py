"""The committed page about the organisations is what the verdicts say now; `make docs` writes it anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli import main

if TYPE_CHECKING:
    import pytest

CHECKOUT = Path(__file__).parent.parent.parent


def test_the_page_is_fresh(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    main(["check", "facts", "--as-of", "2026-11-22", "--format", "markdown"])
    assert capsys.readouterr().out == (CHECKOUT / "docs" / "organisations.md").read_text("utf-8")
