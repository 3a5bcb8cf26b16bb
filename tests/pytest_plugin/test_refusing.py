"""`pytest --policyengine` is red wherever nothing could be judged, and says why."""

from __future__ import annotations

import shutil

import pytest

from tests.pytest_plugin.test_running import FACTS, Go, go, options

__all__ = ["go"]
pytest_plugins = ["pytester"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--policyengine=",), "a path cannot be empty"),
        ((FACTS, options("--fail-on", "severe")), "`severe` is not a severity"),
        ((FACTS, options("--as-of", "22-11-2026")), "`22-11-2026` is not a day"),
        ((FACTS, options("--as-off", "2026-11-22")), "unrecognized arguments: --as-off"),
        ((FACTS, options("--format", "brief")), "pytest makes the report"),
        ((FACTS, options("--help")), "unrecognized arguments: --help"),
        ((FACTS, options("'")), "the options cannot be told apart: no closing quotation"),
        ((FACTS, "--policyengine-args=--rules law/club/pack.yaml"), "is not a folder"),
        (("--policyengine-args=--fail-on high",), "no `--policyengine PATH` says what"),
    ],
    ids=" ".join,
)
def test_options_that_cannot_be_followed(go: Go, arguments: tuple[str, ...], said: str) -> None:
    ran = go(*arguments)
    assert ran.ret == pytest.ExitCode.USAGE_ERROR
    assert said in ran.stderr.str()


def is_an_error(ran: pytest.RunResult, said: str) -> None:
    ran.assert_outcomes(errors=1)
    assert ran.ret == pytest.ExitCode.INTERRUPTED
    assert said in " ".join(ran.stdout.str().split())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--rule", "club-2"), "no rule is called `club-2`"),
        (("--register", "fiets"), "no register is called `fiets`"),
        (("--pack", "clubs"), "no pack is called `clubs`"),
        (("--waivers", "nowhere.yaml"), "there is no `nowhere.yaml`"),
        (("--baseline", "nowhere.json"), "there is no `nowhere.json`"),
        (("--rule", "club-8-silent"), "nothing was judged: the register states nothing that a rule asks about"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_selections_that_meet_nothing(go: Go, more: tuple[str, ...], said: str) -> None:
    is_an_error(go(FACTS, options(*more)), said)


def test_facts_that_are_wrong_are_errors_at_their_places(go: Go, pytester: pytest.Pytester) -> None:
    file = pytester.path / "facts" / "fietsclub" / "register.yaml"
    file.write_text(file.read_text("utf-8").replace("role: controller", "role: contoller"), "utf-8")
    (pytester.path / "law" / "club" / "club-x.yaml").write_text("id: club-y\n", "utf-8")
    ran = go(FACTS, options())
    is_an_error(ran, "facts/fietsclub/register.yaml:8:")
    is_an_error(ran, "did you mean `controller`?")
    is_an_error(ran, "law/club/club-x.yaml:1:")
    assert "problems; nothing was judged" in ran.stdout.str()


def test_facts_and_law_that_are_not_there(go: Go) -> None:
    is_an_error(go("--policyengine=fatcs", options()), "there is no `fatcs`")
    is_an_error(go(FACTS, "--policyengine-args=--no-installed-rules"), "leaves no rules")


def test_facts_that_say_nothing(go: Go, pytester: pytest.Pytester) -> None:
    shutil.rmtree(pytester.path / "facts" / "fietsclub")
    is_an_error(go(FACTS, options()), "nothing to judge: no register in")
    (pytester.path / "facts" / "bare.yaml").write_text("register: bare\n", "utf-8")
    is_an_error(go(FACTS, options()), "the register `bare` states no party, no activity and no other record")


def test_errors_stay_errors_where_pytest_goes_on(go: Go) -> None:
    ran = go(FACTS, options("--rule", "club-8-silent"), "--continue-on-collection-errors")
    ran.assert_outcomes(passed=1, errors=1)
    assert ran.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize("workers", [(), ("-p", "xdist.plugin", "-n", "2")], ids=["alone", "workers"])
def test_our_bugs_are_errors(go: Go, pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    pytester.makeconftest(
        "from policyengine.workspace import Workspace\n"
        "def broken(*_): raise ZeroDivisionError('made up')\n"
        "Workspace.check = broken\n"
    )
    ran = pytester.runpytest_subprocess("-p", "policyengine.pytest_plugin", FACTS, options(), *workers)
    assert ran.ret in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.TESTS_FAILED)
    assert "ZeroDivisionError: made up" in ran.stdout.str()


def test_hostile_titles_reach_no_terminal(go: Go, pytester: pytest.Pytester) -> None:
    file = pytester.path / "facts" / "fietsclub" / "register.yaml"
    title = 'title: "a\\n::error::b \\u202E"'
    file.write_text(file.read_text("utf-8").replace("contract: none", f"contract: none\n    {title}"), "utf-8")
    ran = go(FACTS, options(), "-rA")
    assert "::error::b" in ran.stdout.str()
    assert "\u202e" not in ran.stdout.str()
    assert not [line for line in ran.outlines if line.lstrip().startswith("::error")]
