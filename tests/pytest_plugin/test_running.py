"""`pytest --policyengine`: a test for each rule and register, in runs of pytest of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import junitparser
import pytest

import policyengine.check
from policyengine.cli import main
from tests.cli.conftest import HERE, LAW

pytest_plugins = ["pytester"]

OURS = ("-p", "policyengine.pytest_plugin", "-W", "error")
"""Named, because plugins are not looked for in these runs: the one under test would come twice."""
FACTS = "--policyengine=facts"
Go = Callable[..., pytest.RunResult]


def options(*more: str) -> str:
    """What `--policyengine-args` says: the law of these tests, and `more`."""
    return f"--policyengine-args={' '.join((*LAW, *more))}"


@pytest.fixture
def go(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Go:
    """Runs pytest in a folder with facts, law and one other test in it."""
    assert policyengine.check, "imported before, so that the runs do not import it anew"
    for name in ("facts", "law"):
        shutil.copytree(HERE / name, pytester.path / name)
    pytester.makepyfile(test_other="def test_other(): pass")
    for name in ("CI", "BUILD_NUMBER", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: pytester.runpytest_inprocess(*OURS, *arguments)


def test_each_rule_is_a_test_beside_the_others(go: Go) -> None:
    ran = go(FACTS, options(), "-rA")
    ran.assert_outcomes(passed=1, failed=2, skipped=4, xfailed=3)
    assert ran.ret == 1
    ran.stdout.fnmatch_lines(
        [
            "*_ club-2-contract?fietsclub? _*",
            "violated high club-2-contract",
            "  --> facts/fietsclub/register.yaml:15:5",
            "   = law      GDPR 28(3)",
            "   = repair   Conclude one.",
            "SKIPPED * facts/fietsclub/register.yaml*: not stated: condition of organise",
            "SKIPPED * law/club/club-8-silent.yaml*: no event to judge",
            "XFAIL policyengine::club-5-retention?fietsclub? - violated medium, which `--fail-on` lets pass: *",
            "FAILED policyengine::club-2-contract?fietsclub? - violated high: Every processor is bound by a contract",
        ]
    )


def test_a_failure_in_one_line(go: Go) -> None:
    ran = go(FACTS, options(), "--tb=line", "-k", "contract")
    ran.stdout.fnmatch_lines(
        ["facts/fietsclub/register.yaml:15:5: violated high: Every processor is bound by a contract"]
    )
    assert "repair" not in ran.stdout.str()


def test_a_rule_that_is_satisfied_passes(go: Go, pytester: pytest.Pytester) -> None:
    file = pytester.path / "facts" / "fietsclub" / "register.yaml"
    file.write_text(file.read_text("utf-8").replace("in-general-terms", "given"), "utf-8")
    go(FACTS, options("--rule", "club-5-retention"), "test_other.py").assert_outcomes(passed=2)


@pytest.mark.parametrize(("fail_on", "failed", "code"), [("medium", 4, 1), ("low", 5, 1), ("never", 0, 0)])
def test_what_fails_is_said_as_for_check(go: Go, fail_on: str, failed: int, code: int) -> None:
    ran = go(FACTS, options("--fail-on", fail_on))
    assert (ran.ret, ran.parseoutcomes().get("failed", 0)) == (code, failed)


def test_what_is_not_stated_fails_where_that_is_asked(go: Go) -> None:
    ran = go(FACTS, options("--fail-on", "not-stated:high", "--rule", "club-3-special"))
    ran.assert_outcomes(passed=1, failed=1)
    ran.stdout.fnmatch_lines(["not stated high club-3-special", "   = missing  condition of organise"])


def test_accepted_breaches_fail_where_pytest_is_told_to_accept_none(go: Go) -> None:
    go(FACTS, options(), "--runxfail").assert_outcomes(passed=1, failed=5, skipped=4)


def test_a_rule_under_the_finding_of_another_shows_that_finding(go: Go) -> None:
    ran = go(FACTS, options("--fail-on", "low"), "-k", "club-7-follows")
    ran.assert_outcomes(failed=1, deselected=9)
    ran.stdout.fnmatch_lines(
        [
            "contradictory low: A purpose with two bases is not told clearly (club-7-follows), for the same cause as",
            "contradictory critical club-1-basis",
        ]
    )


def test_registers_have_tests_of_their_own(go: Go, pytester: pytest.Pytester) -> None:
    shutil.copytree(pytester.path / "facts" / "fietsclub", pytester.path / "facts" / "zwemclub")
    file = pytester.path / "facts" / "zwemclub" / "register.yaml"
    file.write_text(file.read_text("utf-8").replace("register: fietsclub", "register: zwemclub"), "utf-8")
    ran = go(FACTS, options(), "--collect-only", "-q", "-k", "contract")
    names = [line for line in ran.outlines if "::" in line]
    assert names == [f"policyengine::club-2-contract[{slug}]" for slug in ("fietsclub", "zwemclub")]


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (("-k", "contract or basis"), ["club-1-basis", "club-2-contract"]),
        (("-k", "critical and club"), ["club-1-basis"]),
        (("-m", "policyengine", "-k", "silent"), ["club-8-silent"]),
        (("-m", "not policyengine"), []),
        (("policyengine::club-2-contract[fietsclub]",), ["club-2-contract"]),
        (("policyengine::club-2-contract", "policyengine::club-8-silent"), ["club-2-contract", "club-8-silent"]),
        (("test_other.py", "policyengine::club-2-contract"), ["club-2-contract"]),
    ],
    ids=lambda value: " ".join(map(str, value)),
)
def test_some_are_chosen(go: Go, selection: tuple[str, ...], names: list[str]) -> None:
    ran = go(FACTS, options(), "--collect-only", "-q", "--strict-markers", *selection)
    assert [line for line in ran.outlines if line.startswith("policyengine")] == [
        f"policyengine::{name}[fietsclub]" for name in names
    ]
    assert ran.ret == 0


def test_a_test_that_is_not_there_is_an_error(go: Go) -> None:
    ran = go(FACTS, options(), "policyengine::club-2-contrct")
    ran.assert_outcomes(errors=1)
    ran.stdout.fnmatch_lines(["no test is called `policyengine::club-2-contrct` (did you mean `club-2-contract*"])


def test_only_the_last_failures(go: Go) -> None:
    go(FACTS, options(), "-p", "cacheprovider")
    go(FACTS, options(), "-p", "cacheprovider", "--lf").assert_outcomes(failed=2)


def test_workers_share_the_tests(go: Go) -> None:
    alone = go(FACTS, options()).parseoutcomes()
    ran = go(FACTS, options(), "-p", "xdist.plugin", "-n", "2")
    ran.assert_outcomes(**alone)
    ran.stdout.fnmatch_lines(["violated high club-2-contract", "   = repair   Conclude one."])
    go(FACTS, options(), "-p", "xdist.plugin", "-n", "2", "policyengine::club-2-contract").assert_outcomes(failed=1)


def test_junit(go: Go, pytester: pytest.Pytester) -> None:
    go(FACTS, options(), "--junitxml=report.xml", "-k", "club")
    (suite,) = junitparser.JUnitXml.fromfile(str(pytester.path / "report.xml"))
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (9, 2, 0, 7)
    (failed,) = [case for case in suite if case.name == "club-2-contract[fietsclub]"]
    assert failed.classname == "policyengine"
    (result,) = failed.result
    assert result.message == "violated high: Every processor is bound by a contract"
    assert "--> facts/fietsclub/register.yaml:15:5" in result.text


def test_from_another_folder(go: Go, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    (pytester.path / "below").mkdir()
    (pytester.path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    monkeypatch.chdir(pytester.path / "below")
    law = f"--rules {pytester.path / 'law'} --no-installed-rules --as-of 2026-11-22"
    ran = go("--policyengine=../facts", f"--policyengine-args={law}", "-k", "club-2-contract")
    ran.assert_outcomes(failed=1)
    ran.stdout.fnmatch_lines(["*register.yaml:15:5", "FAILED ../policyengine::club-2-contract*"])
    again = go("--policyengine=../facts", f"--policyengine-args={law}", "../policyengine::club-2-contract[fietsclub]")
    again.assert_outcomes(failed=1)


def test_the_whole_agrees_with_check(go: Go, capsys: pytest.CaptureFixture[str]) -> None:
    for fail_on in ("critical", "high", "violated:low", "not-stated:medium", "undetermined:info", "never"):
        more = ("--fail-on", fail_on)
        assert go(FACTS, options(*more), "-k", "club").ret == main(["check", "facts", *LAW, *more])
        capsys.readouterr()


def test_nothing_is_imported_where_nothing_is_asked(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\ndef test_it():\n"
        "    ours = sorted(name for name in sys.modules if name.partition('.')[0] == 'policyengine')\n"
        "    assert ours == ['policyengine', 'policyengine.pytest_plugin', 'policyengine.version']\n"
        "    assert not {'yaml', 'pydantic'} & set(sys.modules)\n",
        "utf-8",
    )
    # Other plugins of this environment import what they like.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", *OURS, "-q", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_waivers_are_tests_and_what_they_accept_fails_nothing(go: Go, capsys: pytest.CaptureFixture[str]) -> None:
    terms = ("--owner=jan", "--approved-by=dpo", "--reason=it is being signed", "--expires=2026-12-31")
    assert main(["waivers", "add", "club-2-contract", "printer", *terms, *LAW]) == 0
    ran = go(FACTS, options(), "-rx", "-k", "contract")
    ran.assert_outcomes(passed=1, xfailed=1, deselected=9)
    ran.stdout.fnmatch_lines(
        ["XFAIL *contract?fietsclub? - violated high, waived until 2026-12-31: it is being signed"]
    )
    late = go(FACTS, f"{options()} --as-of 2027-01-01", "-k", "contract")
    late.assert_outcomes(failed=2, deselected=9)
    late.stdout.fnmatch_lines(["expired waiver: it was in force until 2026-12-31", "  --> waivers.yaml:*"])
    capsys.readouterr()


def test_what_the_baseline_knows_fails_nothing(go: Go, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "facts", "--format", "json=before.json", *LAW]) == 1
    ran = go(FACTS, options("--baseline", "before.json"), "-rx")
    ran.assert_outcomes(passed=1, xfailed=5, skipped=4)
    ran.stdout.fnmatch_lines(["XFAIL *club-2-contract?fietsclub? - violated high, and known to the baseline"])
