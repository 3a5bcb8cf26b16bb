"""Draws registers in this process: the small one beside these tests, and those of the project."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from policyengine.check import Asked, Loaded, load, run
from policyengine.diagram.compose import compose
from policyengine.diagram.drawing import Drawing, Flow, Node
from policyengine.diagram.position import Law
from policyengine.diagram.render import render
from policyengine.register.records import Register

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
AS_OF = dt.date(2026, 11, 22)


class Drawn:
    """A register, what was drawn of it, and short ways to look things up."""

    def __init__(self, register: Register, drawing: Drawing) -> None:
        self.register = register
        self.drawing = drawing
        self.nodes: dict[str, Node] = {node.key: node for node in drawing.nodes}

    def flows(self, tail: str = "", head: str = "") -> list[Flow]:
        """The flows with these ends; an empty end is any."""
        return [f for f in self.drawing.flows if tail in ("", f.tail) and head in ("", f.head)]


Draw = Callable[..., Drawn]

draws_png = pytest.mark.skipif(shutil.which("dot") is None, reason="only an installed Graphviz makes PNG")


def accepted(dot: str) -> None:
    """Graphviz takes it without a word: that which is installed, else that of the wheel, which knows no markup."""
    if shutil.which("dot") is None:
        assert b"</svg>" in render(dot, "svg")
        return
    done = subprocess.run(["dot", "-Tcanon"], input=dot.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def asked(path: Path) -> Asked:
    return Asked(paths=(path,), as_of=AS_OF)


def drawn(loaded: Loaded, slug: str, path: Path, *, findings: bool = False) -> Drawn:
    register = loaded.facts.registers[slug]
    found = [f for f in run(asked(path), loaded).findings if f.register == slug] if findings else None
    return Drawn(register, compose(register, AS_OF, Law(loaded.program, AS_OF), found))


@pytest.fixture(scope="session")
def draw() -> Draw:
    kept: dict[Path, Loaded] = {}

    def go(path: Path, slug: str, *, findings: bool = False) -> Drawn:
        if path not in kept:
            kept[path] = load(asked(path))
            assert not kept[path].problems
        return drawn(kept[path], slug, path, findings=findings)

    return go


@pytest.fixture(scope="session")
def club(draw: Draw) -> Drawn:
    return draw(HERE / "facts", "zorgclub")


@pytest.fixture(scope="session")
def partena(draw: Draw) -> Drawn:
    return draw(CHECKOUT / "facts", "partena-marketing")
