"""A wheel carries rule packs and vocabulary, and judges outside the checkout in an environment of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        folder,
        CHECKOUT,
        cwd=folder,
    )
    (built,) = folder.glob("policyengine_gdpr-*.whl")
    return built


def test_the_wheel_holds_packs_tables_and_vocabulary_and_no_facts(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    rules = {str(file.relative_to(CHECKOUT / "rules")) for file in (CHECKOUT / "rules").rglob("*.yaml")}
    packed = {name.removeprefix("policyengine/packs/") for name in names if name.startswith("policyengine/packs/")}
    assert packed == rules
    assert "policyengine/register/model/vocabulary.yaml" in names
    assert "policyengine/scenarios/ready/dpf-annulled.yaml" in names
    page = {f"policyengine/report/html/{name}" for name in ("report.css", "report.js", "templates/report.html")}
    assert page <= set(names)
    assert not [name for name in names if name.startswith(("facts/", "tests/"))]


def test_the_wheel_announces_the_plugin_for_pytest(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt")]
        assert "[pytest11]\npolicyengine = policyengine.pytest_plugin\n" in archive.read(name).decode()


def test_it_judges_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    _run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel, cwd=tmp_path)
    shutil.copytree(CHECKOUT / "facts", tmp_path / "facts")
    # The rule engine is an extra; the report names what has judged.
    judged = ("check", "facts", "--engine", "interpreter", "--format", "json")
    done = _run(environment / "bin" / "policyengine", *judged, cwd=tmp_path)
    inside = _run(python, "-c", "import policyengine; print(policyengine.__file__)", cwd=tmp_path)
    assert str(environment) in inside.stdout
    here = _run(sys.executable, "-m", "policyengine", *judged, cwd=CHECKOUT)
    assert done.stdout == here.stdout
