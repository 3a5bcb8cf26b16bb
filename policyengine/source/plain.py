"""Our own data files as plain mappings of text: no places, because nobody will be told where.

For files that ship with the program and are known to be well-formed; what users write is read
with `policyengine.source.read`.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml


def packaged(package: str, name: str) -> dict[str, Any]:
    """The mapping in the YAML file `name` of `package`; every scalar is text."""
    text = files(package).joinpath(name).read_text("utf-8")
    loader = yaml.CBaseLoader(text)
    try:
        read: dict[str, Any] = loader.get_single_data()
    finally:
        loader.dispose()
    return read
