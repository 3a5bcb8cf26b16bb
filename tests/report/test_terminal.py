"""Colour and width only where a person is looking."""

from __future__ import annotations

import io

import pytest

from policyengine.report.sanitise import safe, visible
from policyengine.report.terminal import Paint


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "72")


def test_a_terminal_has_colour_and_its_own_width() -> None:
    assert Paint.for_stream(Terminal()) == Paint(True, 72)


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert Paint.for_stream(Terminal()) == Paint(False, 72)


def test_what_is_piped_looks_the_same_whatever_the_terminal() -> None:
    assert Paint.for_stream(io.StringIO()) == Paint(False, 100)


@pytest.mark.parametrize(("columns", "width"), [("20", 60), ("400", 120)])
def test_no_page_is_very_narrow_or_very_wide(columns: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert Paint.for_stream(Terminal()).width == width


def test_names_with_accents_are_left_alone() -> None:
    assert safe("Drukkerij Ångström & Zoon – Écluse, België") == "Drukkerij Ångström & Zoon – Écluse, België"


def test_unprintable_text_becomes_visible() -> None:
    assert visible("a\tb\x1b\u202e\U000e0001") == "a b\\u001b\\u202e\\U000e0001"
    assert safe("a \n\r\n b") == "a b"
    assert len(safe("x" * 5000)) == 400


def test_neither_a_long_word_nor_what_is_kept_is_broken() -> None:
    long, place = "x" * 90, "a folder/with blanks/" * 3 + "r.yaml:3:1"
    lines = Paint(False, 72).wrapped(f"some words before {long} and {place} and after", "", kept=place)
    assert any(long in line for line in lines)
    assert any(place in line for line in lines)
