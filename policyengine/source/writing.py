"""Trees written as YAML, short mappings and lists on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TypeGuard

from policyengine.source.tree import Listing, Mapping, Node, Scalar

_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w .+/-]|:(?! ))*(?<![ :])")
_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
_INDENT = "  "
_NULL = "null"


def yaml_of(tree: Mapping) -> str:
    """A text that reads as the same tree, places aside."""
    return "".join(f"{line}\n" for line in block_of(tree, "", _INDENT, _WIDTH))


def block_of(node: Mapping | Listing, indent: str, step: str, width: int) -> Iterator[str]:
    """The lines of a mapping or list that begin with `indent`; what stands inside and is wider gets lines of its own.

    `step` is how much further those are indented.
    """
    if isinstance(node, Listing):
        yield from (f"{indent}- {flow_of(item)}" for item in node.items)
        return
    for key, inner in node.entries.items():
        line = f"{indent}{key_of(key)}: {flow_of(inner)}"
        if len(line) <= width or not has_lines(inner):
            yield line
        else:
            yield f"{indent}{key_of(key)}:"
            yield from block_of(inner, indent + step, step, width)


def has_lines(node: Node) -> TypeGuard[Mapping | Listing]:
    """Whether something can stand on lines of its own: a mapping or list that holds anything."""
    return bool(node.raw) if isinstance(node, Mapping) else isinstance(node, Listing) and bool(node.items)


def flow_of(node: Node) -> str:
    """The text of a node on one line, which may stand inside braces and brackets."""
    if isinstance(node, Scalar):
        if node.is_null:
            return _NULL
        return node.text if node.plain and _PLAIN.fullmatch(node.text) else json.dumps(node.text, ensure_ascii=False)
    if isinstance(node, Listing):
        return f"[{', '.join(map(flow_of, node.items))}]"
    return f"{{{', '.join(f'{key_of(key)}: {flow_of(inner)}' for key, inner in node.entries.items())}}}"


def key_of(key: str) -> str:
    """The text of a key."""
    return key if _KEY.fullmatch(key) and key != _NULL else json.dumps(key, ensure_ascii=False)
