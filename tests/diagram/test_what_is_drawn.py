"""Every party and every flow of a register is drawn, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyengine.check import load
from policyengine.diagram.drawing import Certainty, Role, Tone
from policyengine.diagram.mermaid import to_mermaid
from policyengine.diagram.people import CONTROLLERS, SUBJECTS
from tests.diagram.conftest import CHECKOUT, HERE, Draw, Drawn, asked, drawn

REGISTERS = [HERE / "facts" / "zorgclub", *sorted(p for p in (CHECKOUT / "facts").iterdir() if p.is_dir())]


@pytest.fixture(params=REGISTERS, ids=lambda path: path.name)
def any_register(request: pytest.FixtureRequest, draw: Draw) -> Drawn:
    return draw(request.param.parent, request.param.name)


def test_every_party_record_stands_in_one_node(any_register: Drawn) -> None:
    shown = [key for node in any_register.drawing.nodes for key in node.records]
    assert sorted(shown) == sorted(party.key for party in any_register.register.of("party"))


def test_every_node_stands_for_a_record(any_register: Drawn) -> None:
    subjects = {f"subject:{s}" for s in _subjects(any_register)}
    for node in any_register.drawing.nodes:
        assert node.key in subjects if node.role is Role.SUBJECT else node.records


def _subjects(drawn: Drawn) -> set[str]:
    records = [*drawn.register.of("data"), *drawn.register.of("purpose")]
    return {str(v) for r in records for s in r.statements.get("subjects", ()) for v in s.values}


def test_every_flow_goes_between_what_is_drawn_and_stands_for_a_record(any_register: Drawn) -> None:
    ends = {*any_register.nodes, *(cluster.key for cluster in any_register.drawing.clusters)}
    known = {r.key for records in any_register.register.by_kind.values() for r in records}
    for flow in any_register.drawing.flows:
        assert {flow.tail, flow.head} <= ends
        assert flow.records
        assert set(flow.records) <= known


def test_every_party_but_a_controller_has_a_flow(any_register: Drawn) -> None:
    ends = {end for flow in any_register.drawing.flows for end in (flow.tail, flow.head)}
    for node in any_register.drawing.nodes:
        assert node.role is Role.CONTROLLER or node.key in ends


def test_every_data_record_flows(any_register: Drawn) -> None:
    """Unless nobody says whose they are, or they are worked out and nobody else gets them."""
    flowing = {key for flow in any_register.drawing.flows for key in flow.records}
    for data in any_register.register.of("data"):
        derived = any("derived" in s.values for s in data.statements.get("origin", ()))
        reaches = data.links.get("parties") or data.links.get("sources")
        assert data.key in flowing or not (reaches or (data.statements.get("subjects") and not derived))


def test_shapes_by_role_and_boxes_by_position(club: Drawn) -> None:
    found = {key: (node.role, node.cluster) for key, node in club.nodes.items()}
    assert found["drukker"] == (Role.PROCESSOR, Tone.WITHIN)
    assert found["berg"] == (Role.PROCESSOR, Tone.ADEQUATE)
    assert found["wolkje"] == (Role.PROCESSOR, Tone.THIRD)
    assert found["rechtbank"] == (Role.AUTHORITY, Tone.UNKNOWN)
    assert found["register-van-leden"] == (Role.SOURCE, ":sources")
    assert found["functionaris"] == (Role.CONTACT, ":contacts")
    assert found["club"] == found["winkel"] == (Role.CONTROLLER, CONTROLLERS)
    assert found["subject:customer"] == (Role.SUBJECT, SUBJECTS)


def test_a_box_says_where_only_the_public_knows(club: Drawn) -> None:
    titles = {cluster.key: (cluster.title, cluster.proven) for cluster in club.drawing.clusters}
    assert titles[Tone.ADEQUATE] == ("Third country with an adequacy decision", True)
    assert titles[Tone.THIRD] == ("Third country ? (public knowledge only)", False)


def test_roles_that_are_presumed_or_missing_are_told_apart(club: Drawn) -> None:
    assert club.nodes["deurwaarder"].small == "recipient ? (called processor)"
    assert club.nodes["naamloos"].open == ("role not stated",)
    assert club.nodes["berg"].open == ("contract not stated",)
    assert club.nodes["drukker"].open == ()


@pytest.mark.parametrize(
    ("said", "missing", "open_"),
    [
        ("{role: processor, contract: none}", ("no contract, as stated",), ()),
        ("{role: processor}", (), ("contract not stated",)),
        ("{role: processor, contract: {value: none, grade: presumed}}", (), ("no contract, as stated",)),
        ("{role: recipient, contract: none}", (), ()),
    ],
)
def test_a_contract_that_is_stated_to_be_missing_is_no_question(
    said: str, missing: tuple[str, ...], open_: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(f"register: shop\norganisations: {{mail: {{title: Mail}}}}\nparties: {{mail: {said}}}\n", "utf-8")
    made = drawn(load(asked(path)), "shop", path)
    node = made.nodes["mail"]
    assert (node.missing, node.open) == (missing, open_)
    (line,) = (line for line in to_mermaid(made.drawing).splitlines() if line.strip().startswith("n_mail"))
    assert ("✖ no contract, as stated" in line) is bool(missing)
    assert (":::open" in line) is bool(open_)


def test_who_gives_and_gets_is_one_node_with_two_directions(club: Drawn) -> None:
    (flow,) = club.flows(head="drukker")
    assert flow.both
    assert flow.safeguards == ("data processing agreement",)
    assert not club.flows(tail="drukker")


def test_who_is_engaged_gets_data_from_whom_engages_it(club: Drawn) -> None:
    assert [flow.tail for flow in club.flows(head="hulpje")] == ["wolkje"]


def test_nothing_goes_to_a_third_country_as_proven(club: Drawn) -> None:
    (flow,) = club.flows(head="wolkje")
    assert flow.certainty is Certainty.PRESUMED
    assert flow.doubts == ("transfer to US",)
    assert club.nodes["wolkje"].doubts == ("notice L20 says: no transfers",)
    assert club.nodes["zoeker"].doubts == ("group in US; notice L20 says: no transfers",)
    assert club.nodes["vrienden"].doubts == ()


def test_flows_with_other_safeguards_stay_apart(club: Drawn) -> None:
    measuring, matching = sorted(club.flows(head="zoeker"), key=lambda flow: flow.data, reverse=True)[::-1]
    assert (measuring.data, measuring.refuted, measuring.safeguards) == (("cookie data",), (), ())
    assert measuring.how == ("read on devices of visitor",)
    assert matching.data == ("email",)
    assert matching.safeguards == ("hash: pseudonymised",)
    assert matching.refuted == ("called anonymous",)


def test_data_collected_elsewhere_are_dashed(club: Drawn) -> None:
    (flow,) = club.flows(tail="subject:prospect")
    assert flow.certainty is Certainty.PRESUMED
    assert flow.doubts == ("collected elsewhere, from whom is not stated",)


def test_a_register_without_controllers_says_so(draw: Draw) -> None:
    path = HERE / "without" / "niemand.yaml"
    drawn = draw(path, "niemand")
    assert [node.name for node in drawn.drawing.nodes if node.cluster == CONTROLLERS] == ["Controller not stated"]
    assert [flow.tail for flow in drawn.flows(head="helper")] == [CONTROLLERS]
