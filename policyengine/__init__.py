"""Policy-as-code for data protection: facts with sources, law by date, four answers, proofs.

`policyengine.open` opens facts for Python programs; `docs/python.md` says what can be asked of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyengine.version import __version__

if TYPE_CHECKING:
    from policyengine.workspace import Explained, Invalid, Unknown, Workspace, open  # noqa: A004

__all__ = ["Explained", "Invalid", "Unknown", "Workspace", "__version__", "open"]


def __getattr__(name: str) -> Any:
    """What is imported only once somebody asks for it, so that the command line starts quickly."""
    if name in __all__:
        from policyengine import workspace

        return getattr(workspace, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
