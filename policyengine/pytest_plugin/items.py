"""The tests as pytest runs them: nothing is judged here, it is only told how each test ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from policyengine.findings import WaiverState
from policyengine.pytest_plugin import NAME
from policyengine.pytest_plugin.judging import Ends, Told
from policyengine.report.sanitise import safe
from policyengine.spans import Span

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr
    from _pytest._io import TerminalWriter


@dataclass(frozen=True, slots=True)
class Summed:
    """A failing test in one line, as pytest looks for it."""

    message: str
    span: Span

    def __str__(self) -> str:
        return f"{safe(str(self.span))}: {self.message}"


@dataclass(frozen=True, slots=True)
class Shown:
    """How pytest shows a failing test: `text` at length, `reprcrash` where there is room for a line."""

    reprcrash: Summed
    text: str

    def toterminal(self, terminal: TerminalWriter) -> None:
        """Write it out; with `--tb=line` pytest writes the line itself."""
        if self.text:
            terminal.line(self.text)

    def __str__(self) -> str:
        return self.text


class Breach(Exception):  # noqa: N818 - what is judged fails, not the program
    """A test that fails: its first line, where, and all there is to say."""

    def __init__(self, headline: str, span: Span, text: str) -> None:
        super().__init__(headline)
        self.shown = Shown(Summed(headline, span), text)


class _Test(pytest.Item):
    """A test with a place in the facts or the law."""

    span: Span

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str | TerminalRepr:  # noqa: ARG002 - pytest says it
        """The finding; whatever else is raised is our bug, and shown as any is."""
        if isinstance(excinfo.value, Breach):
            shown = excinfo.value.shown
            in_one_line = self.config.getoption("tbstyle", "auto") == "line"
            return cast("TerminalRepr", replace(shown, text="") if in_one_line else shown)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands: the file, the line from 0, the name."""
        return Path(self.span.path), self.span.line - 1, self.name


class RuleTest(_Test):
    """What one rule says of one register."""

    def __init__(self, *, told: Told, **where: object) -> None:
        super().__init__(**where)  # type: ignore[arg-type]
        self._told = told
        self.span = told.span
        self.add_marker(NAME)
        self.extra_keyword_matches.update(told.keywords)
        if told.ends is Ends.SKIPPED:
            self.add_marker(pytest.mark.skip(reason=told.headline))
        elif told.ends is Ends.ACCEPTED:
            # It fails where `--runxfail` asks for it.
            self.add_marker(pytest.mark.xfail(reason=told.headline, raises=Breach))

    def runtest(self) -> None:
        """Fail where a record breaches the rule. Raises `Breach`."""
        if self._told.ends in (Ends.FAILED, Ends.ACCEPTED):
            raise Breach(self._told.headline, self.span, self._told.text)


class WaiverTest(_Test):
    """Whether a waiver holds on the day."""

    def __init__(self, *, waiver: WaiverState, **where: object) -> None:
        super().__init__(**where)  # type: ignore[arg-type]
        self._waiver = waiver
        self.span = waiver.terms.location
        self.add_marker(NAME)

    def runtest(self) -> None:
        """Fail where it waives nothing any more. Raises `Breach`."""
        if not self._waiver.holds:
            headline = safe(f"{self._waiver.state} waiver: {self._waiver.why}")
            raise Breach(headline, self.span, f"{headline}\n  --> {safe(str(self.span))}")
