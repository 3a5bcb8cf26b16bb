"""The reports of a difference that `whatif` and `diff` share: text, data, a page to keep, and drawings."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli.common import complain
from policyengine.cli.outputs import Output, paint
from policyengine.cli.outputs import wrong as wrong_reports

if TYPE_CHECKING:
    from policyengine.diagram.drawing import Drawing
    from policyengine.differences import Comparison
    from policyengine.matrices import Matrix
    from policyengine.triage.turning import Case

_ENDINGS = {"svg": "svg", "png": "png", "dot": "dot", "mermaid": "mmd"}
FORMATS = ("text", "json", "markdown", "html", *_ENDINGS)
MATRIX_FORMATS = ("text", "json", "markdown", "html")
_BYTES = ("png",)


class UnusableError(RuntimeError):
    """A report that is asked for cannot be made; its message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What was compared, and whether registers were chosen by name."""

    comparison: Comparison
    base: Case
    head: Case
    chosen: bool

    @property
    def every(self) -> bool:
        """Whether a register in which nothing differs is drawn as well: one that is chosen, or the only one."""
        return self.chosen or len(self.base.facts.registers.keys() | self.head.facts.registers.keys()) == 1


def wrong(outputs: Sequence[Output], *, matrix: bool = False) -> str:
    """Why these reports cannot all be made, told before anything is judged; empty where they can."""
    for each in outputs:
        if matrix and each.name not in MATRIX_FORMATS:
            return f"`{each.name}` draws one supposition; a matrix has several ({', '.join(MATRIX_FORMATS)})"
        if each.name in _BYTES and each.file is None:
            return f"`{each.name}` cannot be printed; write it with `{each.name}=FILE`, or `{each.name}=FOLDER`"
    return wrong_reports([each for each in outputs if not _into_folder(each)])


def reports(outputs: Sequence[Output], compared: Compared) -> list[tuple[Output, str | bytes]]:
    """Each report, and each drawing with the file that it goes to. Raises `UnusableError`."""
    drawings = _drawings(compared) if any(each.name in _ENDINGS or each.name == "html" for each in outputs) else {}
    made: list[tuple[Output, str | bytes]] = []
    for each in outputs:
        if each.name in _ENDINGS:
            made += _drawn(each, drawings)
        elif each.name == "html":
            made.append((each, _page(compared, drawings)))
        else:
            made.append((each, _told(each, compared.comparison)))
    if not drawings and any(each.name in _ENDINGS for each in outputs):
        complain("nothing is drawn: nothing that is drawn differs (`--register` draws one all the same)")
    return made


def _into_folder(wanted: Output) -> bool:
    return wanted.name in _ENDINGS and wanted.file is not None and wanted.file.is_dir()


def _drawings(compared: Compared) -> dict[str, Drawing]:
    from policyengine.diagram.changes import change_drawings

    return change_drawings(compared.base, compared.head, compared.comparison, every=compared.every)


def _drawn(wanted: Output, drawings: dict[str, Drawing]) -> Iterator[tuple[Output, str | bytes]]:
    """One drawing goes to the very file, several beside it by register; in a folder each has a name of its own."""
    if wanted.file is None and len(drawings) > 1:
        differing = ", ".join(f"`{slug}`" for slug in drawings)
        raise UnusableError(
            f"several registers differ ({differing}); write their drawings with `{wanted.name}=FILE`, "
            "or choose one with `--register`"
        )
    for slug, drawing in drawings.items():
        yield wanted._replace(file=_file(wanted, slug, len(drawings))), _picture(drawing, wanted.name)


def _file(wanted: Output, slug: str, count: int) -> Path | None:
    file = wanted.file
    if file is None:
        return None
    if _into_folder(wanted):
        return file / f"{slug}-changes.{_ENDINGS[wanted.name]}"
    return file if count == 1 else file.with_name(f"{file.stem}-{slug}{file.suffix}")


def _picture(drawing: Drawing, form: str) -> str | bytes:
    from policyengine.diagram.dot import to_dot
    from policyengine.diagram.mermaid import to_mermaid
    from policyengine.diagram.render import render

    if form == "mermaid":
        return to_mermaid(drawing)
    dot = to_dot(drawing)
    if form == "dot":
        return dot
    try:
        picture = render(dot, form)
    except (RuntimeError, subprocess.SubprocessError) as error:
        raise UnusableError(str(error)) from error
    return picture if form in _BYTES else picture.decode()


def _page(compared: Compared, drawings: dict[str, Drawing]) -> str:
    from policyengine.diagram.pictures import change_pictures
    from policyengine.report.difference.html import html
    from policyengine.triage.documenting import documented

    comparison = documented(compared.comparison, compared.base, compared.head)
    differing = {slug: drawing for slug, drawing in drawings.items() if drawing.differs}
    return html(replace(comparison, pictures=change_pictures(differing, comparison.difference)))


def _told(wanted: Output, comparison: Comparison) -> str:
    """The text of one report; formats are imported when they are asked for."""
    if wanted.name == "json":
        from policyengine.report.difference.json import json

        return json(comparison)
    if wanted.name == "markdown":
        from policyengine.report.difference.markdown import markdown

        return markdown(comparison)
    from policyengine.report.difference.text import text

    return text(comparison, paint(wanted))


def matrix_report(wanted: Output, found: Matrix) -> str:
    """Scenarios side by side."""
    if wanted.name == "html":
        from policyengine.report.difference.html_matrix import matrix_html

        return matrix_html(found)
    from policyengine.report.difference.matrix import matrix_json, matrix_markdown, matrix_text

    if wanted.name == "json":
        return matrix_json(found)
    if wanted.name == "markdown":
        return matrix_markdown(found)
    return matrix_text(found, paint(wanted))
