"""Plain values as bytes and back: whatever such bytes name, nothing but values of known classes is made of them."""

from __future__ import annotations

import io
import pickle
from dataclasses import fields
from enum import Enum
from typing import Any, Final

_DAYS: Final = frozenset(("date", "datetime", "timezone", "timedelta"))


def pickled(value: object) -> bytes:
    """`value` as bytes. Whoever made it sees to it that it holds nothing but plain values."""
    content = io.BytesIO()
    _Pickler(content, 5).dump(value)
    return content.getvalue()


def unpickled(content: bytes, *modules: str) -> Any:
    """The value that `pickled` wrote, made of days and of plain classes of `modules` and of what is below them.

    Raises `UnpicklingError` where another class is named, and whatever a pickle of another hand may raise.
    """
    return _Plain(io.BytesIO(content), modules).load()


class _Pickler(pickle.Pickler):
    """Writes frozen dataclasses as calls of their classes: what they do by themselves takes longer to read."""

    def reducer_override(self, value: Any) -> Any:
        """The class of a value, and what it was made of; of all others that they are written as ever."""
        made = getattr(type(value), "__dataclass_params__", None)
        if made is None or not (made.frozen and made.eq):
            return NotImplemented
        return type(value), tuple([getattr(value, each.name) for each in fields(value)])


class _Plain(pickle.Unpickler):
    """Makes values of plain classes of some modules, and calls nothing else."""

    def __init__(self, content: io.BytesIO, modules: tuple[str, ...]) -> None:
        super().__init__(content)
        self._modules = modules

    def find_class(self, module: str, name: str) -> Any:
        """The class that a pickle names. Raises `UnpicklingError` for all others."""
        day = module == "datetime" and name in _DAYS
        if day or any(module == known or module.startswith(f"{known}.") for known in self._modules):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module and (day or _is_plain(found)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def _is_plain(found: type) -> bool:
    return hasattr(found, "__dataclass_fields__") or issubclass(found, Enum | tuple)
