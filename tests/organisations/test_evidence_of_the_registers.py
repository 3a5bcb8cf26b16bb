"""Every line of the five notices is accounted for; the notices are not in the project, so this may be skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyengine.cli import main

CHECKOUT = Path(__file__).parent.parent.parent
NOTICES = CHECKOUT.parent / "shared" / "seeds"
REGISTERS = sorted(file.parent.name for file in (CHECKOUT / "facts").glob("*/register.yaml"))

pytestmark = pytest.mark.skipif(
    not NOTICES.is_dir(), reason="the notices on which the registers rest are not beside this checkout"
)


@pytest.mark.parametrize("register", REGISTERS)
def test_every_line_is_accounted_for(register: str, capsys: pytest.CaptureFixture[str]) -> None:
    facts = str(CHECKOUT / "facts")
    code = main(["evidence", facts, "--documents", str(NOTICES), "--register", register])
    captured = capsys.readouterr()
    assert code == 0, captured.out + captured.err
    assert captured.out.count("100 % of") == 1


def test_there_are_registers() -> None:
    assert REGISTERS
