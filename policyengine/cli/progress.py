"""One line at a terminal that says what is being done, once that has taken a second; nothing anywhere else.

Drawn by a timer of the system, so that work costs nothing more, no thread is there when processes are begun, and the
line is written only when it has changed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from policyengine.source.doing import NOW

_BEGAN = time.monotonic()
FIRST, THEN = 1.0, 0.1
"""Seconds from the start until the line is shown, and between looks at what has changed."""
_CLEAR = "\r\x1b[K"
_NARROWEST, _USUAL, _BAR = 20, 80, 24


@contextmanager
def shown() -> Iterator[None]:
    """Show what is done meanwhile, where somebody watches; the line is gone afterwards."""
    if not _watched():
        yield
        return
    line = _Line(sys.stderr.fileno())
    before = signal.signal(signal.SIGALRM, line.draw)
    signal.setitimer(signal.ITIMER_REAL, max(0.01, FIRST - (time.monotonic() - _BEGAN)), THEN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        line.clear()


def _watched() -> bool:
    """Whether standard error is a terminal that can take a line back, with a person before it."""
    if not sys.stderr.isatty() or os.environ.get("TERM", "dumb") == "dumb" or os.environ.get("CI"):
        return False
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return False
    # Whoever uses the alarm for something else needs it more.
    return signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


class _Line:
    """The last line of the terminal `file`; written past Python's buffers, which may be in use just then."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._shown = ""

    def draw(self, _number: int, _frame: FrameType | None) -> None:
        """Bring the line up to date."""
        # Some terminals do not say how wide they are, or say 0.
        width = 0
        with suppress(OSError):
            width = os.get_terminal_size(self._file).columns
        text = NOW.line(_BAR)[: max((width or _USUAL) - 1, _NARROWEST)]
        if text != self._shown:
            self._shown = text
            self._write(f"\r{text}\x1b[K")

    def clear(self) -> None:
        """Take the line back, if there is one."""
        if self._shown:
            self._write(_CLEAR)

    def _write(self, text: str) -> None:
        with suppress(OSError):
            os.write(self._file, text.encode())
