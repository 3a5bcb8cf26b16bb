"""What fails under pytest is what ends `policyengine check` with 1, on the registers of this repository."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from policyengine.check import load, run
from policyengine.cli.check import configure
from policyengine.cli.common import asked
from policyengine.pytest_plugin.judging import Ends, judged

CHECKOUT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("fail_on", ["high", "violated:critical,contradictory:info", "not-stated:medium"])
def test_the_same_rules_fail(fail_on: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    parser = argparse.ArgumentParser()
    configure(parser)
    args = parser.parse_args(["--as-of", "2026-11-22", "--fail-on", fail_on, "facts"])
    tested = judged(args)
    wanted = asked(args, args.paths)
    outcome = run(wanted, load(wanted))
    failing = {
        (register, rule)
        for finding in outcome.findings
        if not finding.folded
        for register, rule, verdict, severity in (
            (finding.register, finding.rule, finding.verdict, finding.severity),
            *((finding.register, one.rule, one.verdict, one.severity) for one in finding.related),
        )
        if args.fail_on.fails(verdict, severity)
    }
    assert failing
    assert {(told.register, told.rule) for told in tested.rules if told.ends is Ends.FAILED} == failing
    assert len({told.name for told in tested.rules}) == len(tested.rules)
    assert {told.register for told in tested.rules} == {*outcome.registers}
    for told in tested.rules:
        assert told.headline
        assert (CHECKOUT / told.span.path).is_file()
        assert bool(told.text) == (told.ends in (Ends.FAILED, Ends.ACCEPTED))
