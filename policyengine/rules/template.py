"""The paths in the template of a message: those that stand in braces, such as `{judged.data}`."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BRACES = re.compile(r"\{([^{}]*)\}")


def paths_in(template: str) -> Iterator[str]:
    """The paths that a template names, in order."""
    for match in _BRACES.finditer(template):
        yield match[1].strip()
