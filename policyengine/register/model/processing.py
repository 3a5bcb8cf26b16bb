"""What is done: activities, purposes, data, retention, consent, decisions, systems."""

from __future__ import annotations

from policyengine.register.model.declare import (
    LIFETIME,
    contains,
    date,
    derives,
    growing,
    names,
    number,
    period,
    text,
    word,
    words,
    yes_no,
)
from policyengine.register.model.types import Kind

ACTIVITY = Kind(
    "activity",
    "activities",
    "Something an organisation does with personal data, at the grain at which its parties differ.",
    attributes=(
        word("status", "status", "planned, active or ended"),
        yes_no("large_scale", "on a large scale", "Is {record} on a large scale?"),
        yes_no("systematic_monitoring", "systematic monitoring of people", "Does {record} monitor people systematically?"),
        yes_no("profiling", "profiling within GDPR 4(4)", "Does {record} involve profiling?"),
        yes_no("occasional", "not part of the regular business"),
        yes_no("core_activity", "a core activity of the controller"),
        yes_no("vulnerable_subjects", "concerns people who cannot easily refuse"),
        yes_no("likely_high_risk", "judged likely to be a high risk (GDPR 35(1))"),
        word("environment", "environment", "production or test"),
        *LIFETIME,
    ),
    relations=(
        contains("purposes", "purpose", "activity", "what it is for"),
        contains("data", "data", "activity", "the data it uses"),
        contains("parties", "party", "activity", "who takes part"),
        contains("retention", "retention", "activity", "how long data are kept"),
        contains("decisions", "decision", "activity", "automated decisions taken in it"),
        contains("terminal_items", "terminal-item", "activity", "cookies and their like"),
        names("systems", "system", "activities", "the systems it runs on"),
        names("assessments", "assessment", "activities", "assessments about it"),
        derives("controllers", "party", "controls", "its controllers: its own, or else the register's"),
        derives("uses", "use", "activity", "each purpose with each of its data"),
        derives("coverage", "coverage", "activity", "each notice that covers it"),
    ),
    example="activities:\n  newsletter:\n    purposes: {inform: {basis: consent, class: direct-marketing}}\n",
)

PURPOSE = Kind(
    "purpose",
    "purposes",
    "Why data are processed, at the grain at which the legal basis differs.",
    attributes=(
        words("class", "purpose-class", "the kind of purpose"),
        words("basis", "legal-basis", "legal basis (GDPR 6(1))", "On which legal basis of GDPR 6(1) does {record} rest?"),
        words(
            "condition",
            "special-data-condition",
            "condition for special categories (GDPR 9(2))",
            "Which condition of GDPR 9(2) covers {record}?",
        ),
        words("authority", "criminal-data-authority", "what admits criminal data (GDPR 10)"),
        text("law", "the law that obliges or permits, as cited"),
        text("interest", "the legitimate interest pursued", "Which legitimate interest does {record} pursue?"),
        yes_no("public_task", "carried out in performance of a public task"),
        yes_no("contract_with_subject", "the contract relied on is with the data subject"),
        word(
            "number_authority",
            "number-authority",
            "what permits the use of a national identification number (GDPR 87)",
            "Which law or authorisation permits the use of the national number for {record}?",
        ),
        words("channels", "channel", "through which channels people are approached"),
        word(
            "opt_in",
            "marketing-permission",
            "what permits electronic marketing (ePrivacy 13)",
            "Does {record} rest on prior consent or on the exception for existing customers?",
        ),
        yes_no("profiling", "involves profiling"),
        yes_no("further_processing", "the data were collected for another purpose"),
        growing("subjects", "data-subject", "whom it concerns, where no data record says so"),
    ),
    relations=(
        names("data", "data", "purposes", "the data it needs"),
        names("assessments", "assessment", "purposes", "assessments about it"),
        contains("consents", "consent", "purpose", "how consent is asked"),
        derives("uses", "use", "purpose", "this purpose with each of its data"),
    ),
    example="purposes:\n  inform: {basis: consent, class: direct-marketing, channels: [email]}\n",
)

DATA = Kind(
    "data",
    "data",
    "A set of personal data that is treated alike.",
    attributes=(
        growing("categories", "data-category", "kinds of data, as precisely as the source says"),
        growing("subjects", "data-subject", "whose data they are"),
        words("origin", "origin", "where they come from", "Where do {record} come from?"),
        word("claimed", "identifiability", "what the source claims they are"),
        words("technique", "technique", "what is done to make people less identifiable"),
        yes_no(
            "relinkable",
            "the holder or somebody it can reach can tell again whom they are about",
            "Can anyone reasonably link {record} back to a person?",
        ),
        yes_no("reveals_health", "used so that health can be inferred from them"),
        yes_no("in_category_list", "appears where the notice lists the categories of data"),
        yes_no("obligatory", "the data subject must provide them"),
        text("necessity", "why they are needed", "Why are {record} needed?"),
    ),
    relations=(
        names("retention", "retention", "data", "how long they are kept"),
        names("assessments", "assessment", "data", "assessments about them"),
        names("sources", "party", "supplies", "the parties they come from"),
        derives("uses", "use", "data", "each purpose they are used for"),
    ),
    example="data:\n  address: {categories: [email], subjects: [customer], origin: data-subject}\n",
)

USE = Kind(
    "use",
    "uses",
    "One purpose with one set of data: stated by either, or both stand in one activity that maps neither.",
    derived=True,
)

RETENTION = Kind(
    "retention",
    "retention",
    "How long data are kept.",
    attributes=(
        word("form", "retention-form", "how the term is expressed", "What is the term or criterion of {record}?"),
        period("period", "the longest time that data are kept"),
        period("minimum", "the shortest term of a range"),
        text("starts", "the event that starts the term", "From which event does the term of {record} run?"),
        text("criteria", "the criteria that fix the end"),
        text("law", "the law that orders the term"),
        yes_no("justified", "a reason for the length is recorded"),
        growing("subjects", "data-subject", "to whom it applies, where no data record says so"),
    ),
    relations=(names("purposes", "purpose", "retention", "for which purposes"),),
    example="retention:\n  members: {form: fixed, period: P5Y, starts: end of membership}\n",
)

CONSENT = Kind(
    "consent",
    "consents",
    "How consent is asked, recorded and withdrawn.",
    attributes=(
        word("mechanism", "consent-mechanism", "by which act people consent"),
        yes_no("explicit", "an express statement"),
        yes_no("granular", "asked for each purpose apart"),
        yes_no("logged", "who consented to what and when is recorded", "Is consent for {record} logged?"),
        yes_no("conditional", "a service depends on it without need"),
        word("withdrawal", "withdrawal", "how it can be withdrawn", "How can consent be withdrawn?"),
        yes_no("obtained_by_third_party", "others obtain it on the controller's behalf"),
        yes_no("parental", "given or authorised by a parent"),
        number("age_from", "youngest age at which it is asked"),
    ),
    example="consents:\n  sign-up: {mechanism: opt-in, granular: true, logged: true, withdrawal: as-easy}\n",
)

DECISION = Kind(
    "decision",
    "decisions",
    "A decision about people that a machine takes or prepares.",
    attributes=(
        yes_no(
            "solely_automated",
            "no meaningful human involvement (GDPR 22(1))",
            "Is {record} taken without meaningful human involvement?",
        ),
        words("effect", "decision-effect", "its effect on people", "Does {record} affect people significantly?"),
        word("exception", "decision-exception", "what permits it (GDPR 22(2))", "Which exception of GDPR 22(2) permits {record}?"),
        growing("safeguards", "decision-safeguard", "what people can do about it (GDPR 22(3))"),
        yes_no("logic_explained", "its logic and consequences are explained"),
    ),
    relations=(names("data", "data", "decisions", "the data it uses"),),
    example="decisions:\n  scoring: {solely_automated: true, effect: [legal], exception: contract}\n",
)

TERMINAL_ITEM = Kind(
    "terminal-item",
    "terminal_items",
    "Something stored on or read from a device: cookie, pixel, local storage, device identifier.",
    attributes=(
        word("kind", "terminal-item-kind", "what it is"),
        words("purposes", "terminal-purpose", "what it is for"),
        yes_no("strictly_necessary", "needed for a service that the user asked for", "Is {record} strictly necessary?"),
        yes_no(
            "loads_before_consent",
            "stored or read before the user chooses",
            "Is {record} set or read before consent?",
        ),
        words("claimed_basis", "legal-basis", "the basis that the source gives for it"),
        word("mechanism", "consent-mechanism", "by which act users consent"),
        yes_no("refusal_as_easy", "refusing is as easy as accepting"),
        period("lifetime", "how long it stays"),
        yes_no("lifetime_told", "its lifetime is told to the user"),
        yes_no("third_party", "third parties can reach it"),
    ),
    relations=(names("parties", "party", "terminal_items", "who sets or reads it"),),
    example="terminal_items:\n  analytics: {kind: cookie, purposes: [analytics], loads_before_consent: false}\n",
)

SYSTEM = Kind(
    "system",
    "systems",
    "A system that holds or carries data.",
    attributes=(
        word("environment", "environment", "production or test"),
        text("located", "where it runs, as stated"),
    ),
    relations=(names("parties", "party", "systems", "who runs it"),),
    example="systems:\n  crm: {title: Customer file, parties: [mailer]}\n",
)

MEASURE = Kind(
    "measure",
    "measures",
    "A technical or organisational measure.",
    attributes=(
        growing("claims", "measure-claim", "what the measure is said to do"),
        date("tested_on", "when it was last tested"),
    ),
    relations=(names("activities", "activity", "measures", "the activities it protects"),),
    example="measures:\n  access: {claims: [need-to-know]}\n",
)
