"""Policy-as-code for data protection: facts with sources, law by date, four answers, proofs.

`policyengine.open` opens facts for Python programs; `docs/python.md` says what can be asked of them.
"""

from __future__ import annotations

from importlib import import_module

from policyengine.version import __version__

# As `typing` has it, which takes most of the time until an interrupt of the command line can be caught.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from policyengine.opening import open  # noqa: A004
    from policyengine.refusals import Invalid, Unknown
    from policyengine.repairs.choosing import Wanted
    from policyengine.repairs.efforts import Efforts
    from policyengine.workspace import Explained, Workspace

__all__ = ["Efforts", "Explained", "Invalid", "Unknown", "Wanted", "Workspace", "__version__", "open"]
_STANDS_IN = {
    "Efforts": "repairs.efforts",
    "Explained": "workspace",
    "Invalid": "refusals",
    "Unknown": "refusals",
    "Wanted": "repairs.choosing",
    "Workspace": "workspace",
    "open": "opening",
}


def __getattr__(name: str) -> object:
    """What is imported only once somebody asks for it, so that the command line starts quickly."""
    if name in _STANDS_IN:
        return getattr(import_module(f"policyengine.{_STANDS_IN[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
