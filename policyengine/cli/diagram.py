"""`policyengine diagram`: draw who gets which data."""

from __future__ import annotations

import argparse
import os
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli.common import add_selection, asked, complain, nothing_judged, opened, path, say
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.diagram.drawing import Drawing
    from policyengine.workspace import Workspace

_TEXTS = ("dot", "mermaid")
_ENDINGS = {"dot": "dot", "mermaid": "mmd", "svg": "svg", "png": "png"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine diagram`."""
    add_selection(parser)
    parser.add_argument(
        "--format", type=_form, metavar="{dot,mermaid,svg,png}", action="append", help="repeatable (default: dot)"
    )
    parser.add_argument("--output", metavar="DIR", type=path, help="write <register>.<format> here instead of printing")
    parser.add_argument("--findings", action="store_true", help="mark what is violated, contradictory or not stated")


def _form(text: str) -> str:
    """The format that `text` names, for argparse."""
    if text in _ENDINGS:
        return text
    from policyengine.errors import nearest

    name, to_file, _ = text.partition("=")
    where = f"; each register has a file of its own: `--format {name} --output DIR`" if to_file else ""
    raise argparse.ArgumentTypeError(f"`{text}` is not a format ({nearest(name, _ENDINGS)}){where}")


def run(args: argparse.Namespace) -> int:
    """Draw each register; print the text of one, or write all files."""
    if args.output is not None and os.path.lexists(args.output) and not args.output.is_dir():
        complain(f"drawings cannot be written: `{args.output}` is not a folder; `--output` names one")
        return Exit.USAGE
    wanted = asked(args, args.paths)
    workspace = opened(wanted)
    if isinstance(workspace, int):
        return workspace
    loaded = workspace.loaded
    formats = args.format or ["dot"]
    if args.output is None and (len(loaded.facts.registers) > 1 or len(formats) > 1 or formats[0] not in _TEXTS):
        complain("say where to write: --output DIR (or ask for one register as dot or mermaid)")
        return Exit.USAGE
    drawings = _drawings(workspace, findings=args.findings)
    if isinstance(drawings, str):
        complain(drawings)
        return Exit.NOTHING_JUDGED
    for slug, drawing in drawings.items():
        for form in formats:
            try:
                picture = _picture(drawing, form)
            except (RuntimeError, subprocess.SubprocessError) as error:
                complain(str(error))
                return Exit.USAGE
            if args.output is None:
                say(picture.decode())
            else:
                file = args.output / f"{slug}{'-findings' if args.findings else ''}.{_ENDINGS[form]}"
                try:
                    _write(file, picture)
                except OSError as error:
                    complain(f"`{file}` cannot be written: {(error.strerror or 'no reason given').lower()}")
                    return Exit.USAGE
    return 0


def _drawings(workspace: Workspace, *, findings: bool) -> dict[str, Drawing] | str:
    """A drawing of each register; or why there is nothing to mark in them."""
    outcome = workspace.check() if findings else None
    if outcome and (nothing := nothing_judged(outcome, workspace.loaded)):
        return nothing
    return workspace.draw(findings=outcome)


def _picture(drawing: Drawing, form: str) -> bytes:
    from policyengine.diagram.dot import to_dot
    from policyengine.diagram.mermaid import to_mermaid
    from policyengine.diagram.render import render

    if form == "mermaid":
        return to_mermaid(drawing).encode()
    dot = to_dot(drawing)
    return dot.encode() if form == "dot" else render(dot, form)


def _write(file: Path, content: bytes) -> None:
    """The whole file or none of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    finally:
        with suppress(OSError):
            beside.unlink()
