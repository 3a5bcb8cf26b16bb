"""Trees written as YAML, short mappings and lists on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from policyengine.source.tree import Listing, Mapping, Node, Scalar

_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w .+/-]|:(?! ))*(?<![ :])")
_INDENT = "  "


def yaml_of(tree: Mapping) -> str:
    """A text that reads as the same tree, places aside."""
    return "".join(f"{line}\n" for line in _block(tree, ""))


def _block(mapping: Mapping, indent: str) -> Iterator[str]:
    for key, node in mapping.entries.items():
        line = f"{indent}{key}: {_flow(node)}"
        if len(line) <= _WIDTH or not isinstance(node, Mapping | Listing):
            yield line
        elif isinstance(node, Mapping):
            yield f"{indent}{key}:"
            yield from _block(node, indent + _INDENT)
        else:
            yield f"{indent}{key}:"
            yield from (f"{indent}{_INDENT}- {_flow(item)}" for item in node.items)


def _flow(node: Node) -> str:
    if isinstance(node, Scalar):
        return node.text if node.plain and _PLAIN.fullmatch(node.text) else json.dumps(node.text, ensure_ascii=False)
    if isinstance(node, Listing):
        return f"[{', '.join(map(_flow, node.items))}]"
    return f"{{{', '.join(f'{key}: {_flow(inner)}' for key, inner in node.entries.items())}}}"
