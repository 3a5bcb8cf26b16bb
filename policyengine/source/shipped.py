"""The files that ship inside the package, as text."""

from __future__ import annotations

from pkgutil import get_data


def shipped(package: str, name: str) -> str:
    """The text of the file `name` of `package`. Raises `OSError` where it is not there."""
    # What `importlib.resources` brings along costs more than all our own files together.
    content = get_data(package, name)
    if content is None:
        raise FileNotFoundError(f"{package}/{name}")
    return content.decode("utf-8")
