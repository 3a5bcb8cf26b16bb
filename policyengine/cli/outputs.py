"""`--format NAME` and `--format NAME=FILE`: which reports a run makes, and where each of them goes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from policyengine.cli.common import complain, say
from policyengine.errors import nearest
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.findings import Outcome
    from policyengine.report.terminal import Paint

FORMATS = ("text", "brief", "json", "markdown", "sarif", "junit", "github", "gitlab", "html")
_IN_FULL = ("sarif", "junit", "html")
_DOCUMENTED = ("html",)
_NEEDS = {"html": "jinja2"}
"""What must be installed for a format, by the extra of the same name."""
_PAINTED = ("text", "brief")
_SUMMARY = "GITHUB_STEP_SUMMARY"
_READ_AS_FACTS = (".yaml", ".yml")


class Output(NamedTuple):
    """One report; without a file it is printed."""

    name: str
    file: Path | None = None
    include_waived: bool = False
    """Of `sarif`: whether what is waived is in it, marked as suppressed."""
    without_absent: bool = False
    """Of `sarif`: whether what is gone since the baseline is left out."""


def add_format(parser: argparse.ArgumentParser, formats: Sequence[str] = FORMATS, when: str = "") -> None:
    """The option that says how to report, and where to; `when` says with which other option it goes."""
    parser.add_argument(
        "--format",
        metavar="NAME[=FILE]",
        type=partial(_output, formats=formats),
        action="append",
        help=f"{when}how to report: {', '.join(formats)} (default: text); one is printed, `=FILE` writes; repeatable",
    )


def _output(text: str, formats: Sequence[str]) -> Output:
    """What stands after `--format`, one of `formats`."""
    name, equals, file = text.partition("=")
    if name not in formats:
        raise argparse.ArgumentTypeError(f"no format is called `{name}` ({nearest(name, formats)})")
    if equals and not file:
        raise argparse.ArgumentTypeError(f"`{text}` names no file; write `{name}={name}.out`, or `{name}` to print")
    return Output(name, Path(file) if file else None)


def wrong(outputs: Sequence[Output]) -> str:
    """Why these reports cannot all be made, told before anything is judged; empty where they can."""
    printed = [each.name for each in outputs if each.file is None]
    if len(printed) > 1:
        both = " and ".join(f"`{name}`" for name in printed)
        return f"{both} would be printed into each other; write all but one to a file, such as `{printed[0]}=FILE`"
    from importlib.util import find_spec

    for name in dict.fromkeys(each.name for each in outputs):
        if name in _NEEDS and find_spec(_NEEDS[name]) is None:
            return f"`{name}` needs the extra of that name: `pip install policyengine-gdpr[{name}]`"
    files = [_real(each.file) for each in outputs if each.file is not None]
    for file in files:
        if files.count(file) > 1:
            return f"two formats would be written to `{file.name}`; give each a file of its own"
        if why := _not_writable(file):
            return why
    return ""


def overwriting(files: Iterable[Path | None], read: Iterable[Path]) -> str:
    """Why a report would stand in what is read: the next run would take it for facts or law. Empty where none would.

    `files` are reports, or folders for them; `read` files, and folders of which every YAML file is read.
    """
    roots = [_real(path) for path in read]
    for file in files:
        if file is None:
            continue
        real = _real(file)
        inside = any(root == real or root in real.parents for root in roots)
        if inside and (real in roots or real.suffix in _READ_AS_FACTS or real.is_dir()):
            return f"`{file}` is where facts or law are read; write reports elsewhere"
    return ""


def _not_writable(file: Path) -> str:
    """Why a report cannot stand at `file`, as far as that can be seen beforehand."""
    try:
        if not file.parent.is_dir():
            return f"there is no folder `{file.parent}` to write `{file.name}` in; make it first"
        if file.exists() and not file.is_file():
            return f"`{file}` is not a file that can be replaced; name another"
    except OSError as error:
        return _failed(file, error)
    return ""


def _real(file: Path) -> Path:
    """Where a file stands once links are followed, even those that lead in a ring."""
    return Path(os.path.realpath(file))


def _failed(file: Path, error: OSError) -> str:
    return f"`{file}` cannot be written: {(error.strerror or 'no reason given').lower()}"


def in_full(outputs: Sequence[Output]) -> bool:
    """Whether one of the reports shows verdicts and rules that were not asked for with `--all`."""
    return any(each.name in _IN_FULL for each in outputs)


def documented(outputs: Sequence[Output]) -> bool:
    """Whether one of the reports is one to keep, with drawings and proofs."""
    return any(each.name in _DOCUMENTED for each in outputs)


def made(outputs: Sequence[Output], outcome: Outcome, *, every_verdict: bool) -> list[tuple[Output, str]]:
    """The text of each report."""
    asked = outcome if every_verdict else replace(outcome, verdicts=[])
    return [(each, _report(each, outcome if each.name in _IN_FULL else asked)) for each in outputs]


def summary_file(outputs: Sequence[Output]) -> Path | None:
    """Where the job wants its summary, beside annotations; None where it wants none."""
    file = os.environ.get(_SUMMARY, "") if any(each.name == "github" for each in outputs) else ""
    return Path(file) if file else None


def written(
    reports: Sequence[tuple[Output, str | bytes]], code: int, summary: tuple[Path, Outcome] | None = None
) -> int:
    """Write what is to be written, each whole or not at all, `summary` last, then print.

    The answer is `code`, unless something could not be written, which is said.
    """
    file = Path()
    try:
        for each, report in reports:
            if each.file is not None:
                file = each.file
                _replace(_real(file), report)
        if summary is not None:
            file, outcome = summary
            _append_summary(file, outcome)
    except OSError as error:
        complain(_failed(file, error))
        return Exit.USAGE
    for each, report in reports:
        if each.file is None and isinstance(report, str):
            say(report)
    return code


def _report(wanted: Output, outcome: Outcome) -> str:
    """The text of one report; formats are imported when they are asked for."""
    if wanted.name == "json":
        from policyengine.report.json import json as report
    elif wanted.name == "markdown":
        from policyengine.report.markdown import markdown as report
    elif wanted.name == "sarif":
        from policyengine.report.sarif import sarif

        return sarif(outcome, include_waived=wanted.include_waived, without_absent=wanted.without_absent)
    elif wanted.name == "junit":
        from policyengine.report.junit import junit as report
    elif wanted.name == "github":
        from policyengine.report.annotations import commands as report
    elif wanted.name == "gitlab":
        from policyengine.report.code_quality import code_quality as report
    elif wanted.name == "html":
        from policyengine.report.html import html as report
    else:
        from policyengine.report.brief import brief
        from policyengine.report.text import text

        return (brief if wanted.name == "brief" else text)(outcome, paint(wanted))
    return report(outcome)


def paint(wanted: Output) -> Paint:
    """How a report is painted: as the terminal wants it that it is printed on, and not at all in a file."""
    from policyengine.report.terminal import Paint

    return Paint(False) if wanted.file else Paint.for_stream(sys.stdout)


def look(wanted: Output) -> str:
    """What a report depends on beside the outcome and the options: the terminal that it is printed on, if any."""
    return repr(paint(wanted)) if wanted.name in _PAINTED else ""


def _replace(file: Path, report: str | bytes) -> None:
    """Write beside the file, then put it in its place, so that nobody reads half a report."""
    beside = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        if isinstance(report, bytes):
            beside.write_bytes(report)
        else:
            beside.write_text(report, "utf-8", "backslashreplace", newline="\n")
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _append_summary(file: Path, outcome: Outcome) -> None:
    """The summary of the job, behind what other steps have said."""
    from policyengine.report.summary import summary

    with file.open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as summaries:
        summaries.write(summary(outcome))
