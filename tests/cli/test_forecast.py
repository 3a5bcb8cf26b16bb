"""`policyengine forecast`: reports, exits, waivers that end, scenarios, and the calendar as calendars read it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import icalendar
import pytest

from tests.cli.conftest import HERE, LAW, Run, validated

CHECKOUT = HERE.parent.parent
UNTIL = ("--until", "2027-12-31")
DAYS = ["2027-01-01", "2027-01-16", "2027-02-01", "2027-03-01", "2027-04-01", "2027-06-01", "2027-07-01"]


@pytest.fixture
def forecast(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs it on a register with dates, in its folder."""
    monkeypatch.chdir(HERE / "dated")
    return lambda *arguments: run("forecast", "facts", *LAW, *arguments)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("forecast.txt", ()),
        ("forecast.md", ("--format", "markdown")),
        ("forecast.ics", ("--format", "ics")),
        ("forecast-none.txt", ("--register", "acme", "--rule", "term-2-basis", "--until", "2026-12-31")),
    ],
)
def test_whole_reports(forecast: Run, name: str, arguments: tuple[str, ...]) -> None:
    ran = forecast(*UNTIL, *arguments)
    kept = HERE / "snapshots" / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(ran.out, "utf-8", newline="")
    with kept.open(encoding="utf-8", newline="") as file:
        assert (ran.err, ran.out) == ("", file.read())


def test_the_same_as_json(forecast: Run) -> None:
    ran = forecast(*UNTIL, "--format", "json")
    found = validated(ran.out, "forecast.schema.json")
    assert [day["day"] for day in found["days"]] == DAYS
    (new,) = found["days"][0]["introduced"]
    assert new["other_side"] == ["satisfied"]
    (turning,) = new["turned_by"]
    assert turning["text"] == "the contract Agreement with MailCo ends on 2026-12-31"
    assert (turning["day"], turning["location"]["path"]) == ("2027-01-01", "facts/acme.yaml")
    waivers = found["days"][1]["waivers"]
    assert [(one["was"], one["now"], one["visible_again"]) for one in waivers] == [("in force", "expired", True)] * 2
    (begins,) = found["days"][3]["law"]
    assert begins["text"] == "the rule term-4-later applies from 2027-03-01 on"
    assert found["days"][3]["introduced"][0]["other_side"] == ["rule not in force"]
    assert "supposed" not in found


def test_the_same_run_gives_the_same_bytes(forecast: Run) -> None:
    once, again = (forecast(*UNTIL, "--format", "json").out for _ in range(2))
    assert once == again


def test_both_engines_foresee_the_same(forecast: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = forecast(*UNTIL).out
    monkeypatch.setattr("policyengine.engine.rete.available", lambda: False)
    assert forecast(*UNTIL).out == plain


def test_what_will_be_found_decides_about_the_exit(forecast: Run) -> None:
    assert forecast(*UNTIL).code == 1
    assert forecast("--until", "2027-05-31").code == 0
    assert forecast("--until", "2026-12-31", "--fail-on", "not-stated:high").code == 0
    assert forecast("--until", "2027-01-01", "--fail-on", "not-stated:high").code == 1
    assert forecast(*UNTIL, "--fail-on", "never").code == 0
    # What is accepted fails nothing until it no longer is.
    printer = ("--rule", "term-1-contract", "--fail-on", "not-stated:high", "--as-of", "2027-01-02")
    assert forecast(*printer, "--until", "2027-01-15").code == 0
    assert forecast(*printer, "--until", "2027-01-16").code == 1
    assert forecast(*printer, "--until", "2027-01-16", "--no-waivers").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "the following arguments are required: --until"),
        (("--until", "soon"), "`soon` is not a day"),
        (("--until", "2026-11-22"), "is not after the day of judging, 2026-11-22"),
        (("--until", "2027-01-01", "--on", "2027-01-01"), "none is named; name one with `--scenario`"),
        (("--until", "2027-01-01", "--scenario", "dpf-anulled"), "did you mean `dpf-annulled`?"),
        (("--until", "2027-01-01", "--format", "ical"), "no format is called `ical`"),
    ],
)
def test_what_the_command_line_gets_wrong(forecast: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = forecast(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


def test_a_calendar_reads_an_event_for_each_day(forecast: Run, tmp_path: Path) -> None:
    file = tmp_path / "days.ics"
    forecast(*UNTIL, "--format", f"ics={file}")
    written = file.read_bytes()
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in written.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(written)
    events = calendar.walk("VEVENT")
    assert [event.decoded("DTSTART").isoformat() for event in events] == DAYS
    assert {event.decoded("DTEND") - event.decoded("DTSTART") for event in events} == {dt.timedelta(days=1)}
    assert len({str(event["UID"]) for event in events}) == len(DAYS)
    assert str(events[0]["SUMMARY"]) == "Data protection, new: Every processor is bound by a contract"
    waived = str(events[1]["DESCRIPTION"])
    assert "Print; Copy, Ltd, by (not stated)" in waived
    assert "no longer waived: it was in force until 2027-01-15\n" in waived
    assert all(not component.errors for component in calendar.walk())


def test_an_event_keeps_its_name_when_other_days_are_asked(forecast: Run) -> None:
    def names(*arguments: str) -> list[str]:
        calendar = icalendar.Calendar.from_ical(forecast(*arguments, "--format", "ics").out)
        return [str(event["UID"]) for event in calendar.walk("VEVENT")]

    assert names("--until", "2027-03-15") == names(*UNTIL, "--as-of", "2026-12-01")[:4]


SUPPOSED = """
title: Nobody is listed, and what is covered ends early
set:
  organisations.mailco.dpf_since: none
  law.covered.us.until: {day_before: as_of}
"""


def test_what_is_supposed_can_be_foreseen(forecast: Run, tmp_path: Path) -> None:
    file = tmp_path / "unlisted.yaml"
    file.write_text(SUPPOSED, "utf-8")
    supposed = ("--scenario", str(file), "--on", "2027-10-01", "--rule", "term-3-listed", *UNTIL)
    ran = forecast(*supposed, "--format", "json")
    found = validated(ran.out, "forecast.schema.json")
    assert ran.code == 1
    assert [one["title"] for one in found["supposed"]] == ["Nobody is listed, and what is covered ends early"]
    assert [day["day"] for day in found["days"]] == ["2027-07-15", "2027-10-01"]
    (begins,) = found["days"][0]["resolved"]
    assert "begins on 2027-07-15" in begins["turned_by"][0]["text"]
    (ends,) = found["days"][1]["introduced"]
    assert "ends on 2027-09-30" in ends["turned_by"][0]["text"]
    assert "All of this is supposed" in " ".join(forecast(*supposed).out.split())
    assert "SUMMARY:Supposed\\, new: Recipients elsewhere" in forecast(*supposed, "--format", "ics").out
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("title: Wrong\nset: {organisations.mailko.dpf_since: none}\n", "utf-8")
    assert forecast("--scenario", str(wrong), *UNTIL).code == 3


def test_a_policy_counts_for_rules_that_only_a_scenario_brings(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    contract = "contracts:\n  mail: {kind: data-processing-agreement, signed: 2026-01-01, until: 2027-03-01}\n"
    (tmp_path / "club.yaml").write_text(f"register: club\njurisdiction: BE\n{contract}", "utf-8")
    (tmp_path / "house.yaml").write_text("title: Our own rules\nadd: [packs.house]\n", "utf-8")
    asked = ("forecast", "club.yaml", "--as-of", "2026-11-22", "--until", "2027-02-15")
    supposed = ("--scenario", "house.yaml")
    assert run(*asked, *supposed, "--fail-on", "low").code == 1
    (tmp_path / "policyengine.yaml").write_text("fail_on: {default: never, packs: {house: low}}\n", "utf-8")
    assert run(*asked).code == 0
    assert run(*asked, *supposed).code == 1
    (tmp_path / "policyengine.yaml").write_text("fail_on: {default: low, packs: {house: never}}\n", "utf-8")
    assert run(*asked, *supposed).code == 0


def test_a_rule_that_only_begins_is_judged_from_then_on(forecast: Run) -> None:
    later = ("--rule", "term-4-later")
    assert forecast(*later, "--until", "2027-03-01").code == 0
    ran = forecast(*later, "--until", "2027-02-28")
    assert (ran.code, ran.out) == (4, "")


def test_the_five_registers_say_what_they_cannot_know(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    ran = run("forecast", "facts", "--as-of", "2026-11-22", "--until", "2028-11-22")
    assert (ran.code, ran.err) == (0, "")
    shown = " ".join(ran.out.split())
    assert "Nothing changes until 2028-11-22" in shown
    assert "2027-04-02 Regulation (EU) 2025/2518 applies" in shown
    assert "The next date after that is 2031-12-28: law.adequacy (GB-2025R" in shown
