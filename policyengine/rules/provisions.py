"""Which provisions exist, and which of them can be checked on a register. The lists are data."""

from __future__ import annotations

PROVISIONS = "provisions"
"""The stem of the file beside the law tables that lists provisions; it is no law table."""
