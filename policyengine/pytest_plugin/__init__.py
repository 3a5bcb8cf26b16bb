"""`pytest --policyengine facts`: a test for each rule and register, beside the other tests of a project.

pytest imports this file in every run, so everything else is imported only where the option is given.
"""

from __future__ import annotations

import pytest

NAME = "policyengine"
MARKER = f"{NAME}: what a rule says of a register, judged by policyengine"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare `--policyengine` and what goes with it."""
    group = parser.getgroup(NAME, "data protection as policy")
    group.addoption(
        "--policyengine",
        metavar="PATH",
        action="append",
        default=[],
        help="judge these facts, a test for each rule and register; repeatable",
    )
    group.addoption(
        "--policyengine-args",
        metavar="OPTIONS",
        default="",
        help='options of `policyengine check`, such as "--fail-on medium --pack gdpr"; all but --format',
    )


def pytest_configure(config: pytest.Config) -> None:
    """Read the options. Raises `pytest.UsageError` where they cannot be followed."""
    config.addinivalue_line("markers", MARKER)
    if config.getoption("policyengine"):
        from policyengine.pytest_plugin.session import Tests

        config.pluginmanager.register(Tests(config), f"{NAME}-tests")
    elif config.getoption("policyengine_args"):
        raise pytest.UsageError("`--policyengine-args` says how to judge, and no `--policyengine PATH` says what")
