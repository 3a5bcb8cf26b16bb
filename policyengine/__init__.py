"""Policy-as-code for data protection: facts with sources, law by date, four answers, proofs.

`policyengine.open` opens facts for Python programs; `docs/python.md` says what can be asked of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from policyengine.version import __version__

if TYPE_CHECKING:
    from policyengine.opening import open  # noqa: A004
    from policyengine.refusals import Invalid, Unknown
    from policyengine.workspace import Explained, Workspace

__all__ = ["Explained", "Invalid", "Unknown", "Workspace", "__version__", "open"]
_STANDS_IN = {"Explained": "workspace", "Invalid": "refusals", "Unknown": "refusals", "Workspace": "workspace"}


def __getattr__(name: str) -> Any:
    """What is imported only once somebody asks for it, so that the command line starts quickly."""
    if name == "open" or name in _STANDS_IN:
        return getattr(import_module(f"policyengine.{_STANDS_IN.get(name, 'opening')}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
