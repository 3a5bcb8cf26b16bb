"""Where the tests of the rules come in: their collector stands beside the files that pytest collects."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from policyengine.errors import nearest
from policyengine.pytest_plugin import NAME
from policyengine.pytest_plugin.items import RuleTest, WaiverTest
from policyengine.pytest_plugin.judging import Refused, Tested, judged


class _Options(argparse.ArgumentParser):
    """The options of `policyengine check`, refused as pytest refuses its own."""

    def error(self, message: str) -> NoReturn:
        raise pytest.UsageError(f"--policyengine: {message}")


class Tests:
    """What pytest asks of us in a run with `--policyengine`. Raises `pytest.UsageError` for options that are wrong."""

    def __init__(self, config: pytest.Config) -> None:
        self._asked = _asked(config)
        self._chosen: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Take names such as `policyengine::RULE[REGISTER]` out of what pytest looks for in files."""
        # By now workers have been given the whole command line, so each of them does the same.
        ours = [argument for argument in session.config.args if _is_ours(argument)]
        self._chosen = [argument.partition("::")[2] for argument in ours]
        session.config.args[:] = [argument for argument in session.config.args if argument not in ours]

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Put the tests of the rules behind whatever else the session collects."""
        report = yield
        if isinstance(collector, pytest.Session) and report.result is not None:
            report.result.append(
                Rules.from_parent(collector, name=NAME, nodeid=NAME, asked=self._asked, chosen=self._chosen)
            )
        return report


def _is_ours(argument: str) -> bool:
    path, colons, _ = argument.partition("::")
    return bool(colons) and Path(path).name == NAME


def _asked(config: pytest.Config) -> argparse.Namespace:
    """The options as `policyengine check` understands them."""
    from policyengine.cli.check import configure

    paths = [os.path.join(config.invocation_params.dir, path) for path in config.getoption(NAME) if path]  # noqa: PTH118
    if len(paths) < len(config.getoption(NAME)):
        raise pytest.UsageError("--policyengine: a path cannot be empty; `.` is the folder you are in")
    parser = _Options(prog="--policyengine-args", add_help=False, allow_abbrev=False)
    configure(parser)
    try:
        words = shlex.split(config.getoption("policyengine_args"))
    except ValueError as error:
        parser.error(f"the options cannot be told apart: {str(error).lower()}")
    args = parser.parse_args([*words, "--", *paths])
    if args.format:
        parser.error("pytest makes the report; `policyengine check --format` makes others")
    return args


class Rules(pytest.Collector):
    """Collects a test for each rule and register; facts or law that cannot be judged are errors of collection."""

    def __init__(self, *, asked: argparse.Namespace, chosen: list[str], **where: object) -> None:
        super().__init__(**where)  # type: ignore[arg-type]
        self._asked = asked
        self._chosen = chosen

    def collect(self) -> Iterator[pytest.Item]:
        """Load, judge, and say how each test will end. Raises `CollectError` with every problem at its place."""
        try:
            tested = judged(self._asked)
        except Refused as refused:
            raise self.CollectError(str(refused)) from None
        yield from self._only_chosen(tested)

    def _only_chosen(self, tested: Tested) -> Iterator[pytest.Item]:
        # The whole id is given, because pytest reads what stands in brackets only in ids that are written out.
        items: list[pytest.Item] = [
            RuleTest.from_parent(self, name=told.name, nodeid=f"{NAME}::{told.name}", told=told)
            for told in tested.rules
        ]
        for waiver in tested.waivers:
            name = f"waiver[{waiver.rule} {waiver.record}]"
            items.append(WaiverTest.from_parent(self, name=name, nodeid=f"{NAME}::{name}", waiver=waiver))
        for name in self._chosen:
            if not any(_meant(name, item) for item in items):
                known = nearest(name, [item.name for item in items])
                raise self.CollectError(f"no test is called `{NAME}::{name}` ({known})")
        for item in items:
            if not self._chosen or any(_meant(name, item) for name in self._chosen):
                yield item


def _meant(name: str, item: pytest.Item) -> bool:
    return item.name == name or item.name.startswith(f"{name}[")
