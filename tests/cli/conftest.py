"""Runs the command line in this process, in the folder of these tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
from referencing import Registry, Resource

from policyengine.cli import main

HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs"
ONLY = ("--rules", "law", "--no-installed-rules")
LAW = (*ONLY, "--as-of", "2026-11-22")


class Ran(NamedTuple):
    """How a run ended, and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def validated(text: str, schema: str) -> dict[str, Any]:
    """What a report says as JSON, which is as its published schema promises."""
    document: dict[str, Any] = json.loads(text)
    schemas = {file.name: json.loads(file.read_text("utf-8")) for file in DOCS.glob("*.schema.json")}
    known = Registry().with_resources((name, Resource.from_contents(each)) for name, each in schemas.items())
    jsonschema.Draft202012Validator.check_schema(schemas[schema])
    jsonschema.Draft202012Validator(schemas[schema], registry=known).validate(document)
    return document


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(HERE)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("POLICYENGINE_DEBUG", raising=False)

    def go(*arguments: str) -> Ran:
        code = main(arguments)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return go
