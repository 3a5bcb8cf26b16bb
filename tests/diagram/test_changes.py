"""What differs between two drawings: what became of whom, what is said of it, and that nobody is lost."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyengine.check import Asked, judged_case, load
from policyengine.diagram.changes import change_drawings, headlines
from policyengine.diagram.compose import compose
from policyengine.diagram.dot import to_dot
from policyengine.diagram.drawing import Change, Drawing, Flow, Mark, Node, Note
from policyengine.diagram.labels import Ink, flow_lines, node_lines
from policyengine.diagram.mermaid import to_mermaid
from policyengine.diagram.people import CONTROLLERS
from policyengine.diagram.pictures import change_pictures
from policyengine.diagram.position import Law
from policyengine.diagram.render import render, without_markup
from policyengine.differences import Comparison, Version
from policyengine.spans import Span
from policyengine.triage.difference import difference
from policyengine.triage.turning import Case
from tests.diagram.conftest import AS_OF, CHECKOUT, accepted
from tests.diagram.test_texts import HOSTILE, mermaid_strings, small
from tests.report.comparisons import supposition

CLUB = """
register: club
title: Club
jurisdiction: BE
organisations:
  us-mail: {title: US Mail, country: US}
  be-mail: {title: BE Mail, country: BE}
  club: {title: Club, country: BE}
parties:
  club: {role: controller, organisation: club}
  mailer: {title: Mailer, role: processor, organisation: us-mail, contract: dpa, data: [names]}
  printer: {title: Printer, role: processor, contract: dpa, data: [names]}
contracts:
  dpa: {kind: data-processing-agreement, signed: 2024-01-01}
data:
  names: {categories: [name], subjects: [member]}
"""
MANY = CLUB.replace("contracts:", "".join(f"  vendor-{n}: {{role: recipient}}\n" for n in range(50)) + "contracts:")
Between = Callable[..., Drawing]


def _case(path: Path, text: str) -> Case:
    path.write_text(text, "utf-8")
    asked = Asked((path,), AS_OF)
    loaded = load(asked)
    assert loaded.problems == []
    return judged_case(asked, loaded)


def _comparison(base: Case, head: Case) -> Comparison:
    return Comparison(AS_OF, Version("old"), Version("new"), "the same rules", 1, difference(base, head))


@pytest.fixture
def between(tmp_path: Path) -> Between:
    """The drawing of what differs between two texts of the register `club`."""

    def go(before: str, after: str) -> Drawing:
        base, head = _case(tmp_path / "before.yaml", before), _case(tmp_path / "after.yaml", after)
        return change_drawings(base, head, _comparison(base, head), every=True)["club"]

    return go


def _nodes(drawing: Drawing) -> dict[str, Node]:
    return {node.key: node for node in drawing.nodes}


def _texts(drawn: Node | Flow) -> list[str]:
    return [line.text for line in (node_lines(drawn) if isinstance(drawn, Node) else flow_lines(drawn))]


def _marked(drawing: Drawing) -> list[Flow]:
    return [flow for flow in drawing.flows if flow.change is not Change.SAME]


def test_nothing_differs(between: Between) -> None:
    drawing = between(CLUB, "# the same\n" + CLUB)
    assert not drawing.differs
    assert {one.change for one in (*drawing.nodes, *drawing.flows)} == {Change.SAME}
    assert drawing.subtitle.endswith("nothing differs")
    assert drawing.headlines == ("What changes from old to new",)


def test_who_is_new_is_told_whole_and_who_is_gone_struck(between: Between) -> None:
    extra = CLUB.replace("contracts:", "  caller: {title: Caller, role: processor, data: [names]}\ncontracts:")
    new, gone = between(CLUB, extra), between(extra, CLUB)
    node, flow = _nodes(new)["caller"], next(f for f in new.flows if f.head == "caller")
    assert (node.change, flow.change) == (Change.ADDED, Change.ADDED)
    assert _texts(node)[:2] == ["+ Caller", "processor"]
    assert "? contract not stated" in _texts(node)
    assert _texts(flow)[0] == "+ name"
    assert "parties: 1 new · flows: 1 new" in new.subtitle
    node, flow = _nodes(gone)["caller"], next(f for f in gone.flows if f.head == "caller")
    assert (node.change, flow.change) == (Change.REMOVED, Change.REMOVED)
    assert node_lines(node)[0].text == "− Caller"
    assert {line.ink for line in flow_lines(flow)} <= {Ink.REMOVED, Ink.BETTER}
    assert "− <S>Caller</S>" in to_dot(gone)
    assert [n.key for n in new.nodes if n.change is Change.SAME] == [
        n.key for n in gone.nodes if n.change is Change.SAME
    ]


def test_another_organisation_is_the_same_party_elsewhere(between: Between) -> None:
    drawing = between(CLUB, CLUB.replace("organisation: us-mail", "organisation: be-mail"))
    nodes = _nodes(drawing)
    assert "us-mail" not in nodes
    moved, left = nodes["be-mail"], nodes[":was-third-within"]
    assert (moved.change, moved.cluster, left.cluster) == (Change.CHANGED, "within", "third")
    assert {"Third country → European Economic Area", "US → BE"} <= set(_texts(moved))
    assert _texts(left) == ["− Mailer", "now: European Economic Area"]
    line = next(flow for flow in drawing.flows if flow.tail == left.key)
    assert (line.head, _texts(line)) == ("be-mail", ["~ moved"])
    turned = [note for flow in _marked(drawing) for note in flow.notes if note.worse is False]
    assert any(note.text == "GDPR 44: ? not stated → undetermined" for note in turned), turned
    assert {box.key for box in drawing.clusters} >= {"third", "within"}


def test_several_that_move_the_same_way_share_a_place_and_a_line(between: Between) -> None:
    both = CLUB.replace("role: processor, contract", "role: processor, organisation: us-mail-2, contract")
    before = both.replace("  be-mail:", "  us-mail-2: {title: US Two, country: US}\n  be-mail:")
    drawing = between(before, before.replace("country: US", "country: FR"))
    left = _nodes(drawing)[":was-third-within"]
    assert left.several
    assert _texts(left) == ["− 2 no longer here", "Mailer, Printer", "now: European Economic Area"]
    (line,) = (flow for flow in drawing.flows if flow.tail == left.key)
    assert (line.head, _texts(line)) == ("within", ["~ 2 moved"])
    accepted(to_dot(drawing))


def test_a_flow_says_what_differs_before_and_after(between: Between) -> None:
    drawing = between(CLUB, CLUB.replace("categories: [name]", "categories: [email], technique: hash"))
    flows = _marked(drawing)
    assert {flow.change for flow in flows} == {Change.CHANGED}
    for flow in flows:
        texts = _texts(flow)
        assert texts[0] == "~ email"
        assert "name → email" in texts
        assert "+ hash" in texts


def test_a_verdict_that_turns_is_told_with_what_it_was(between: Between) -> None:
    drawing = between(
        CLUB, CLUB.replace("organisation: us-mail, contract: dpa,", "organisation: us-mail, contract: none,")
    )
    node = _nodes(drawing)["us-mail"]
    assert node.change is Change.CHANGED
    assert any(n.worse and n.mark is Mark.VIOLATED and "satisfied → ✖ violated" in n.text for n in node.notes)
    assert "1 introduced" in drawing.subtitle
    better = between(CLUB.replace("contract: dpa, data", "contract: none, data"), CLUB)
    assert any(n.worse is False and "✖ violated → satisfied" in n.text for n in _nodes(better)["us-mail"].notes)


def test_the_other_way_round_it_is_the_same_exchanged(between: Between) -> None:
    after = CLUB.replace("  printer:", "  caller: {role: processor}\n  printer-2:")
    there, back = between(CLUB, after), between(after, CLUB)
    exchanged = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED}
    one = {(n.key, exchanged.get(n.change, n.change)) for n in there.nodes}
    assert one == {(n.key, n.change) for n in back.nodes}
    ends = sorted((f.tail, f.head, exchanged.get(f.change, f.change)) for f in there.flows)
    assert ends == sorted((f.tail, f.head, f.change) for f in back.flows)


def test_whoever_is_as_before_is_gathered_and_nobody_is_lost(between: Between) -> None:
    drawing = between(
        MANY, MANY.replace("  printer: {title: Printer, role: processor", "  printer: {title: Printer, role: recipient")
    )
    assert len(drawing.nodes) < 10
    together = next(node for node in drawing.nodes if node.several)
    assert together.small.split(", ") == sorted(f"vendor {n}" for n in range(50))
    assert _nodes(drawing)["printer"].change is Change.CHANGED
    counts = [flow for flow in drawing.flows if flow.head == together.key]
    assert [_texts(flow) for flow in counts] == [["50 flows as before"]]


def test_a_flow_to_somebody_as_before_keeps_them_apart(between: Between) -> None:
    after = MANY.replace("vendor-7: {role: recipient}", "vendor-7: {role: recipient, data: [names]}")
    drawing = between(MANY, after)
    assert _nodes(drawing)["vendor-7"].change is Change.SAME
    (flow,) = _marked(drawing)
    assert (flow.tail, flow.head, _texts(flow)) == (CONTROLLERS, "vendor-7", ["~ name", "+ name"])


def test_every_party_of_the_five_registers_is_drawn_once(tmp_path: Path) -> None:
    asked = Asked((CHECKOUT / "facts",), AS_OF)
    loaded = load(asked)
    case = judged_case(asked, loaded)
    law = Law(loaded.program, AS_OF)
    for slug, drawing in change_drawings(case, case, _comparison(case, case), every=True).items():
        whole = compose(loaded.facts.registers[slug], AS_OF, law)
        named = [name for node in drawing.nodes for name in (node.small.split(", ") if node.several else [node.name])]
        assert sorted(", ".join(named).split(", ")) == sorted(", ".join(node.name for node in whole.nodes).split(", "))
        assert not drawing.differs
    assert change_drawings(case, case, _comparison(case, case)) == {}


def test_what_is_supposed_is_said_with_what_it_is_not(tmp_path: Path) -> None:
    case = _case(tmp_path / "club.yaml", CLUB)
    plain = dataclasses.replace(_comparison(case, case), supposed=())
    assert [*headlines(plain)] == ["What if nothing were otherwise"]
    later = dataclasses.replace(plain, head_as_of=dt.date(2031, 12, 28))
    assert [*headlines(later)] == ["What if it were 2031-12-28"]
    flags = supposition(lines=(("set a = b", Span("--set a=b", 1, 1)),) * 8)
    said = [*headlines(dataclasses.replace(plain, supposed=(supposition(), flags)))]
    assert said[0] == "What if: Mailer loses its contract (not law: proposed)"
    assert said[1] == "What if: set a = b (not law: proposed)"
    assert (len(said), said[-1]) == (8, "and 2 changes more")


def test_who_and_what_is_gone_takes_its_verdicts_along_once(between: Between) -> None:
    without = CLUB.replace("contract: dpa, data", "contract: none, data")
    drawing = between(without, re.sub("  mailer: .*\n", "", without))
    node = _nodes(drawing)["us-mail"]
    assert any(text.startswith("no longer ✖ GDPR 28") for text in _texts(node))
    flow = next(flow for flow in drawing.flows if flow.head == "us-mail")
    assert not any("GDPR 28" in text for text in _texts(flow))
    assert any("GDPR 44" in text for text in _texts(flow))


def _changed(text: str, change: Change) -> Drawing:
    """A drawing of what differs in which a text stands wherever a register can put it."""
    plain = small(text)
    notes = (
        Note(text),
        Note(text, Change.ADDED),
        Note(text, Change.REMOVED),
        Note(text, Change.CHANGED, True, Mark.VIOLATED),
    )
    return dataclasses.replace(
        plain,
        nodes=[dataclasses.replace(node, change=change, notes=notes) for node in plain.nodes],
        flows=[dataclasses.replace(flow, change=change, notes=notes) for flow in plain.flows],
        compared=True,
        headlines=(text, text),
    )


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("change", [Change.ADDED, Change.REMOVED])
def test_hostile_text_is_taken_literally(text: str, change: Change) -> None:
    drawing = _changed(text, change)
    accepted(to_dot(drawing))
    accepted(without_markup(to_dot(drawing)))
    picture = render(to_dot(drawing), "svg").decode()
    assert "<script>" not in picture
    for string in mermaid_strings(to_mermaid(drawing)):
        assert not set(string.replace("<br/>", "")) & set("<>[]{}|`\\&%"), string


@settings(max_examples=20)
@given(st.text(), st.sampled_from([change for change in Change if change]))
def test_any_text_is_drawn(text: str, change: Change) -> None:
    accepted(to_dot(_changed(text, change)))


def test_on_a_page_only_what_differs_is_put_in_words(between: Between, tmp_path: Path) -> None:
    after = CLUB.replace("organisation: us-mail, contract: dpa,", "organisation: us-mail, contract: none,")
    base, head = _case(tmp_path / "a.yaml", CLUB), _case(tmp_path / "b.yaml", after)
    comparison = _comparison(base, head)
    (drawn,) = change_pictures(change_drawings(base, head, comparison), comparison.difference)
    assert [spot.title for spot in drawn.spots if spot.id in drawn.svg] == [spot.title for spot in drawn.spots]
    assert {"Mailer"} <= {spot.title for spot in drawn.spots}
    assert "Printer" not in {spot.title for spot in drawn.spots}
    linked = set(re.findall(r'href="#of-([^"]+)"', drawn.svg))
    assert linked <= {spot.id for spot in drawn.spots}


@pytest.mark.parametrize("form", ["dot", "mermaid"])
def test_the_same_bytes_whatever_the_hash_seed(form: str) -> None:
    command = [sys.executable, "-m", "policyengine", "whatif", "facts", "--register", "ondernemers-actief"]
    supposed = [
        "--remove",
        "ondernemers-actief:activities.social-buttons",
        "--as-of",
        "2026-11-22",
        "--fail-on",
        "never",
    ]
    runs = [
        subprocess.run(
            [*command, *supposed, "--format", form],
            cwd=CHECKOUT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] != b""


def test_people_who_share_a_point_share_what_became_of_their_flows(between: Between) -> None:
    two = "data:\n  names: {categories: [name], subjects: [member, visitor]}\n  mails: {categories: [email], %s}\n"
    text = CLUB[: CLUB.index("data:\n  names")] + two % "technique: hash, subjects: [member, visitor]"
    dot = to_dot(between(re.sub("(?s)data:\n  names.*", "", text).replace(", data: [names]", ""), text))
    joined = [line for line in dot.splitlines() if '-> ":join' in line]
    assert len(joined) == 2
    assert all('color="#1a7f37"' in line for line in joined)
