"""Our own data files as plain mappings of text: no places, because nobody will be told where.

For files that ship with the program and are known to be well-formed; what users write is read
with `policyengine.source.read`.
"""

from __future__ import annotations

from typing import Any

from policyengine.source.read import read_text
from policyengine.source.shipped import shipped
from policyengine.source.tree import Listing, Node, Scalar
from policyengine.spans import Files


def packaged(package: str, name: str) -> dict[str, Any]:
    """The mapping in the YAML file `name` of `package`; every scalar is text.

    Raises `ValueError` where the file that we ship is not well-formed.
    """
    node, problems = read_text(shipped(package, name), name, Files())
    if node is None or problems:
        raise ValueError(f"packaged file is broken: {problems[0]}")
    read: dict[str, Any] = plain(node)
    return read


def plain(node: Node) -> Any:
    """`node` as text, lists and mappings."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}
