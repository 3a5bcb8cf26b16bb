"""A file of efforts: `WHAT: N`, or `WHAT: fixed`, as the options of the command line say them."""

from __future__ import annotations

from pathlib import Path

from policyengine.register.trees import Trees
from policyengine.repairs.efforts import FIXED, Efforts
from policyengine.rules.reading import Reading, Refused, as_mapping, as_text
from policyengine.source.read import read_file
from policyengine.source.tree import Node

MOST = 999_999


def read_efforts(file: Path, shown: str, reading: Reading, trees: Trees) -> Efforts:
    """What the file says of these facts; what is wrong with it stands in `reading`. `shown` is its name in places."""
    node, problems = read_file(file, shown, reading.files)
    reading.problems += problems
    costs: dict[str, int] = {}
    fixed: list[str] = []
    if node is None:
        return Efforts()
    try:
        entries = as_mapping(node, "a file of efforts", "write `WHAT: N`, such as `notice.claims: 2`")
    except Refused as refused:
        reading.refused(refused)
        return Efforts()
    for what, value in entries.entries.items():
        try:
            said = _said(what, value)
        except Refused as refused:
            reading.refused(refused)
            continue
        if wrong := Efforts({what: 1}).unknown(trees):
            reading.problem(entries.key_places[what], wrong, "")
        elif said:
            costs[what] = said
        else:
            fixed.append(what)
    return Efforts(costs, tuple(fixed))


def _said(what: str, value: Node) -> int:
    """The number; 0 where it is fixed."""
    text = as_text(value, f"the effort of `{what}`")
    if text == FIXED:
        return 0
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MOST):
        raise Refused(value.place, f"`{text}` is no effort", f"write a whole number from 1 to {MOST}, or `{FIXED}`")
    return int(text)
