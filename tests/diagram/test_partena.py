"""What the drawing of Partena's marketing must show, point by point."""

from __future__ import annotations

import pytest

from policyengine.diagram.drawing import Certainty, Mark, Role, Tone
from policyengine.diagram.people import CONTROLLERS
from tests.diagram.conftest import CHECKOUT, Draw, Drawn

UPLOAD = ("activities.customer-list-matching.parties.google", "activities.customer-list-matching.parties.facebook")
ENTITIES = {"partena-ziekenfonds", "partena-poets-en-strijkhulp", "partena-kinderopvang", "partena-gezondheidsshop"}
AGREED = {"flexmail", "active-campaign", "duke-and-grace", "blastic"}


def test_four_controllers_stand_in_one_box(partena: Drawn) -> None:
    assert {node.key for node in partena.drawing.nodes if node.cluster == CONTROLLERS} == ENTITIES
    assert partena.flows(CONTROLLERS, CONTROLLERS), "they share data with each other"
    (box,) = [cluster for cluster in partena.drawing.clusters if cluster.key == CONTROLLERS]
    assert box.title == "Controllers, joint ? · European Economic Area", "nobody states that they are joint"


def test_gezinszorg_is_a_recipient(partena: Drawn) -> None:
    node = partena.nodes["partena-gezinszorg"]
    assert (node.role, node.cluster) == (Role.RECIPIENT, Tone.WITHIN)


@pytest.mark.parametrize(("party", "head"), list(zip(UPLOAD, ("google", "meta"), strict=True)))
def test_an_upload_starts_at_the_fund_alone_and_is_a_line_of_its_own(partena: Drawn, party: str, head: str) -> None:
    (flow,) = [flow for flow in partena.drawing.flows if party in flow.records]
    assert (flow.tail, flow.head, flow.both) == ("partena-ziekenfonds", head, False)
    assert flow.data == ("email",)
    assert flow.purposes == ("Matching of customer lists on advertising platforms",)
    assert flow.safeguards == ("hash: pseudonymised",)
    assert flow.refuted == ("called anonymous",)


def test_the_claim_covers_no_cookies(partena: Drawn) -> None:
    for flow in partena.drawing.flows:
        if "cookie data" in flow.data:
            assert not flow.refuted
            assert not flow.claims


def test_the_uploads_are_marked_where_findings_are_shown(draw: Draw) -> None:
    drawn = draw(CHECKOUT / "facts", "partena-marketing", findings=True)
    uploads = [flow for flow in drawn.drawing.flows if set(UPLOAD).intersection(flow.records)]
    assert {flow.mark for flow in uploads} == {Mark.VIOLATED}


@pytest.mark.parametrize("vendor", ["flexmail", "active-campaign", "manufast", "checkmarket", "hello-customer"])
def test_who_is_source_and_processor_is_one_node_with_two_directions(partena: Drawn, vendor: str) -> None:
    there, back = partena.flows(head=vendor), partena.flows(tail=vendor)
    assert there
    assert back or any(flow.both for flow in there)


def test_nothing_goes_to_a_third_country_as_proven(partena: Drawn) -> None:
    outside = {node.key for node in partena.drawing.nodes if node.cluster == Tone.THIRD}
    assert outside == {"active-campaign", "interact-quiz", "tableau"}
    for key in outside:
        assert {flow.certainty for flow in partena.flows(head=key)} == {Certainty.PRESUMED}
        assert all(flow.doubts == ("transfer to US",) for flow in partena.flows(head=key))


@pytest.mark.parametrize("vendor", ["google", "meta", "microsoft", "active-campaign", "interact-quiz", "tableau"])
def test_vendors_of_the_united_states_are_held_against_the_claim(partena: Drawn, vendor: str) -> None:
    assert any("notice L168" in doubt for doubt in partena.nodes[vendor].doubts)


def test_an_agreement_is_shown_only_where_one_is_stated(partena: Drawn) -> None:
    badge = "data processing agreement"
    assert {node.key for node in partena.drawing.nodes if badge in node.small} == AGREED
    assert {flow.head for flow in partena.drawing.flows if badge in flow.safeguards} == AGREED


def test_plausible_roles_are_dashed_and_what_the_notice_says_is_not(partena: Drawn) -> None:
    (there,) = partena.flows(head="interact-quiz")
    (back,) = partena.flows(tail="interact-quiz")
    assert (there.certainty, back.certainty) == (Certainty.PRESUMED, Certainty.STATED)
    assert {flow.certainty for flow in partena.flows("scriptmanager", "microsoft")} == {Certainty.STATED}


def test_whom_people_can_turn_to(partena: Drawn) -> None:
    assert {node.key for node in partena.drawing.nodes if node.role is Role.CONTACT} == {
        "dpo",
        "gegevensbeschermingsautoriteit",
    }


@pytest.mark.parametrize(
    "subject",
    ["customer", "member", "prospect", "visitor", "household-member", "child", "service-provider", "third-party"],
)
def test_whose_data_they_are(partena: Drawn, subject: str) -> None:
    assert partena.flows(tail=f"subject:{subject}")
