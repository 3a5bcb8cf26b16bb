"""What is wrong with the input, as opposed to what is wrong with the controller.

A `Problem` is the answer to unreadable or ill-typed facts, rules and command lines. Problems are
collected, never raised one by one; a run that has any ends with exit code 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from policyengine.spans import Span


class Problem(NamedTuple):
    """One thing that cannot be used as it stands.

    `message` is lower case with the user's words in backticks; `hint` says what was expected or
    the nearest right word, and may be empty.
    """

    span: Span
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.span}: {self.message}" + (f" ({self.hint})" if self.hint else "")


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word that begins with `word` or is most like it, or lists the known ones.

    >>> nearest("procesor", ["processor", "controller"])
    'did you mean `processor`?'
    >>> nearest("contr", ["processor", "controller", "contract"])
    'beginning so: `contract`, `controller`'
    """
    import difflib

    words = sorted(set(known))
    beginning = [known for known in words if word and known.startswith(word)]
    if len(beginning) > 1:
        return f"beginning so: {_listed(beginning)}"
    if beginning:
        return f"did you mean `{beginning[0]}`?"
    close = difflib.get_close_matches(word[:200], words, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    if not words:
        return ""
    return f"known: {_listed(words)}"


def _listed(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words[:12]) + (f" and {len(words) - 12} more" if len(words) > 12 else "")
