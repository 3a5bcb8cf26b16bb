"""What an earlier `policyengine check` over the very same input came to: its outcome, and the reports made of it.

Reports are kept as text, so that a run that asks for the same ones need not import what judges. The outcome is kept
without the texts of files, which are at hand again, as a pickle of the plain values in `findings` and `dossier`: it is
read only from a folder that nobody else may write to, and even then gives nothing but these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from policyengine.cli.outputs import Output, look
from policyengine.source.cache import Cache
from policyengine.source.collector import collector_paused
from policyengine.source.fingerprint import Fingerprint, text_of
from policyengine.source.pickled import pickled, unpickled

if TYPE_CHECKING:
    from policyengine.findings import Outcome
    from policyengine.spans import Files

_PLAIN: Final = ("policyengine.findings", "policyengine.dossier", "policyengine.spans")


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the cache knows of one question."""

    cache: Cache
    asked: Fingerprint

    def reports(self, outputs: Sequence[Output]) -> tuple[list[tuple[Output, str]], int] | None:
        """The reports that are asked for and how the run ended; None unless all of them are there."""
        found: list[tuple[Output, str]] = []
        codes: set[int] = set()
        for each in outputs:
            content = self.cache.get(self._report(each))
            if not content:
                return None
            codes.add(content[0])
            found.append((each, content[1:].decode("utf-8", "surrogatepass")))
        return (found, codes.pop()) if len(codes) == 1 else None

    def outcome(self) -> tuple[Outcome, int] | None:
        """The outcome and how the run ended; None where it is not there."""
        content = self.cache.get(self._outcome())
        if content is None:
            return None
        try:
            with collector_paused():
                outcome, names, code = unpickled(content, *_PLAIN)
            texts = {name: text_of(self.asked.contents[name]) for name in names}
            return replace(outcome, texts=texts), code
        except Exception:
            # Whatever a pickle of another hand does: it is as if it were not there.
            return None

    def keep_reports(self, reports: Iterable[tuple[Output, str]], code: int) -> None:
        """Keep reports of an outcome that was kept, or known."""
        for each, text in reports:
            self.cache.put(self._report(each), bytes((code,)) + text.encode("utf-8", "surrogatepass"))

    def keep(self, outcome: Outcome, code: int, read: Iterable[Files]) -> bool:
        """Keep an outcome, if the files that were `read` for it are still those that were asked about."""
        texts = ((path, text) for files in read for path, text in zip(files.paths, files.texts, strict=True) if path)
        if not self.asked.holds(texts):
            return False
        with collector_paused():
            content = pickled((replace(outcome, texts={}), tuple(outcome.texts), int(code)))
        self.cache.put(self._outcome(), content)
        return True

    def _outcome(self) -> str:
        return f"outcome-{self.asked.hex()}"

    def _report(self, output: Output) -> str:
        name = f"{self.asked.hex()} {output.name} {output.include_waived} {output.without_absent} {look(output)}"
        return f"report-{hashlib.sha256(name.encode()).hexdigest()}"
