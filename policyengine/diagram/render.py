"""SVG and PNG from DOT, by Graphviz where it is installed."""

from __future__ import annotations

import shutil
import subprocess

FORMATS = ("svg", "png")


class GraphvizMissingError(RuntimeError):
    """`dot` is not on the path; its message says what to do."""


def render(dot: str, form: str) -> bytes:
    """The picture that `dot` makes of a drawing; `form` is one of `FORMATS`.

    Raises `GraphvizMissingError` where there is no `dot`, and `subprocess.SubprocessError` where it fails or
    takes more than two minutes.
    """
    program = shutil.which("dot")
    if program is None:
        raise GraphvizMissingError("drawing needs Graphviz: install the package `graphviz`, or ask for `--format dot`")
    options = ["-Gdpi=110"] if form == "png" else []
    done = subprocess.run(  # noqa: S603 - the program is found on the path, the text goes in on standard input
        [program, f"-T{form}", *options], input=dot.encode(), capture_output=True, check=True, timeout=120
    )
    return done.stdout
