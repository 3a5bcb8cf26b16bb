# The twelve rules in Rego, for regopy (rego-cpp).
#
# Silence is undefined, so what is told true and what is told false of a condition are two functions: `x` and `no_x`.
# A record is an object; an attribute or relation to many is a list of readings, one for each that contradicts another:
# `has` with its words or keys, `day` for a day, `part` if there may be more, `perhaps` with words that one of them may
# turn out to be. A relation to one record is its key. Days are numbers. The law table and the day stand in `data`.
package peers

import rego.v1

# ---- tests

stated(r, a) if some _ in r[a][_].has
no_stated(r, a) if {
	some x in r[a]
	count(x.has) == 0
}

is(r, a, word) if r[a][_].has[word]
no_is(r, a, word) if {
	some x in r[a]
	not open_or_has(x, word)
}
open_or_has(x, _) if x.part
open_or_has(x, word) if x.has[word]
open_or_has(x, word) if x.perhaps[word]

is_in(r, a, words) if {
	some x in r[a]
	some word in words
	x.has[word]
}
no_is_in(r, a, words) if {
	some x in r[a]
	not x.part
	not meets(x, words)
}
meets(x, words) if {
	some word in words
	x.has[word]
}
meets(x, words) if {
	some word in words
	x.perhaps[word]
}

matches(r, a, pattern) if {
	some x in r[a]
	fits(x, pattern)
}
no_matches(r, a, pattern) if {
	some x in r[a]
	not fits(x, pattern)
}
fits(x, pattern) if {
	some word, _ in x.has
	regex.match(pattern, word)
}

before(r, a, day) if r[a][_].day < day
no_before(r, a, day) if {
	some x in r[a]
	not earlier(x, day)
}
earlier(x, day) if x.day < day

# A member of a relation, and lists that are whole.
# (In a comprehension rego-cpp would take `relation` for a variable of its own, so what is said is looked up before.)
members(r, relation) := {key | said[_].has[key]} if said := r[relation]
whole(r, relation) := [x | some x in said; not x.part] if said := r[relation]

# ---- what the law knows of contracts and assessments

first_days(r) := [day_or(x, 0) | some x in r.from] if r.from
first_days(r) := [x.day | some x in r.signed; x.day] if not r.from
day_or(x, _) := x.day
day_or(x, otherwise) := otherwise if not x.day
begun(r) if {
	some d in first_days(r)
	d <= data.as_of
}
begun(r) if count(first_days(r)) == 0
not_in_force(r) if {
	some d in first_days(r)
	d > data.as_of
}
not_in_force(r) if before(r, "until", data.as_of)
ends_later(r) if {
	some x in r.until
	day_or(x, data.as_of) >= data.as_of
}
in_force(r) if {
	ends_later(r)
	begun(r)
}
runs(r) if in_force(r)
runs(r) if not not_in_force(r) # what has no end is presumed to be in force

dpa := "data-processing-agreement"
transfer_clauses := "scc-2021-914"
towards := ["controller-to-processor", "processor-to-processor"]

# party.under-processor-contract, of one contract and of a party
binds(c) if {
	stands_as_dpa(c)
	concluded(c)
}
no_binds(c) if no_stands_as_dpa(c)
no_binds(c) if not_signed(c)
stands_as_dpa(c) if {
	is(c, "kind", dpa)
	runs(c)
}
no_stands_as_dpa(c) if no_is(c, "kind", dpa)
no_stands_as_dpa(c) if not_in_force(c)
concluded(c) if c.signed[_].day <= data.as_of
concluded(c) if not c.signed # one without a day is taken to have been concluded
not_signed(c) if c.signed[_].day > data.as_of
not_signed(c) if never(c)
never(c) if {
	some x in c.signed
	not x.day
}
not_never(c) if c.signed[_].day

# contract.law-that-binds
act(c) if {
	is(c, "kind", "legal-act")
	runs(c)
}
no_act(c) if no_is(c, "kind", "legal-act")
no_act(c) if not_in_force(c)
bound(p) if {
	some c in members(p, "contract")
	binds(input.contract[c])
}
no_bound(p) if {
	some x in whole(p, "contract")
	every key, _ in x.has { no_binds(input.contract[key]) }
}

# party.under-transfer-clauses
carries(c) if {
	is(c, "clauses", transfer_clauses)
	is_in(c, "modules", towards)
	c.signed[_].day <= data.as_of
	runs(c)
}
no_carries(c) if no_is(c, "clauses", transfer_clauses)
no_carries(c) if no_is_in(c, "modules", towards)
no_carries(c) if not_signed(c)
no_carries(c) if not_in_force(c)

besides(c) if is(c, "kind", "consumer-terms")
besides(c) if not_in_force(c)
besides(c) if never(c)
no_besides(c) if {
	no_is(c, "kind", "consumer-terms")
	in_force(c)
	not_never(c)
}
loose(c) if is(c, "kind", "consumer-terms")
loose(c) if {
	is(c, "kind", dpa)
	before(c, "until", data.as_of)
}
loose(c) if {
	is(c, "kind", dpa)
	never(c)
}

# assessment.stands and assessment.may-be-relied-on
stands(s) if {
	made(s)
	lasts(s)
}
made(s) if before(s, "date", data.as_of + 1)
made(s) if not s.date # one without a day is taken to have been made
lasts(s) if no_before(s, "expires", data.as_of)
lasts(s) if not s.expires # and one without an end to last
no_stands(s) if no_before(s, "date", data.as_of + 1)
no_stands(s) if before(s, "expires", data.as_of)
good(s, kind) if {
	is(s, "kind", kind)
	is_in(s, "outcome", ["positive", "conditional"])
	count([x | some x in s.author; count(x.has) > 0]) > 0
	s.date[_].day
	stands(s)
}
no_good(s, kind) if no_is(s, "kind", kind)
no_good(s, _) if no_is_in(s, "outcome", ["positive", "conditional"])
no_good(s, _) if {
	some x in s.author
	count(x.has) == 0
}
no_good(s, _) if {
	some x in s.date
	not x.day
}
no_good(s, _) if no_stands(s)
bad(s, kind) if {
	is(s, "kind", kind)
	is(s, "outcome", "negative")
	stands(s)
}

# ---- data and activities

special(d) if is(d, "categories", "special") # data.special
special(d) if is(d, "reveals_health", "yes")
no_special(d) if {
	no_is(d, "categories", "special")
	no_is(d, "reveals_health", "yes")
}
sensitive(d) if special(d)
sensitive(d) if is(d, "categories", "criminal")
no_sensitive(d) if {
	no_special(d)
	no_is(d, "categories", "criminal")
}
origins := ["data-subject", "observed"]

own(r) if not r.activity # a register describes what its keeper does itself
own(r) if not input.activity[r.activity].processes_for_others
own(r) if is(input.activity[r.activity], "processes_for_others", "no")
not_own(r) if no_is(input.activity[r.activity], "processes_for_others", "no")

used(u) := input.data[u.data]

holds_sensitive(a) if {
	some d in members(a, "data")
	sensitive(input.data[d])
}
holds_sensitive(a) if {
	some u in members(a, "uses")
	sensitive(used(input.use[u]))
}
no_holds_sensitive(a) if {
	some x in whole(a, "data")
	every key, _ in x.has { no_sensitive(input.data[key]) }
	some y in whole(a, "uses")
	every key, _ in y.has { no_sensitive(used(input.use[key])) }
}

profiling(a) if is(a, "profiling", "yes") # activity.with-profiling
profiling(a) if {
	some p in members(a, "purposes")
	profiles(input.purpose[p])
}
profiles(p) if is(p, "profiling", "yes")
profiles(p) if is_in(p, "class", ["profiling", "personalised-advertising"])
no_profiles(p) if {
	no_is(p, "profiling", "yes")
	no_is_in(p, "class", ["profiling", "personalised-advertising"])
}
no_profiling(a) if {
	no_is(a, "profiling", "yes")
	some x in whole(a, "purposes")
	every key, _ in x.has { no_profiles(input.purpose[key]) }
}
decides(a) if {
	some d in members(a, "decisions")
	is_in(input.decision[d], "effect", ["legal", "significant"])
}
no_decides(a) if {
	some x in whole(a, "decisions")
	every key, _ in x.has { no_is_in(input.decision[key], "effect", ["legal", "significant"]) }
}

grave(a) if is(a, "likely_high_risk", "yes")
grave(a) if { # activity.with-decisions-that-matter
	decides(a)
	profiling(a)
}
grave(a) if { # activity.large-and-sensitive
	is(a, "large_scale", "yes")
	holds_sensitive(a)
}
grave(a) if { # activity.large-scale-monitoring
	is(a, "large_scale", "yes")
	is(a, "systematic_monitoring", "yes")
}
no_grave(a) if {
	no_is(a, "likely_high_risk", "yes")
	no_matter(a)
	no_large_and_sensitive(a)
	no_monitoring(a)
}
no_matter(a) if no_decides(a)
no_matter(a) if no_profiling(a)
no_large_and_sensitive(a) if no_is(a, "large_scale", "yes")
no_large_and_sensitive(a) if no_holds_sensitive(a)
no_monitoring(a) if no_is(a, "large_scale", "yes")
no_monitoring(a) if no_is(a, "systematic_monitoring", "yes")

# ---- law.adequacy: the table is complete, so decisions that are not in force cover nobody

decisions_in_force := [row | some row in data.adequacy; row.code; in_force(row)]

importer(t) := input.party[t.importer]
recipient(t) := input.organisation[importer(t).organisation]
recipient(t) := {} if not importer(t).organisation

# Where the data go, and where the recipient is.
place(t, "to") := object.get(t, "to", [])
place(t, "at") := object.get(recipient(t), "country", [])

covered(t, where) if {
	some x in place(t, where)
	some row in decisions_in_force
	x.has[row.code]
	within(t, where, row, recipient(t))
}
not_covered(t, where) if {
	every row in decisions_in_force { escapes(t, where, row) }
}
escapes(t, where, row) if {
	some x in place(t, where)
	not x.has[row.code]
}
escapes(t, where, row) if not_within(t, where, row, recipient(t))

within(_, _, row, _) if row.scope == "whole"
within(_, _, row, o) if {
	row.scope == "with-exclusions"
	not o.in_adequacy_scope
}
within(_, _, row, o) if {
	row.scope in ["with-exclusions", "commercial-organisations", "listed-organisations"]
	row.relied_on_as != "dpf"
	is(o, "in_adequacy_scope", "yes")
	limits(row, o)
}
limits(row, _) if row.scope != "commercial-organisations"
limits(_, o) if not o.public_authority
limits(_, o) if is(o, "public_authority", "no")
within(t, where, row, o) if {
	row.relied_on_as == "dpf"
	is(o, "dpf", "listed")
	since(o)
	staff(t, where, o)
}
since(o) if before(o, "dpf_since", data.as_of + 1)
since(o) if not o.dpf_since

not_within(_, _, row, _) if row.scope == "the-organisation-itself"
not_within(_, _, row, o) if {
	row.scope in ["with-exclusions", "commercial-organisations", "listed-organisations"]
	row.relied_on_as != "dpf"
	no_is(o, "in_adequacy_scope", "yes")
}
not_within(_, _, row, o) if {
	row.scope == "commercial-organisations"
	no_is(o, "public_authority", "no")
}
not_within(_, _, row, o) if {
	row.relied_on_as == "dpf"
	no_is(o, "dpf", "listed")
}
not_within(_, _, row, o) if {
	row.relied_on_as == "dpf"
	no_before(o, "dpf_since", data.as_of + 1)
}
not_within(t, where, row, o) if {
	row.relied_on_as == "dpf"
	no_is(o, "dpf_covers_hr", "yes")
	own_staff(t, where)
}

# Of one's own staff: asked of the transfer, nothing is presumed of the listing; asked of the party, that it covers them.
staff(_, _, o) if is(o, "dpf_covers_hr", "yes")
staff(t, "to", _) if not t.human_resources_data
staff(t, "to", _) if is(t, "human_resources_data", "no")
staff(_, "at", o) if not o.dpf_covers_hr
staff(t, "at", _) if {
	some x in whole(importer(t), "transfers")
	every key, _ in x.has { no_is(input.transfer[key], "human_resources_data", "yes") }
}
own_staff(t, "to") if no_is(t, "human_resources_data", "no")
own_staff(t, "at") if {
	some s in members(importer(t), "transfers")
	is(input.transfer[s], "human_resources_data", "yes")
}

# ---- the rules: when, exempt (a number for each exception), claimed, require, breach, each with its `no_`

kinds := {
	"gdpr-5-1-e-storage-term": "retention",
	"gdpr-6-1-b-party": "purpose",
	"gdpr-6-1-legal-basis": "purpose",
	"gdpr-7-1-consent-demonstrable": "purpose",
	"gdpr-9-2-special-data": "use",
	"gdpr-13-1-c-same-basis": "purpose",
	"gdpr-13-1-time": "coverage",
	"gdpr-28-10-own-purposes": "party",
	"gdpr-28-3-contract": "party",
	"gdpr-28-3-terms": "contract",
	"gdpr-35-1-impact-assessment": "activity",
	"gdpr-46-transfer-assessed": "transfer",
}

exceptions := {"gdpr-5-1-e-storage-term": [1, 2], "gdpr-28-10-own-purposes": [1], "gdpr-28-3-contract": [1, 2, 3, 4],
	"gdpr-28-3-terms": [1], "gdpr-46-transfer-assessed": [1, 2]}

# gdpr-5-1-e-storage-term
when("gdpr-5-1-e-storage-term", r) if own(r)
no_when("gdpr-5-1-e-storage-term", r) if not_own(r)
exempt("gdpr-5-1-e-storage-term", 1, r) if {
	for_research(r)
	by_criteria(r)
	some x in whole(r, "purposes")
	every key, _ in x.has { only_research(input.purpose[key]) }
}
no_exempt("gdpr-5-1-e-storage-term", 1, r) if no_criteria(r)
no_exempt("gdpr-5-1-e-storage-term", 1, r) if {
	some p in members(r, "purposes")
	not_only_research(input.purpose[p])
}
no_exempt("gdpr-5-1-e-storage-term", 1, r) if {
	some x in whole(r, "purposes")
	every key, _ in x.has { no_is_in(input.purpose[key], "class", ["research", "statistics"]) }
}
claimed("gdpr-5-1-e-storage-term", 1, r) if for_research(r)
for_research(r) if {
	some p in members(r, "purposes")
	is_in(input.purpose[p], "class", ["research", "statistics"])
}
only_research(p) if {
	some x in p.class
	serves_research(x)
	some y in p.class
	count(y.has) > 0
}
not_only_research(p) if {
	some x in p.class
	not serves_research(x)
}
not_only_research(p) if {
	some x in p.class
	count(x.has) == 0
}
serves_research(x) if {
	every word, _ in x.has { word in ["research", "statistics"] }
}
exempt("gdpr-5-1-e-storage-term", 2, r) if {
	is(r, "form", "range")
	stated(r, "starts")
	by_criteria(r)
}
no_exempt("gdpr-5-1-e-storage-term", 2, r) if no_is(r, "form", "range")
no_exempt("gdpr-5-1-e-storage-term", 2, r) if no_stated(r, "starts")
no_exempt("gdpr-5-1-e-storage-term", 2, r) if no_criteria(r)
by_criteria(r) if { # retention.by-criteria
	matches(r, "criteria", `\S\s+\S`)
	tells_end(r)
}
tells_end(r) if not r.tells_end # criteria are presumed to tell the end
tells_end(r) if is(r, "tells_end", "yes")
no_criteria(r) if no_matches(r, "criteria", `\S\s+\S`)
no_criteria(r) if no_is(r, "tells_end", "yes")
counted(r) if {
	stated(r, "period")
	stated(r, "starts")
}
no_counted(r) if no_stated(r, "period")
no_counted(r) if no_stated(r, "starts")
require("gdpr-5-1-e-storage-term", r) if {
	is(r, "form", "fixed")
	counted(r)
}
require("gdpr-5-1-e-storage-term", r) if {
	is_in(r, "form", worded)
	by_criteria(r)
}
require("gdpr-5-1-e-storage-term", r) if {
	is_in(r, "form", worded)
	counted(r)
}
require("gdpr-5-1-e-storage-term", r) if {
	is(r, "form", "review")
	stated(r, "review")
}
no_require("gdpr-5-1-e-storage-term", r) if {
	no_fixed(r)
	no_worded(r)
	no_review(r)
}
worded := ["criteria", "as-long-as-necessary"]
no_fixed(r) if no_is(r, "form", "fixed")
no_fixed(r) if no_counted(r)
no_worded(r) if no_is_in(r, "form", worded)
no_worded(r) if {
	no_criteria(r)
	no_counted(r)
}
no_review(r) if no_is(r, "form", "review")
no_review(r) if no_stated(r, "review")

# gdpr-6-1-b-party
no_when("gdpr-6-1-b-party", p) if not_own(p)
when("gdpr-6-1-b-party", p) if {
	own(p)
	some x in p.basis
	only_contract(x)
	some y in p.basis
	count(y.has) > 0
}
no_when("gdpr-6-1-b-party", p) if {
	some x in p.basis
	not only_contract(x)
}
no_when("gdpr-6-1-b-party", p) if {
	some x in p.basis
	count(x.has) == 0
}
only_contract(x) if {
	every word, _ in x.has { word == "contract" }
}
require("gdpr-6-1-b-party", p) if is(p, "contract_with_subject", "yes")
no_require("gdpr-6-1-b-party", p) if no_is(p, "contract_with_subject", "yes")

# gdpr-6-1-legal-basis
bases := ["consent", "contract", "legal-obligation", "vital-interests", "public-task", "legitimate-interests"]
when("gdpr-6-1-legal-basis", p) if own(p)
no_when("gdpr-6-1-legal-basis", p) if not_own(p)
require("gdpr-6-1-legal-basis", p) if is_in(p, "basis", bases)
no_require("gdpr-6-1-legal-basis", p) if no_is_in(p, "basis", bases)

# gdpr-7-1-consent-demonstrable
when("gdpr-7-1-consent-demonstrable", p) if {
	own(p)
	is(p, "basis", "consent")
}
when("gdpr-7-1-consent-demonstrable", p) if {
	own(p)
	is(p, "condition", "explicit-consent")
}
no_when("gdpr-7-1-consent-demonstrable", p) if not_own(p)
no_when("gdpr-7-1-consent-demonstrable", p) if {
	no_is(p, "basis", "consent")
	no_explicit(p)
}
no_explicit(p) if no_is(p, "condition", "explicit-consent")
no_explicit(p) if not p.condition # nobody is presumed to rely on explicit consent
require("gdpr-7-1-consent-demonstrable", p) if {
	some c in members(p, "consents")
	is(input.consent[c], "logged", "yes")
}
no_require("gdpr-7-1-consent-demonstrable", p) if {
	some x in whole(p, "consents")
	every key, _ in x.has { no_is(input.consent[key], "logged", "yes") }
}
breach("gdpr-7-1-consent-demonstrable", p) if {
	some c in members(p, "consents")
	is(input.consent[c], "logged", "no")
}

# gdpr-9-2-special-data
conditions := ["explicit-consent", "employment-social-law", "vital-interests", "non-profit", "manifestly-public",
	"legal-claims", "substantial-public-interest", "health-care", "public-health", "research"]
when("gdpr-9-2-special-data", u) if {
	special(used(u))
	own(u)
}
no_when("gdpr-9-2-special-data", u) if not_own(u)
no_when("gdpr-9-2-special-data", u) if no_special(used(u))
require("gdpr-9-2-special-data", u) if is_in(input.purpose[u.purpose], "condition", conditions)
no_require("gdpr-9-2-special-data", u) if no_is_in(input.purpose[u.purpose], "condition", conditions)

# gdpr-13-1-c-same-basis: what is broken is contradictory
when("gdpr-13-1-c-same-basis", p) if stated(p, "basis")
no_when("gdpr-13-1-c-same-basis", p) if no_stated(p, "basis")
require("gdpr-13-1-c-same-basis", p) if stated(p, "basis")
no_require("gdpr-13-1-c-same-basis", p) if {
	some x in p.basis
	some y in p.basis
	not share(x, y)
}
share(x, y) if {
	some word, _ in x.has
	y.has[word]
}

# gdpr-13-1-time
no_when("gdpr-13-1-time", c) if not_own(c)
when("gdpr-13-1-time", c) if {
	own(c)
	input.activity[c.activity].from[_].day > data.regulation
	from_subject(input.activity[c.activity])
}
no_when("gdpr-13-1-time", c) if {
	some x in input.activity[c.activity].from
	not later(x, data.regulation)
}
later(x, day) if x.day > day
no_when("gdpr-13-1-time", c) if {
	a := input.activity[c.activity]
	some x in whole(a, "data")
	every key, _ in x.has { no_is_in(input.data[key], "origin", origins) }
	some y in whole(a, "uses")
	every key, _ in y.has { no_is_in(used(input.use[key]), "origin", origins) }
}
from_subject(a) if {
	some d in members(a, "data")
	is_in(input.data[d], "origin", origins)
}
from_subject(a) if {
	some u in members(a, "uses")
	is_in(used(input.use[u]), "origin", origins)
}
require("gdpr-13-1-time", c) if {
	some x in input.activity[c.activity].from
	before(input.notice[c.notice], "first_given", x.day + 1)
}
no_require("gdpr-13-1-time", c) if {
	some x in input.activity[c.activity].from
	no_before(input.notice[c.notice], "first_given", x.day + 1)
}

# gdpr-28-10-own-purposes
when("gdpr-28-10-own-purposes", p) if is_in(p, "role", ["processor", "sub-processor"])
no_when("gdpr-28-10-own-purposes", p) if no_is_in(p, "role", ["processor", "sub-processor"])
exempt("gdpr-28-10-own-purposes", 1, p) if is(p, "role", "controller")
no_exempt("gdpr-28-10-own-purposes", 1, p) if no_is(p, "role", "controller")
require("gdpr-28-10-own-purposes", p) if is(p, "uses_for_own_purposes", "no")
no_require("gdpr-28-10-own-purposes", p) if no_is(p, "uses_for_own_purposes", "no")

# gdpr-28-3-contract
when("gdpr-28-3-contract", p) if is(p, "role", "processor")
no_when("gdpr-28-3-contract", p) if no_is(p, "role", "processor")
exempt("gdpr-28-3-contract", 1, p) if is(p, "by_legal_act", "yes")
exempt("gdpr-28-3-contract", 1, p) if {
	some c in members(p, "contract")
	act(input.contract[c])
}
no_exempt("gdpr-28-3-contract", 1, p) if {
	no_is(p, "by_legal_act", "yes")
	some x in whole(p, "contract")
	every key, _ in x.has { no_act(input.contract[key]) }
}
exempt("gdpr-28-3-contract", 2, p) if is(p, "separate_person", "no")
no_exempt("gdpr-28-3-contract", 2, p) if no_is(p, "separate_person", "no")
exempt("gdpr-28-3-contract", 3, p) if {
	some c in members(p, "contract")
	carries(input.contract[c])
}
no_exempt("gdpr-28-3-contract", 3, p) if {
	some x in whole(p, "contract")
	every key, _ in x.has { no_carries(input.contract[key]) }
}
exempt("gdpr-28-3-contract", 4, p) if {
	bound(p)
	some c in members(p, "contract")
	besides(input.contract[c])
	count(members(p, "contract")) > 1
}
no_exempt("gdpr-28-3-contract", 4, p) if no_bound(p)
no_exempt("gdpr-28-3-contract", 4, p) if {
	some x in whole(p, "contract")
	every key, _ in x.has { no_besides(input.contract[key]) }
}
require("gdpr-28-3-contract", p) if bound(p)
no_require("gdpr-28-3-contract", p) if no_bound(p)
breach("gdpr-28-3-contract", p) if {
	some c in members(p, "contract")
	loose(input.contract[c])
}

# gdpr-28-3-terms
terms := ["description", "instructions", "confidentiality", "security", "sub-processors", "rights-assistance",
	"duties-assistance", "end-of-contract", "audits"]
published := ["scc-2021-914", "scc-2021-915"]
when("gdpr-28-3-terms", c) if stands_as_dpa(c)
no_when("gdpr-28-3-terms", c) if no_stands_as_dpa(c)
exempt("gdpr-28-3-terms", 1, c) if {
	is_in(c, "clauses", published)
	is(c, "annexes_complete", "yes")
	unmodified(c)
}
unmodified(c) if is(c, "modified", "no")
unmodified(c) if not c.modified # standard clauses are taken as they are published
no_exempt("gdpr-28-3-terms", 1, c) if no_is_in(c, "clauses", published)
no_exempt("gdpr-28-3-terms", 1, c) if no_is(c, "annexes_complete", "yes")
no_exempt("gdpr-28-3-terms", 1, c) if no_is(c, "modified", "no")
claimed("gdpr-28-3-terms", 1, c) if is_in(c, "clauses", published)
require("gdpr-28-3-terms", c) if {
	some x in c.terms
	not lacks(x)
}
no_require("gdpr-28-3-terms", c) if {
	some x in c.terms
	not x.part
	lacks(x)
}
lacks(x) if {
	some term in terms
	not x.has[term]
}

# gdpr-35-1-impact-assessment
when("gdpr-35-1-impact-assessment", a) if {
	grave(a)
	own_activity(a)
}
own_activity(a) if not a.processes_for_others
own_activity(a) if is(a, "processes_for_others", "no")
no_when("gdpr-35-1-impact-assessment", a) if no_is(a, "processes_for_others", "no")
no_when("gdpr-35-1-impact-assessment", a) if no_grave(a)
require("gdpr-35-1-impact-assessment", a) if {
	some s in members(a, "assessments")
	good(input.assessment[s], "dpia")
}
no_require("gdpr-35-1-impact-assessment", a) if {
	some x in whole(a, "assessments")
	every key, _ in x.has { no_good(input.assessment[key], "dpia") }
}
breach("gdpr-35-1-impact-assessment", a) if {
	some s in members(a, "assessments")
	bad(input.assessment[s], "dpia")
}

# gdpr-46-transfer-assessed
safeguards := ["standard-clauses", "binding-corporate-rules", "public-instrument", "code-or-certification", "ad-hoc-clauses"]
when("gdpr-46-transfer-assessed", t) if {
	is_in(t, "ground", safeguards)
	runs(t)
}
no_when("gdpr-46-transfer-assessed", t) if no_is_in(t, "ground", safeguards)
no_when("gdpr-46-transfer-assessed", t) if not_in_force(t)
exempt("gdpr-46-transfer-assessed", 1, t) if covered(t, "to")
exempt("gdpr-46-transfer-assessed", 1, t) if covered(t, "at")
no_exempt("gdpr-46-transfer-assessed", 1, t) if {
	not_covered(t, "to")
	not_covered(t, "at")
}
exempt("gdpr-46-transfer-assessed", 2, t) if {
	some c in members(t, "contract")
	is(input.contract[c], "clauses", transfer_clauses)
	is(input.contract[c], "modules", "processor-to-controller")
	concluded(input.contract[c])
}
no_exempt("gdpr-46-transfer-assessed", 2, t) if {
	some x in whole(t, "contract")
	every key, _ in x.has { goes_elsewhere(input.contract[key]) }
}
goes_elsewhere(c) if no_is(c, "clauses", transfer_clauses)
goes_elsewhere(c) if no_is(c, "modules", "processor-to-controller")
goes_elsewhere(c) if not_signed(c)
require("gdpr-46-transfer-assessed", t) if {
	some s in members(t, "assessment")
	good(input.assessment[s], "transfer-impact")
}
no_require("gdpr-46-transfer-assessed", t) if {
	some x in whole(t, "assessment")
	every key, _ in x.has { no_good(input.assessment[key], "transfer-impact") }
}
breach("gdpr-46-transfer-assessed", t) if {
	some s in members(t, "assessment")
	bad(input.assessment[s], "transfer-impact")
}

# ---- verdicts

outside := ["outside-union-law", "common-foreign-policy", "household", "law-enforcement"]
in_scope if not input.register.register.scope_exception # the pack: within the GDPR, which is presumed
in_scope if no_is_in(input.register.register, "scope_exception", outside)
excepted if is_in(input.register.register, "scope_exception", outside)

applies(rule, r) if {
	when(rule, r)
	in_scope
}
refuted(rule, r) if no_when(rule, r)
refuted(_, _) if excepted
broken(rule, r) if no_require(rule, r)
broken(rule, r) if breach(rule, r)
saved(rule, r) if {
	some e in exceptions[rule]
	exempt(rule, e, r)
	not no_exempt(rule, e, r)
}
clash(rule, r) if refuted(rule, r)
clash(rule, r) if {
	some e in exceptions[rule]
	exempt(rule, e, r)
	no_exempt(rule, e, r)
}
deferred(rule, r) if {
	some e in exceptions[rule]
	claimed(rule, e, r)
	not exempt(rule, e, r)
	not no_exempt(rule, e, r)
}

# Of a rule that applies, is broken, and from which nothing saves.
unmet(rule, r) := "contradictory" if require(rule, r)
else := "contradictory" if clash(rule, r)
else := "not stated" if deferred(rule, r)
else := "contradictory" if rule == "gdpr-13-1-c-same-basis"
else := "violated"

verdict(rule, r) := "satisfied" if saved(rule, r)
else := "satisfied" if {
	require(rule, r)
	not broken(rule, r)
}
else := "undetermined" if not applies(rule, r)
else := unmet(rule, r) if broken(rule, r)
else := "not stated"

may_apply(rule, r) if not refuted(rule, r)
may_apply(rule, r) if applies(rule, r)

# The findings of all records.
findings contains [rule, key, v] if {
	some rule, kind in kinds
	some key, r in input[kind]
	when(rule, r)
	broken(rule, r)
	in_scope
	not saved(rule, r)
	v := unmet(rule, r)
	v != "not stated"
}

# Every verdict of the pairs that are asked for.
verdicts contains [rule, key, verdict(rule, r)] if {
	some [rule, key] in input.asked
	r := input[kinds[rule]][key]
	may_apply(rule, r)
}
verdicts contains [rule, key, "not applicable"] if {
	some [rule, key] in input.asked
	not may_apply(rule, input[kinds[rule]][key])
}
