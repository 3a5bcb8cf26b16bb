"""A set of changes as a scenario file, such as people write them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from policyengine.repairs.candidate import Edit
from policyengine.scenarios.scenario import Verb

_ORDER = (Verb.ADD, Verb.SET, Verb.REPLACE, Verb.UNSET, Verb.REMOVE)


def scenario(title: str, note: Sequence[str], edits: Sequence[Edit]) -> str:
    """The text of the file; reading it gives these changes in this order."""
    lines = [f"title: {_text(title)}", "status: hypothesis", "note: |-", *(f"  {line}" for line in note)]
    for verb in _ORDER:
        some = [edit for edit in edits if edit.verb is verb]
        if some:
            lines.append(f"{verb}:")
            lines += [
                f"  - {edit.path}" if verb is Verb.UNSET else f"  {edit.path}: {edit.value}".rstrip() for edit in some
            ]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
