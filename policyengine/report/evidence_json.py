"""Documents accounted for, as JSON in the form that `docs/evidence.schema.json` describes."""

from __future__ import annotations

from typing import Any

from policyengine.accounts import Account, Accounts, BadRange, Claim, Line, Saying, SetAside
from policyengine.errors import Problem
from policyengine.report.printable import printable_json
from policyengine.spans import Span

SCHEMA = "policyengine/evidence/1"
_SHOWN = 60


def json(accounts: Accounts, *, by_line: bool) -> str:
    """All documents; `by_line` adds what accounts for each line. The same accounts give the same bytes."""
    document = {
        "schema": SCHEMA,
        "in_order": not accounts.problems and all(account.in_order for account in accounts.documents),
        "documents": [_document(account, by_line=by_line) for account in accounts.documents],
        "problems": [_problem(problem) for problem in accounts.problems],
    }
    return printable_json(document)


def _document(account: Account, *, by_line: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "register": account.register,
        "document": account.document,
        "sha256": account.sha256,
        "sources": [_claim(claim, account.sha256) for claim in account.claims],
        "in_order": account.in_order,
        "percent": account.percent,
        "counts": {
            "lines": account.total,
            "facts": len(account.cited),
            "not_facts": len(account.set_aside),
            "open": len(account.open),
        },
        "open": [{"line": number, "text": _beginning(text)} for number, text in account.open],
        "not_facts": [_set_aside(entry) for entry in account.not_facts],
        "both": list(account.both),
        "ranges": [_range(bad) for bad in account.bad_ranges],
    }
    if by_line:
        found["accounting"] = [_line(line) for line in account.lines]
    return found


def _claim(claim: Claim, sha256: str) -> dict[str, Any]:
    answer = "not stated" if not claim.sha256 else "as stated" if claim.sha256 == sha256 else "differs"
    stated = {"stated": claim.sha256} if claim.sha256 else {}
    return {"source": claim.source, "title": claim.title, "hash": answer, **stated, "location": _place(claim.span)}


def _set_aside(entry: SetAside) -> dict[str, Any]:
    return {"lines": list(entry.lines), "because": entry.because, "location": _place(entry.span)}


def _range(bad: BadRange) -> dict[str, Any]:
    where = {"location": _place(bad.span), "more": bad.more}
    return {"source": bad.source, "lines": bad.lines, "wrong": bad.wrong, **where}


def _line(line: Line) -> dict[str, Any]:
    return {
        "line": line.number,
        "text": _beginning(line.text),
        "facts": [_saying(saying) for saying in line.facts],
        "not_facts": list(line.because),
    }


def _saying(saying: Saying) -> dict[str, Any]:
    record = {"kind": saying.kind, "key": saying.key, "title": saying.title}
    said = {"attribute": saying.attribute, "says": saying.says, "grade": saying.grade}
    return {"record": record, **said, "location": _place(saying.span)}


def _problem(problem: Problem) -> dict[str, Any]:
    return {"message": problem.message, "hint": problem.hint, "location": _place(problem.span)}


def _place(span: Span) -> dict[str, Any]:
    return {"path": span.path, "line": span.line, "column": span.column}


def _beginning(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1].rstrip() + "…"
