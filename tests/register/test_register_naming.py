"""The record that somebody means: by an end of its key, of both ends where it joins two, and what is named is found."""

from __future__ import annotations

import re

import pytest

from policyengine.register.naming import find
from policyengine.register.records import Facts, Record
from tests.register.register_reading import attempt, record

FACTS, _ = attempt(
    "register: shop\n"
    "activities:\n"
    "  staff:\n"
    "    purposes: {administer: {class: hr-administration}, pay: {class: hr-administration}}\n"
    "    data: {bsn: {categories: [national-number]}, address: {categories: [postal-address]}}\n"
    "  members:\n"
    "    purposes: {administer: {class: newsletter}}\n"
    "    data: {email: {categories: [email]}}\n"
)


def key_of(name: str, facts: Facts = FACTS) -> str:
    found = find(name, facts, "use")
    return found.key if isinstance(found, Record) else found


@pytest.mark.parametrize(
    "name",
    [
        "administer+bsn",
        "shop:administer+bsn",
        "purposes.administer+bsn",
        "administer+activities.staff.data.bsn",
        "activities.staff.purposes.administer+activities.staff.data.bsn",
    ],
)
def test_what_joins_two_is_found_by_the_ends_of_both(name: str) -> None:
    assert key_of(name) == "activities.staff.purposes.administer+activities.staff.data.bsn"


@pytest.mark.parametrize("name", ["minister+bsn", "administer+sn", "administer+bsn+email", "administer+email+"])
def test_what_is_no_end_of_a_key_is_not_found(name: str) -> None:
    assert key_of(name).startswith(f"no use is called `{name}`")


def test_an_end_that_several_share_names_them_all_and_each_name_is_found() -> None:
    told = key_of("bsn")
    assert told.startswith("`bsn` may be any of 2 records: ")
    assert [key_of(name) for name in re.findall(r"`(shop:[^`]*)`", told)] == [
        "activities.staff.purposes.administer+activities.staff.data.bsn",
        "activities.staff.purposes.pay+activities.staff.data.bsn",
    ]


def test_whatever_is_named_instead_is_found() -> None:
    names = re.findall(r"`([^`]*)`", key_of("zzz").partition("(known: ")[2])
    assert names == ["administer+address", "administer+bsn", "administer+email", "pay+address", "pay+bsn"]
    assert not any(key_of(name).startswith(("no use", "`")) for name in names)
    assert key_of("administr+bsn").endswith(
        "(did you mean `activities.staff.purposes.administer+activities.staff.data.bsn`?)"
    )


def test_a_last_part_that_several_share_is_named_by_whole_keys() -> None:
    twice, _ = attempt(
        "register: shop\nactivities:\n"
        "  one: {purposes: {send: {class: newsletter}}, data: {email: {categories: [email]}}}\n"
        "  two: {purposes: {send: {class: newsletter}}, data: {email: {categories: [email]}}}\n"
    )
    names = re.findall(r"`([^`]*)`", key_of("zzz", twice).partition("(known: ")[2])
    assert names == [f"activities.{each}.purposes.send+activities.{each}.data.email" for each in ("one", "two")]
    assert [key_of(name, twice) for name in names] == names


def test_a_register_without_title_is_called_by_its_slug() -> None:
    assert record("register: my-shop\njurisdiction: BE\n", "register").title == "my-shop"
    assert record("register: my-shop\ntitle: My Shop\n", "register").title == "My Shop"
