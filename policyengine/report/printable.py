"""JSON that may be shown in a terminal: one form for every document that the program writes."""

from __future__ import annotations

import json
import re
from typing import Any

_UNPRINTABLE = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")
"""What a terminal may act on, and JSON lets through: control characters, direction marks, lone surrogates."""


def printable_json(document: dict[str, Any] | list[Any]) -> str:
    """`document` as text that ends with a line end; keys keep their order, what cannot be printed is escaped."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"
