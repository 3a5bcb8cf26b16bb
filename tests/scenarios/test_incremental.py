"""What is judged again because it is touched, beside everything judged from the beginning: never another answer."""

from __future__ import annotations

from tests.scenarios.incremental import differs, of_the_five


def test_worlds_at_random() -> None:
    found = [met for seed in range(150) for met in differs(seed)]
    # That much is made of these seeds, so that what is compared is not nothing.
    assert found.count("some") > 100
    assert found.count("all") < len(found) / 2


def test_the_five_registers() -> None:
    assert sum(of_the_five(seed) for seed in range(40)) > 20
