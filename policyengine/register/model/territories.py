"""The territories a fact may name: ISO 3166-1 alpha-2 codes and the European Economic Area."""

from __future__ import annotations

from functools import cache

from policyengine.source.shipped import shipped


@cache
def _lines() -> tuple[tuple[str, str], ...]:
    text = shipped("policyengine.register.model", "territories.txt")
    rows = (line.partition(" ") for line in text.splitlines() if not line.startswith("#"))
    return tuple((code, name) for code, _, name in rows)


@cache
def territories() -> dict[str, str]:
    """The English short name of every code."""
    return {code: name for code, name in _lines() if not name.startswith("= ")}


@cache
def written_otherwise() -> dict[str, str]:
    """The right code for names, in lower case, and codes that people write instead."""
    wrong = {code.lower(): name.removeprefix("= ") for code, name in _lines() if name.startswith("= ")}
    return (
        wrong
        | {name.lower(): code for code, name in territories().items()}
        | {code.lower(): code for code in territories()}
    )
