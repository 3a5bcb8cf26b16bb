"""What is worked out before judging: chains, uses, coverage, controllers, everything named."""

from __future__ import annotations

from register_reading import attempt, by_key, keys, record, register, said

from policyengine.register.model.kinds import relations_of
from policyengine.register.records import Grade

CHAIN = """\
register: x
sources: {notice: {kind: notice}}
parties:
  acme: {role: controller}
  broker: {role: source}
activities:
  a:
    data: {d: {}}
    parties:
      mailer:
        role: processor
        source: notice L4
        data: [d]
        transfers: {t: {to: US}}
        sub_parties:
          host: {role: sub-processor, sub_parties: {rack: {}}}
      unknown: {}
"""


def test_hops() -> None:
    one = by_key(register(CHAIN))
    base = "activities.a.parties.mailer"
    hops = {key: found for key, found in one.items() if found.kind == "hop"}
    assert {key: said(hop, "depth") for key, hop in hops.items()} == {
        f"{base}.hop": [((1,), "notice L4", "implied")],
        f"{base}.sub_parties.host.hop": [((2,), "notice L4", "implied")],
        f"{base}.sub_parties.host.sub_parties.rack.hop": [((3,), "notice L4", "implied")],
        "activities.a.parties.unknown.hop": [((1,), "", "implied")],
    }
    first, second = hops[f"{base}.hop"], hops[f"{base}.sub_parties.host.hop"]
    assert keys(first, "exporter") == []
    assert keys(second, "exporter") == keys(first, "importer") == [base]
    assert keys(first, "activity") == keys(second, "activity") == ["activities.a"]
    assert keys(first, "transfer") == [f"{base}.transfers.t"]
    assert keys(first, "data") == ["activities.a.data.d"]
    assert keys(one[base], "hops") == [first.key]
    assert keys(one[base], "hops_out") == [second.key]
    assert keys(one[f"{base}.transfers.t"], "hops") == [first.key]
    assert first.existence.grade is Grade.IMPLIED
    assert first.existence.place == one[base].existence.place


def test_a_chain_of_parties_that_pass_on_and_a_ring() -> None:
    one = by_key(
        register(
            """\
register: x
parties:
  acme: {role: controller, passes_to: [a]}
  a: {role: recipient, passes_to: [b, c]}
  b: {role: recipient, passes_to: [a, c]}
  c: {role: recipient}
  r1: {role: recipient, passes_to: [r2]}
  r2: {role: recipient, passes_to: [r1]}
"""
        )
    )
    found = {key: (keys(hop, "exporter"), said(hop, "depth")[0][0]) for key, hop in one.items() if hop.kind == "hop"}
    assert found == {
        "parties.a.hop": ([], (1,)),
        "parties.a.hop+parties.b": (["parties.b"], (3,)),
        "parties.b.hop": (["parties.a"], (2,)),
        "parties.c.hop": (["parties.a"], (2,)),
        "parties.c.hop+parties.b": (["parties.b"], (3,)),
        "parties.r1.hop": (["parties.r2"], (2,)),
        "parties.r2.hop": (["parties.r1"], (2,)),
    }


def test_uses_as_stated_or_all_of_one_activity() -> None:
    one = register(
        """\
register: x
purposes: {common: {}}
data: {shared: {}}
activities:
  mapped:
    purposes: {p: {data: [d]}, q: {data: none}, r: {}}
    data: {d: {}, e: {}, f: {purposes: {value: r, grade: presumed}}}
  unmapped:
    purposes: {p: {}, q: {data: shared}}
    data: {d: {}, e: {}}
"""
    )
    found = {tuple(key.split("+")): use.existence.grade.value for key, use in by_key(one).items() if use.kind == "use"}
    assert found == {
        ("activities.mapped.purposes.p", "activities.mapped.data.d"): "implied",
        ("activities.mapped.purposes.r", "activities.mapped.data.f"): "presumed",
        ("activities.unmapped.purposes.p", "activities.unmapped.data.d"): "implied",
        ("activities.unmapped.purposes.p", "activities.unmapped.data.e"): "implied",
        ("activities.unmapped.purposes.q", "data.shared"): "implied",
    }
    for use in one.of("use"):
        assert keys(use, "purpose") == [use.key.split("+")[0]]
        assert keys(use, "data") == [use.key.split("+")[1]]
        assert len(keys(use, "activity")) == 1


def test_a_mapping_stated_from_both_ends_is_one_use() -> None:
    one = register("register: x\nactivities: {a: {purposes: {p: {data: d}}, data: {d: {purposes: p}}}}\n")
    assert len(one.of("use")) == 1
    assert keys(one.of("use")[0], "activity") == ["activities.a"]


def test_coverage() -> None:
    one = register(
        "register: x\nactivities: {a: {}, b: {}}\nnotices: {all: {}, one: {activities: b}, no: {activities: none}}\n"
    )
    assert [coverage.key for coverage in one.of("coverage")] == [
        "notices.all+activities.a",
        "notices.all+activities.b",
        "notices.one+activities.b",
    ]
    found = by_key(one)
    assert keys(found["activities.b"], "coverage") == ["notices.all+activities.b", "notices.one+activities.b"]
    assert keys(found["notices.one+activities.b"], "notice") == ["notices.one"]


def test_controllers_are_the_activitys_own_or_else_the_registers() -> None:
    one = by_key(
        register(
            """\
register: x
parties: {acme: {role: {value: controller, grade: presumed}}, other: {role: recipient}}
activities:
  a: {parties: {acme: {role: [controller, processor]}}}
  b: {}
"""
        )
    )
    assert keys(one["register"], "controllers") == ["parties.acme"]
    assert keys(one["activities.a"], "controllers") == ["activities.a.parties.acme"]
    assert keys(one["activities.b"], "controllers") == ["parties.acme"]
    assert keys(one["parties.acme"], "controls") == ["activities.b"]
    assert not one["activities.b"].links["controllers"][0].statement.firm


def test_who_controls_beside_others_does_not_replace_the_registers_controllers() -> None:
    one = by_key(
        register(
            """\
register: x
organisations: {club: {}, chain: {}}
parties: {chain: {organisation: chain, role: controller}}
activities:
  joint: {parties: {club: {organisation: club, role: controller, control: joint}}}
  all-named:
    parties:
      us: {organisation: chain, role: controller, control: joint}
      club: {organisation: club, role: controller, control: joint}
  others: {parties: {club: {organisation: club, role: controller}}}
"""
        )
    )
    assert keys(one["activities.joint"], "controllers") == ["activities.joint.parties.club", "parties.chain"]
    assert keys(one["activities.all-named"], "controllers") == [
        "activities.all-named.parties.club",
        "activities.all-named.parties.us",
    ]
    assert keys(one["activities.others"], "controllers") == ["activities.others.parties.club"]


def test_everything_named_anywhere() -> None:
    one = by_key(register(CHAIN))
    assert keys(one["register"], "named_parties") == sorted(key for key, found in one.items() if found.kind == "party")
    assert keys(one["activities.a.data.d"], "named_data_in") == ["register"]


def test_organisations_of_a_register_are_its_parties_and_those_above_them() -> None:
    one = register(
        "register: x\norganisations: {a: {parent: b}, b: {parent: c}, c: {parent: a}, "
        "d: {}, e: {representative: d}, f: {}}\n"
        "parties: {p: {organisation: a}, q: {organisation: e}}\n"
    )
    assert [organisation.key for organisation in one.of("organisation")] == ["a", "b", "c", "d", "e"]


def test_every_link_belongs_to_a_relation_of_the_model() -> None:
    for found in by_key(register(CHAIN)).values():
        relations = relations_of(found.kind)
        for relation, links in found.links.items():
            assert type(links) is tuple
            assert all(link.target.kind == relations[relation].target for link in links), (found, relation)


def test_a_title_is_stated_or_the_organisations_or_the_slug() -> None:
    text = "register: x\norganisations: {o: {title: Big Corp}}\n"
    text += "parties: {p: {organisation: o}, some-one: {}, q: {title: Q}}\n"
    assert [record(text, f"parties.{slug}").title for slug in ("p", "some-one", "q")] == ["Big Corp", "some one", "Q"]


def test_products_are_bounded() -> None:
    many = ", ".join(f"r{n}: {{}}" for n in range(400))
    _, problems = attempt(f"register: x\nactivities:\n  a: {{purposes: {{{many}}}, data: {{{many}}}}}\n")
    assert [(str(p.span), p.hint) for p in problems] == [("x.yaml:3:3", "name the `data` of each purpose")]
    many = ", ".join(f"r{n}: {{}}" for n in range(1100))
    _, problems = attempt(f"register: x\nactivities: {{{many}}}\nnotices: {{{many}}}\n")
    assert len(problems) == 1
    assert [p.hint for p in problems] == ["name the `activities` of each notice"]
