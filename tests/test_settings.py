"""What `conftest.py` says for all tests reaches them."""

from __future__ import annotations

import os

from hypothesis import settings


def test_no_example_fails_by_the_time_it_takes() -> None:
    assert settings().deadline is None


def test_nothing_is_kept_for_a_later_run() -> None:
    assert os.environ["POLICYENGINE_CACHE"] == "off"
