-- The twelve rules in SQL, for DuckDB.
--
-- What is told of a condition is an integer: bit 1 for told true, bit 2 for *not* told false, so that 3 is yes, 0 no,
-- 2 not stated, 1 contradictory; `all` is `&`, `any` is `|`. Columns hold readings, one for each that contradicts
-- another: a list of words or days (NULL among them is the statement that there is none), or of sets with `has`,
-- `whole` and `perhaps`. Lists of records come with `_whole` (these are all) and `_none` (somebody says there are none).

CREATE MACRO opposite(a) AS CASE a WHEN 3 THEN 0 WHEN 0 THEN 3 ELSE a END;

-- Tests: what each reading tells (1 true, 2 false) is joined and put in the form above. Where nothing is said,
-- `otherwise`: what the law presumes, or nothing.
CREATE MACRO joined(readings, otherwise) AS coalesce(xor(list_bit_or(readings), 2), otherwise);
CREATE MACRO is_in(said, words, otherwise := 2) AS
  joined([CASE WHEN value IN words THEN 1 ELSE 2 END FOR value IN said], otherwise);
CREATE MACRO has_any(said, words, otherwise := 2) AS
  joined([CASE WHEN list_has_any(r.has, words) THEN 1
               WHEN r.whole AND NOT list_has_any(r.perhaps, words) THEN 2 ELSE 0 END FOR r IN said], otherwise);
CREATE MACRO has_some(said) AS joined([CASE WHEN r.has = [] THEN 2 ELSE 1 END FOR r IN said], 2);
CREATE MACRO has_only(said, words) AS has_some(said)
  & joined([CASE WHEN NOT list_has_all(words, r.has) THEN 2 WHEN r.whole THEN 1 ELSE 0 END FOR r IN said], 2);
CREATE MACRO covers(said, words) AS
  joined([CASE WHEN list_has_all(r.has, words) THEN 1 WHEN r.whole THEN 2 ELSE 0 END FOR r IN said], 2);
CREATE MACRO stated(said) AS joined([CASE WHEN value IS NULL THEN 2 ELSE 1 END FOR value IN said], 2);
CREATE MACRO matches(said, pattern) AS joined([CASE WHEN regexp_matches(value, pattern) THEN 1 ELSE 2 END FOR value IN said], 2);
CREATE MACRO before(said, day, otherwise := 2) AS joined([CASE WHEN value < day THEN 1 ELSE 2 END FOR value IN said], otherwise);
CREATE MACRO after(said, day) AS joined([CASE WHEN value > day THEN 1 ELSE 2 END FOR value IN said], 2);

-- Whether something is in force on a day: it has begun and ends later, or never; nothing is told where no end is stated.
CREATE MACRO lasts(starts, ends, day) AS
  CASE WHEN len(list_filter(starts, lambda d: d > day)) > 0 OR len(list_filter(ends, lambda d: d < day)) > 0 THEN 0 ELSE 2 END
  | CASE WHEN len(list_filter(ends, lambda d: d IS NULL OR d >= day)) > 0
          AND (starts IS NULL OR len(list_filter(starts, lambda d: d IS NULL OR d <= day)) > 0) THEN 1 ELSE 0 END;
CREATE MACRO presumed(told, otherwise) AS CASE told WHEN 2 THEN otherwise ELSE told END;

-- `some` over the members of a group: told false only if they are all there are.
CREATE MACRO some_of(told, whole, none_) AS
  CASE WHEN bool_or(none_) THEN coalesce(bit_or(told), 0) & 1
       WHEN bool_or(whole) THEN coalesce(bit_or(told), 0) ELSE coalesce(bit_or(told), 0) | 2 END;

CREATE MACRO verdict(applies, exceptions, claimed, requires, means) AS
  CASE WHEN applies = 0 THEN 'not applicable'
       WHEN list_contains(exceptions, 3) OR requires = 3 THEN 'satisfied'
       WHEN applies = 2 THEN 'undetermined'
       WHEN requires = 1 THEN 'contradictory'
       WHEN requires = 2 THEN 'not stated'
       WHEN applies = 1 OR list_contains(exceptions, 1) THEN 'contradictory'
       WHEN claimed THEN 'not stated'
       ELSE means END;

-- The judged records are read from `judged_<kind>`, so that the second round, on firm statements alone, can be asked of few.
CREATE MACRO verdicts(as_of) AS TABLE
WITH
scope AS (  -- the pack: the register is within the GDPR, which is presumed
  SELECT opposite(has_any(scope_exception, ['outside-union-law', 'common-foreign-policy', 'household', 'law-enforcement'],
                          otherwise := 0)) AS scope FROM register),

study AS (  -- definitions assessment.stands and assessment.may-be-relied-on
  SELECT key, is_in(kind, ['dpia']) AS dpia, is_in(kind, ['transfer-impact']) AS transfer_impact,
         before(date, as_of + 1, otherwise := 3) & opposite(before(expires, as_of, otherwise := 0)) AS stands,
         is_in(outcome, ['positive', 'conditional']) & stated(author) & stated(date) & stands AS good,
         is_in(outcome, ['negative']) & stands AS bad
  FROM assessment),

deed AS (  -- what contracts are, for rules and definitions
  SELECT key, has_any(kind, ['data-processing-agreement']) AS dpa, has_any(kind, ['legal-act']) AS legal_act,
         has_any(kind, ['consumer-terms']) AS consumer_terms, before(until, as_of) AS ended,
         is_in(clauses, ['scc-2021-914']) AS transfer_clauses, before(signed, as_of + 1) AS by_now, presumed(by_now, 3) AS concluded,
         opposite(stated(signed)) AS never, modules,
         lasts(coalesce("from", nullif(list_filter(signed, lambda d: d IS NOT NULL), [])), until, as_of) AS lasting,
         presumed(lasting, 3) AS runs
  FROM contract),

bound AS (  -- `some` over the contracts of a party
  SELECT p.key, some_of(legal_act & runs, contract_whole, contract_none) AS by_act,
         some_of(dpa & concluded & runs, contract_whole, contract_none) AS by_contract,  -- party.under-processor-contract
         some_of(transfer_clauses & has_any(modules, ['controller-to-processor', 'processor-to-processor']) & by_now & runs,
                 contract_whole, contract_none) AS by_clauses,  -- party.under-transfer-clauses
         some_of(consumer_terms | opposite(lasting) | never, contract_whole, contract_none) AS besides,
         some_of(consumer_terms | (dpa & (ended | never)), contract_whole, contract_none) AS loosely,
         CASE WHEN count(DISTINCT named) > 1 THEN 3 ELSE 2 END AS several
  FROM judged_party p LEFT JOIN (SELECT key, unnest(contract) AS named FROM party) n USING (key) LEFT JOIN deed d ON d.key = named
  WHERE contract_whole IS NOT NULL GROUP BY p.key),

datum AS (  -- definition data.special, and what else is asked of data
  SELECT key, has_any(categories, ['special']) | is_in(reveals_health, ['yes']) AS special,
         special | has_any(categories, ['criminal']) AS sensitive, has_any(origin, ['data-subject', 'observed']) AS from_subject
  FROM data),

doing AS (SELECT key, is_in(processes_for_others, ['no'], otherwise := 3) AS own, "from" AS begins FROM activity),

activity_data AS (
  SELECT a.key, some_of(sensitive, data_whole, data_none) AS sensitive, some_of(from_subject, data_whole, data_none) AS from_subject
  FROM activity a LEFT JOIN (SELECT key, unnest(data) AS named FROM activity) n USING (key) LEFT JOIN datum d ON d.key = named
  GROUP BY a.key),

activity_uses AS (
  SELECT a.key, some_of(CASE WHEN named IS NOT NULL THEN coalesce(sensitive, 2) END, uses_whole, uses_none) AS sensitive,
         some_of(CASE WHEN named IS NOT NULL THEN coalesce(from_subject, 2) END, uses_whole, uses_none) AS from_subject
  FROM activity a LEFT JOIN (SELECT key, unnest(uses) AS named FROM activity) n USING (key)
  LEFT JOIN use u ON u.key = named LEFT JOIN datum d ON d.key = u.data
  GROUP BY a.key),

activity_profiles AS (  -- definition activity.with-profiling, as far as purposes tell it
  SELECT a.key, some_of(is_in(p.profiling, ['yes']) | has_any(p.class, ['profiling', 'personalised-advertising']),
                        purposes_whole, purposes_none) AS profiles
  FROM judged_activity a LEFT JOIN (SELECT key, unnest(purposes) AS named FROM activity) n USING (key)
  LEFT JOIN purpose p ON p.key = named
  GROUP BY a.key),

activity_decides AS (
  SELECT a.key, some_of(has_any(effect, ['legal', 'significant']), decisions_whole, decisions_none) AS decides
  FROM judged_activity a LEFT JOIN (SELECT key, unnest(decisions) AS named FROM activity) n USING (key)
  LEFT JOIN decision d ON d.key = named
  WHERE decisions_whole IS NOT NULL GROUP BY a.key),

activity_studies AS (
  SELECT a.key, some_of(dpia & good, assessments_whole, assessments_none) AS good,
         some_of(dpia & bad, assessments_whole, assessments_none) AS bad
  FROM judged_activity a LEFT JOIN (SELECT key, unnest(assessments) AS named FROM activity) n USING (key)
  LEFT JOIN study s ON s.key = named
  WHERE assessments_whole IS NOT NULL GROUP BY a.key),

transfer_studies AS (
  SELECT t.key, some_of(transfer_impact & good, assessment_whole, assessment_none) AS good,
         some_of(transfer_impact & bad, assessment_whole, assessment_none) AS bad
  FROM judged_transfer t LEFT JOIN (SELECT key, unnest(assessment) AS named FROM transfer) n USING (key)
  LEFT JOIN study s ON s.key = named
  WHERE assessment_whole IS NOT NULL GROUP BY t.key),

transfer_deeds AS (
  SELECT t.key, some_of(transfer_clauses & has_any(modules, ['processor-to-controller']) & concluded,
                 contract_whole, contract_none) AS going_back
  FROM judged_transfer t LEFT JOIN (SELECT key, unnest(contract) AS named FROM transfer) n USING (key)
  LEFT JOIN deed d ON d.key = named
  WHERE contract_whole IS NOT NULL GROUP BY t.key),

staff AS (  -- whether data of the exporter's own staff go to a party
  SELECT p.key, some_of(is_in(human_resources_data, ['yes']), transfers_whole, transfers_none) AS own_staff
  FROM party p JOIN (SELECT key, unnest(transfers) AS named FROM party) n USING (key) LEFT JOIN transfer t ON t.key = named
  GROUP BY p.key),

decision_in_force AS (  -- law.adequacy: the table is complete, so a decision that is not in force covers nobody
  SELECT code[1] AS code, scope[1] AS scope, relied_on_as[1] AS relied_on_as
  FROM adequacy WHERE lasts("from", until, as_of) = 3 AND code[1] IS NOT NULL),

limits AS (  -- what a decision that does not cover everyone asks of the recipient
  SELECT t.key, t."to", o.country,
         is_in(in_adequacy_scope, ['yes']) AS in_scope, is_in(in_adequacy_scope, ['yes'], otherwise := 3) AS not_excluded,
         is_in(public_authority, ['no'], otherwise := 3) AS private,
         is_in(dpf, ['listed']) & before(dpf_since, as_of + 1, otherwise := 3) AS listed,
         is_in(dpf_covers_hr, ['yes'], otherwise := 3) | opposite(coalesce(own_staff, 2)) AS staff_of_party,
         is_in(dpf_covers_hr, ['yes']) | is_in(human_resources_data, ['no'], otherwise := 3) AS staff_of_transfer
  FROM judged_transfer t JOIN party p ON p.key = t.importer LEFT JOIN organisation o ON o.key = p.organisation
  LEFT JOIN staff s ON s.key = p.key),

covered AS (  -- definitions transfer.on-adequacy (where the data go) and party.covered-by-adequacy (where the recipient is)
  SELECT key, bit_or(is_in("to", [code]) & within & CASE WHEN lists THEN staff_of_transfer ELSE 3 END) AS there,
         bit_or(is_in(country, [code]) & within & CASE WHEN lists THEN staff_of_party ELSE 3 END) AS here
  FROM (SELECT *, scope = 'listed-organisations' AND relied_on_as = 'dpf' AS lists,
               CASE WHEN scope = 'whole' THEN 3 WHEN scope = 'with-exclusions' THEN not_excluded
                    WHEN scope = 'commercial-organisations' THEN in_scope & private
                    WHEN lists THEN listed
                    WHEN scope = 'listed-organisations' THEN in_scope ELSE 0 END AS within
        FROM limits CROSS JOIN decision_in_force)
  GROUP BY key),

asked_consent AS (
  SELECT p.key, some_of(is_in(logged, ['yes']), consents_whole, consents_none) AS logged,
         some_of(is_in(logged, ['no']), consents_whole, consents_none) AS unlogged
  FROM judged_purpose p LEFT JOIN (SELECT key, unnest(consents) AS named FROM purpose) n USING (key)
  LEFT JOIN consent c ON c.key = named
  WHERE consents_whole IS NOT NULL GROUP BY p.key),

kept_for AS (
  SELECT r.key, some_of(has_any(p.class, ['research', 'statistics']), purposes_whole, purposes_none) AS research,
         some_of(opposite(has_only(p.class, ['research', 'statistics'])), purposes_whole, purposes_none) AS more
  FROM judged_retention r LEFT JOIN (SELECT key, unnest(purposes) AS named FROM retention) n USING (key)
  LEFT JOIN purpose p ON p.key = named
  WHERE purposes_whole IS NOT NULL GROUP BY r.key),

-- Each rule: when, unless (and whether one is claimed and open), require, breach, what a breach is called.
answers AS (

SELECT 'gdpr-5-1-e-storage-term' AS rule, r.key, coalesce(own, 3) AS applies,
       [for_research, is_in(form, ['range']) & stated(starts) & by_criteria] AS exceptions,
       for_research = 2 AND research & 1 = 1 AS claimed,
       (is_in(form, ['fixed']) & counted) | (is_in(form, ['criteria', 'as-long-as-necessary']) & (by_criteria | counted))
         | (is_in(form, ['review']) & stated(review)) AS requires,
       2 AS breach, 'violated' AS means
FROM (SELECT r.*, a.own, research, stated(period) & stated(starts) AS counted,
             matches(criteria, '\S\s+\S') & is_in(tells_end, ['yes'], otherwise := 3) AS by_criteria,  -- retention.by-criteria
             coalesce(research, 2) & opposite(coalesce(more, 2)) & by_criteria AS for_research
      FROM judged_retention r LEFT JOIN kept_for USING (key) LEFT JOIN doing a ON a.key = r.activity) r

UNION ALL
SELECT 'gdpr-6-1-b-party', p.key, coalesce(own, 3) & has_only(basis, ['contract']), [], false,
       is_in(contract_with_subject, ['yes']), 2, 'violated'
FROM judged_purpose p LEFT JOIN doing a ON a.key = p.activity

UNION ALL
SELECT 'gdpr-6-1-legal-basis', p.key, coalesce(own, 3), [], false,
       has_any(basis, ['consent', 'contract', 'legal-obligation', 'vital-interests', 'public-task', 'legitimate-interests']),
       2, 'violated'
FROM judged_purpose p LEFT JOIN doing a ON a.key = p.activity

UNION ALL
SELECT 'gdpr-7-1-consent-demonstrable', p.key,
       coalesce(own, 3) & (has_any(basis, ['consent']) | has_any(condition, ['explicit-consent'], otherwise := 0)), [], false,
       coalesce(logged, 2), coalesce(unlogged, 2), 'violated'
FROM judged_purpose p LEFT JOIN asked_consent USING (key) LEFT JOIN doing a ON a.key = p.activity

UNION ALL
SELECT 'gdpr-9-2-special-data', u.key, coalesce(own, 3) & coalesce(special, 2), [], false,
       has_any(condition, ['explicit-consent', 'employment-social-law', 'vital-interests', 'non-profit', 'manifestly-public',
                           'legal-claims', 'substantial-public-interest', 'health-care', 'public-health', 'research']),
       2, 'violated'
FROM judged_use u LEFT JOIN doing a ON a.key = u.activity LEFT JOIN datum d ON d.key = u.data LEFT JOIN purpose p ON p.key = u.purpose

UNION ALL  -- told true by two readings that share a value (each shares with itself), false by two that share none
SELECT 'gdpr-13-1-c-same-basis', key, joined([CASE WHEN len(r.has) > 0 THEN 1 ELSE 2 END FOR r IN basis], 2), [], false,
       joined([list_bit_or([CASE WHEN list_has_any(r.has, q.has) THEN 1 ELSE 2 END FOR q IN basis]) FOR r IN basis], 2),
       2, 'contradictory'
FROM judged_purpose

UNION ALL
SELECT 'gdpr-13-1-time', c.key,
       coalesce(own, 3) & after(begins, DATE '2018-05-24') & (coalesce(d.from_subject, 2) | coalesce(u.from_subject, 2)), [], false,
       joined([list_bit_or([CASE WHEN given < day + 1 THEN 1 ELSE 2 END FOR given IN first_given]) FOR day IN begins], 2),
       2, 'violated'
FROM judged_coverage c LEFT JOIN notice n ON n.key = c.notice LEFT JOIN doing a ON a.key = c.activity
LEFT JOIN activity_data d ON d.key = c.activity LEFT JOIN activity_uses u ON u.key = c.activity

UNION ALL
SELECT 'gdpr-28-10-own-purposes', key, has_any(role, ['processor', 'sub-processor']), [has_any(role, ['controller'])], false,
       is_in(uses_for_own_purposes, ['no']), 2, 'violated'
FROM judged_party

UNION ALL
SELECT 'gdpr-28-3-contract', key, has_any(role, ['processor']),
       [is_in(by_legal_act, ['yes']) | coalesce(by_act, 2), is_in(separate_person, ['no']),
        coalesce(by_clauses, 2), coalesce(by_contract, 2) & coalesce(besides, 2) & coalesce(several, 2)],
       false, coalesce(by_contract, 2), coalesce(loosely, 2), 'violated'
FROM judged_party LEFT JOIN bound USING (key)

UNION ALL
SELECT 'gdpr-28-3-terms', c.key, dpa & runs, [by_clauses], by_clauses = 2 AND published & 1 = 1,
       covers(terms, ['description', 'instructions', 'confidentiality', 'security', 'sub-processors', 'rights-assistance',
                      'duties-assistance', 'end-of-contract', 'audits']), 2, 'violated'
FROM (SELECT *, is_in(clauses, ['scc-2021-914', 'scc-2021-915']) AS published,
             published & is_in(annexes_complete, ['yes']) & is_in(modified, ['no'], otherwise := 3) AS by_clauses
      FROM judged_contract) c JOIN deed USING (key)

UNION ALL  -- definitions activity.with-decisions-that-matter, .large-and-sensitive and .large-scale-monitoring
SELECT 'gdpr-35-1-impact-assessment', a.key,
       own & (is_in(likely_high_risk, ['yes'])
              | ((is_in(profiling, ['yes']) | coalesce(profiles, 2)) & coalesce(decides, 2))
              | (is_in(large_scale, ['yes']) & (d.sensitive | u.sensitive))
              | (is_in(large_scale, ['yes']) & is_in(systematic_monitoring, ['yes']))),
       [], false, coalesce(good, 2), coalesce(bad, 2), 'violated'
FROM judged_activity a JOIN doing USING (key) JOIN activity_data d USING (key) JOIN activity_uses u USING (key)
LEFT JOIN activity_profiles USING (key) LEFT JOIN activity_decides USING (key) LEFT JOIN activity_studies USING (key)

UNION ALL
SELECT 'gdpr-46-transfer-assessed', t.key,
       has_any(ground, ['standard-clauses', 'binding-corporate-rules', 'public-instrument', 'code-or-certification',
                        'ad-hoc-clauses']) & presumed(lasts("from", until, as_of), 3),
       [there | here, coalesce(going_back, 2)], false, coalesce(good, 2), coalesce(bad, 2), 'violated'
FROM judged_transfer t JOIN covered USING (key) LEFT JOIN transfer_deeds USING (key) LEFT JOIN transfer_studies USING (key))

SELECT rule, key, verdict(scope & applies, exceptions, claimed, CASE WHEN breach & 1 = 1 THEN requires & 1 ELSE requires END, means)
                  AS verdict
FROM answers CROSS JOIN scope;
