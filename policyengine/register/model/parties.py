"""Who takes part: the register itself, organisations, parties, contracts and transfers."""

from __future__ import annotations

from policyengine.register.model.declare import (
    LIFETIME,
    contains,
    date,
    derives,
    growing,
    name_one,
    names,
    number,
    period,
    territory,
    text,
    texts,
    word,
    words,
    yes_no,
)
from policyengine.register.model.types import Kind

REGISTER = Kind(
    "register",
    "register",
    "One organisation's processing as somebody describes it. Written at the top of a register file.",
    attributes=(
        territory("jurisdiction", "whose national law applies (establishment, or targeting)", many=True),
        words(
            "scope_exception",
            "scope-exception",
            "why the GDPR does not apply at all (GDPR 2(2))",
        ),
        yes_no("processes_for_others", "whether the organisation is mainly a processor for its clients"),
    ),
    relations=(
        contains("activities", "activity", "register", "what is done with personal data"),
        contains("parties", "party", "register", "who takes part, where no activity is stated"),
        contains("data", "data", "register", "data, where no activity is stated"),
        contains("purposes", "purpose", "register", "purposes, where no activity is stated"),
        contains("retention", "retention", "register", "storage terms, where no activity is stated"),
        contains("notices", "notice", "register", "information given to data subjects"),
        contains("contracts", "contract", "register", "contracts and other binding acts"),
        contains("assessments", "assessment", "register", "recorded assessments by qualified people"),
        contains("events", "event", "register", "requests, breaches, withdrawals, orders"),
        contains("measures", "measure", "register", "technical and organisational measures"),
        contains("systems", "system", "register", "systems that hold or carry data"),
        contains("terminal_items", "terminal-item", "register", "cookies and their like"),
        contains("decisions", "decision", "register", "automated decisions, where no activity is stated"),
        derives("controllers", "party", "controller_of_register", "register-level parties with the role controller"),
        derives("named_parties", "party", "named_in", "every party named anywhere in the register"),
        derives("named_data", "data", "named_data_in", "all data named anywhere in the register"),
        derives("named_purposes", "purpose", "named_purpose_in", "all purposes named anywhere in the register"),
        derives("named_decisions", "decision", "named_decision_in", "all automated decisions named anywhere"),
        derives("named_retention", "retention", "named_retention_in", "all storage terms named anywhere"),
        derives("named_rights", "right", "named_right_in", "all rights that any notice describes"),
        derives("named_terminal_items", "terminal-item", "named_item_in", "all terminal items named anywhere"),
    ),
    example="register: newsletter-shop\njurisdiction: BE\n",
)

ORGANISATION = Kind(
    "organisation",
    "organisations",
    "A legal person or body, shared by all registers. What is publicly known of it stands here once.",
    attributes=(
        territory("country", "where it is established", "In which country is {record} established?"),
        text("legal_form", "legal form, in its own language"),
        text("number", "enterprise or company number"),
        text("address", "postal address"),
        texts("contact", "e-mail, telephone or web form through which it can be reached"),
        text("products", "the products or services under which it is known"),
        yes_no("public_authority", "a public authority or body", "Is {record} a public authority?"),
        words("sector", "sector", "what it does"),
        number("headcount", "persons employed"),
        territory("establishments", "where it has establishments", many=True),
        territory("targets", "where it offers goods or services", many=True),
        territory("group_country", "where the ultimate parent is established"),
        word(
            "dpf",
            "dpf-listing",
            "its entry on the Data Privacy Framework list",
            "Is {record} on the active Data Privacy Framework list?",
        ),
        date("dpf_since", "since when it has been listed"),
        yes_no("dpf_covers_hr", "whether the listing covers human-resources data"),
        yes_no("own_purposes", "uses client data for purposes of its own"),
        yes_no("dpo_designated", "has designated a data protection officer", "Has {record} designated a DPO?"),
        texts("dpo_contact", "how the data protection officer can be reached"),
        words("dpo_tasks", "dpo-task", "other tasks of the data protection officer"),
    ),
    relations=(
        name_one("parent", "organisation", "subsidiaries", "the organisation that controls it"),
        name_one("representative", "organisation", "represents", "representative in the Union (GDPR 27)"),
    ),
    example="mailco:\n  country: US\n  dpf: {value: listed, source: public}\n",
)

PARTY = Kind(
    "party",
    "parties",
    "Somebody who takes part in an activity: controller, processor, recipient, source.",
    attributes=(
        words("role", "party-role", "what the party is (GDPR 4(7) to (10))", "What is the role of {record}?"),
        word(
            "control",
            "control",
            "whether controllers act independently or jointly",
            "Does {record} decide on purposes and means jointly with the controller?",
        ),
        words("claimed_role", "party-role", "what the source calls the party, where facts suggest another role"),
        territory(
            "access_from",
            "territories from which the party can reach the data",
            "From which countries can {record} reach the data?",
            many=True,
        ),
        date("since", "since when the party takes part"),
        yes_no("separate_person", "a separate legal person, not own staff"),
        yes_no("bound_to_secrecy", "bound to confidentiality by law, profession or contract"),
        yes_no("in_recipient_list", "appears where the notice lists recipients or processors"),
        yes_no("group_company", "belongs to the same group as the controller"),
        yes_no("uses_for_own_purposes", "uses the data for purposes of its own"),
        yes_no("by_legal_act", "bound to the controller by a legal act of Union or national law"),
        texts("services", "what the party does"),
        growing("subjects", "data-subject", "whose data it gets or gives, where no data record says so"),
    ),
    relations=(
        name_one("organisation", "organisation", "appears_as", "who the party is, where it is a known organisation"),
        names("data", "data", "parties", "which data the party gets, holds or gives"),
        names("purposes", "purpose", "parties", "for which purposes"),
        names(
            "contract",
            "contract",
            "parties",
            "the contracts that bind it",
            "Which contract binds {record}, and since when?",
        ),
        contains("transfers", "transfer", "importer", "transfers of data to this party"),
        contains("sub_parties", "party", "engaged_by", "parties that this party engages or passes data to"),
        derives("hops", "hop", "importer", "links of the chain that end here"),
        derives("everyone", "party", "everyone_of", "this party and all below it"),
    ),
    example="parties:\n  mailer: {organisation: mailco, role: processor, contract: dpa-mailco}\n",
)

TRANSFER = Kind(
    "transfer",
    "transfers",
    "Personal data going to a recipient outside the EEA, or read from there.",
    attributes=(
        territory("to", "where the data go, if not to the country of the organisation"),
        words(
            "ground",
            "transfer-ground",
            "the ground relied on (GDPR 45, 46, 49)",
            "On which ground of Chapter V does {record} rest?",
        ),
        words("instrument", "transfer-instrument", "the instrument that carries the ground"),
        word("frequency", "frequency", "one-off, occasional or structural"),
        yes_no("remote_access", "the data stay in the EEA but are read from outside"),
        yes_no("explicit_consent", "the data subjects consented explicitly"),
        yes_no("risks_explained", "they were told the risks before consenting"),
        yes_no("human_resources_data", "the data are the exporter's own personnel data"),
        *LIFETIME,
    ),
    relations=(
        names("contract", "contract", "transfers", "the contract that carries the safeguard"),
        names("assessment", "assessment", "transfers", "transfer impact assessments"),
    ),
    example="transfers:\n  hosting: {to: US, ground: standard-clauses, instrument: scc-2021-914}\n",
)

CONTRACT = Kind(
    "contract",
    "contracts",
    "A contract or other act that binds parties.",
    attributes=(
        words("kind", "contract-kind", "what kind of contract", "What kind of contract is {record}?"),
        date("signed", "day of signature"),
        growing("terms", "processor-term", "which terms it has (GDPR 28(3))", "Which terms of GDPR 28(3) are in {record}?"),
        word("clauses", "clause-set", "the set of standard clauses it uses"),
        words("modules", "clause-module", "modules of the standard clauses"),
        yes_no("annexes_complete", "its annexes are filled in"),
        yes_no("modified", "the standard clauses were altered"),
        word("sub_processors", "sub-processor-authorisation", "how it authorises sub-processors"),
        period("notice_of_change", "notice before a new sub-processor"),
        *LIFETIME,
    ),
    example="contracts:\n  dpa-mailco: {kind: data-processing-agreement, signed: 2024-03-01}\n",
)

HOP = Kind(
    "hop",
    "hops",
    "One link of the chain along which data travel: from the controller or a party to the next party.",
    relations=(
        derives("exporter", "party", "hops_out", "who passes the data on; absent where it is the controller", many=False),
        derives("activity", "activity", "hops", "the activity in which it happens, if stated", many=False),
        derives("transfer", "transfer", "hops", "the transfers recorded for it"),
        derives("data", "data", "hops", "the data that travel"),
    ),
    attributes=(number("depth", "1 for a link that starts at the controller"),),
    derived=True,
)
