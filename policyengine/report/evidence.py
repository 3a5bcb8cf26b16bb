"""Documents accounted for, as a person reads it: what is wrong, where, and what to do; then what was set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from policyengine.accounts import Account, Accounts, Line, Saying
from policyengine.report.sanitise import safe
from policyengine.report.terminal import Paint

_MOST_OPEN = 40
_SHOWN = 60


def text(accounts: Accounts, paint: Paint) -> str:
    """Each document apart, in the order given."""
    lines = [line for account in accounts.documents for line in _document(account, paint)]
    return "\n".join(line.rstrip() for line in lines) + "\n" if lines else ""


def _document(account: Account, paint: Paint) -> Iterator[str]:
    yield paint.rule(account.register or "shared organisations")
    yield ""
    named = ", ".join(claim.source for claim in account.claims)
    yield from paint.wrapped(f"{account.document} ({named})", "")
    counts = f"{len(account.cited)} cited by facts, {len(account.set_aside)} under not_facts, {len(account.open)} open"
    yield from paint.wrapped(f"{account.percent} % of {account.total} lines accounted for: {counts}", "  ")
    yield from _hash(account, paint)
    yield ""
    yield from _ranges(account, paint)
    yield from _open(account, paint)
    if account.lines:
        yield from (part for line in account.lines for part in _line(line, paint))
        yield ""
        return
    yield from _set_aside(account, paint)
    yield from _both(account, paint)


def _hash(account: Account, paint: Paint) -> Iterator[str]:
    for claim in account.claims:
        if claim in account.differing:
            yield paint("  the document is not the one that was read: its SHA-256 differs", "red")
            yield f"    --> {safe(str(claim.span))}"
            yield f"     = stated {claim.sha256}"
            yield f"     = is     {account.sha256}"
            yield from _repair("compare the facts with what has changed, then state the new hash", paint)
        elif claim.sha256:
            yield f"  the SHA-256 is the one that `{claim.source}` states"
        else:
            yield paint(f"  `{claim.source}` states no SHA-256, so a change would go unnoticed", "yellow")
            yield f"    --> {safe(str(claim.span))}"
            yield from _repair(f"add `sha256: {account.sha256}`", paint)


def _ranges(account: Account, paint: Paint) -> Iterator[str]:
    if not account.bad_ranges:
        return
    yield paint("Cited, but not there:", "bold")
    for bad in account.bad_ranges:
        others = f" (and {bad.more} more {'statement' if bad.more == 1 else 'statements'})" if bad.more else ""
        yield from paint.wrapped(f"{bad.source} {bad.lines}".rstrip() + f": {bad.wrong}", "  ")
        yield f"    --> {safe(str(bad.span))}{others}"
    yield from _repair("cite the lines that say it", paint)
    yield ""


def _open(account: Account, paint: Paint) -> Iterator[str]:
    if not account.open:
        return
    yield paint("Open: no fact cites these lines, and no reason is given why they state none:", "bold")
    shown = account.open if account.lines else account.open[:_MOST_OPEN]
    width = len(str(shown[-1][0])) + 1
    for number, said in shown:
        yield f"  {f'L{number}':>{width}}  {_beginning(said)}"
    if len(shown) < len(account.open):
        yield f"  and {len(account.open) - len(shown)} more (`--format json` lists them)"
    if account.register:
        yield from _repair("cite them where a fact says it, or list them under `not_facts` with the reason", paint)
    else:
        yield from paint.wrapped("not asked of shared organisations, whose files have no `not_facts`", "     = ")
    yield ""


def _set_aside(account: Account, paint: Paint) -> Iterator[str]:
    if not account.not_facts:
        return
    yield paint("Lines that state no fact:", "bold")
    for entry in account.not_facts:
        if entry.lines:
            yield from paint.wrapped(f"{entry.because} ({_runs(entry.lines)})", "  ")
    yield ""


def _both(account: Account, paint: Paint) -> Iterator[str]:
    if account.both:
        said = f"Cited by a fact and listed under not_facts all the same: {_runs(account.both)}"
        yield from paint.wrapped(said, "")
        yield ""


def _line(line: Line, paint: Paint) -> Iterator[str]:
    """A line of the document, and under it each record that cites it with what is said of it."""
    number = f"L{line.number}"
    yield f"{paint(number, 'bold')}  {_beginning(line.text)}"
    if not line.facts and not line.because:
        yield paint("      open", "yellow")
    for record, said in _by_record(line.facts):
        yield from paint.wrapped(f"{record}: {said}" if said else f"{record} is named", "      ", "        ")
    for because in line.because:
        yield from paint.wrapped(f"no fact: {because}", "      ", "        ")


def _by_record(facts: Iterable[Saying]) -> Iterator[tuple[str, str]]:
    """Each record once, with all that is said of it; by its key, too, where another is called the same."""
    said: dict[tuple[str, str, str], dict[str, None]] = {}
    for fact in facts:
        words = said.setdefault((fact.kind, fact.key, fact.title), {})
        if fact.attribute:
            firmness = "" if fact.grade == "stated" else f" ({fact.grade})"
            words[f"{fact.attribute} {fact.says}{firmness}"] = None
    alike = Counter((kind, title) for kind, _, title in said)
    for (kind, key, title), words in said.items():
        which = kind.replace("-", " ") + (f" {key}" if alike[kind, title] > 1 else "")
        yield f"{title} ({which})", "; ".join(words)


def _runs(numbers: Iterable[int]) -> str:
    """Line numbers as ranges: `L1-3, L7`."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return ", ".join(f"L{first}" if first == last else f"L{first}-{last}" for first, last in runs)


def _beginning(said: str) -> str:
    shown = safe(said)
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1].rstrip() + "…"


def _repair(said: str, paint: Paint) -> list[str]:
    return paint.wrapped(said, "     = repair ")
