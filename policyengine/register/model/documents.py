"""What is told and recorded: notices, rights, assessments, events."""

from __future__ import annotations

from policyengine.register.model.declare import (
    contains,
    date,
    derives,
    growing,
    instant,
    name_one,
    names,
    period,
    text,
    word,
    words,
    yes_no,
)
from policyengine.register.model.types import Attribute, Kind


def _item(name: str, describes: str) -> Attribute:
    return word(name, "disclosure", describes, f"Does {{record}} give {describes}?")


NOTICE = Kind(
    "notice",
    "notices",
    "Information given to data subjects, item by item (GDPR 13 and 14).",
    attributes=(
        words("articles", "notice-article", "whether data come from the data subject, from elsewhere, or both"),
        words("languages", "language", "languages in which it is given"),
        date("effective", "day from which this version applies", "From which day does {record} apply?"),
        words("delivery", "notice-delivery", "how and when people get it"),
        _item("controller_identity", "the identity of the controller"),
        _item("controller_contact", "contact details of the controller"),
        _item("dpo_contact", "contact details of the data protection officer"),
        _item("purposes_told", "the purposes"),
        _item("basis_told", "the legal basis of each purpose"),
        _item("interests_told", "the legitimate interests pursued"),
        _item("recipients_told", "the recipients or their categories"),
        _item("transfers_told", "whether data leave the EEA"),
        _item("safeguards_told", "the transfer safeguards and how to get a copy"),
        _item("retention_told", "storage periods or the criteria for them"),
        _item("withdrawal_told", "the right to withdraw consent"),
        _item("complaint_told", "the right to complain to a supervisory authority"),
        _item("obligation_told", "whether data must be provided and what follows if not"),
        _item("decisions_told", "automated decisions, their logic and consequences"),
        _item("categories_told", "the categories of data"),
        _item("sources_told", "the sources of data not obtained from the data subject"),
        _item("objection_told_apart", "the right to object to direct marketing, apart from other information"),
        _item("joint_arrangement_told", "the essence of the arrangement between joint controllers"),
        growing("claims", "notice-claim", "what the notice asserts in general"),
        yes_no("terms_prevail", "says that general terms prevail over it"),
        yes_no("broken_references", "refers to parts that do not exist"),
        yes_no("changes_announced", "says how changes are made known"),
        text("authority", "the supervisory authority it names"),
    ),
    relations=(
        names("activities", "activity", "notices", "the activities it covers; all of them where it names none"),
        contains("rights", "right", "notice", "the rights it describes"),
        derives("coverage", "coverage", "notice", "each activity it covers"),
    ),
    example=(
        "notices:\n  site:\n    articles: [data-subject]\n"
        "    complaint_told: {value: given, source: notice L12}\n    rights: {access: {offered: true}}\n"
    ),
)

RIGHT = Kind(
    "right",
    "rights",
    "A right of data subjects as a notice describes it, and how it may be exercised.",
    attributes=(
        word("right", "right", "which right; the slug where it is one", from_key=True),
        yes_no("offered", "the notice offers it", "Does the notice offer the right to {record}?"),
        growing("limits", "right-limit", "how the notice limits it"),
        growing("channels", "right-channel", "through which channels it can be exercised"),
        growing("answer_channels", "right-channel", "through which channels the answer comes"),
        word("identity_check", "identity-check", "what proof of identity is asked", "What proof of identity is asked for {record}?"),
        word("fee", "fee", "whether it costs anything"),
        period("term", "time in which an answer comes"),
        period("extension", "by how much the term can be extended"),
        yes_no("extension_told", "an extension is told within the first term"),
        yes_no("absolute", "always granted, without weighing interests"),
        text("law", "the law cited for a limit"),
    ),
    example="rights:\n  access: {offered: true, channels: [email], term: P1M, fee: free}\n",
)

COVERAGE = Kind(
    "coverage",
    "coverage",
    "One notice with one activity it covers.",
    derived=True,
)

ASSESSMENT = Kind(
    "assessment",
    "assessments",
    "A judgement by a qualified person, recorded: who, when, with which outcome.",
    attributes=(
        word("kind", "assessment-kind", "what was assessed"),
        text("author", "who made it"),
        date("date", "when it was made"),
        word("outcome", "assessment-outcome", "its outcome", "What is the outcome of {record}?"),
        text("reasons", "its reasons in short"),
        date("expires", "until when it may be relied on"),
        yes_no("dpo_consulted", "the data protection officer gave advice"),
        word("residual_risk", "risk", "the risk that remains"),
    ),
    example="assessments:\n  lia: {kind: legitimate-interests, date: 2026-01-10, outcome: positive}\n",
)

EVENT = Kind(
    "event",
    "events",
    "Something that happened on a day: a request, a breach, a withdrawal, an order.",
    attributes=(
        word("kind", "event-kind", "what happened"),
        word("right", "right", "the right a request invokes"),
        instant("occurred", "when it happened"),
        date("received", "when a request came in"),
        date("extended_on", "when an extension was told"),
        date("answered", "when it was answered"),
        instant("aware", "when the controller became aware of a breach"),
        instant("notified", "when the supervisory authority was told"),
        date("subjects_informed", "when the data subjects were told"),
        word("risk", "risk", "the risk of a breach to people"),
        word("outcome", "request-outcome", "how a request ended"),
        date("stopped", "when the processing stopped"),
    ),
    relations=(
        name_one("activity", "activity", "events", "the activity concerned"),
        name_one("party", "party", "events", "the party concerned"),
    ),
    example="events:\n  request-1: {kind: request, right: access, received: 2026-03-01, answered: 2026-03-20}\n",
)
