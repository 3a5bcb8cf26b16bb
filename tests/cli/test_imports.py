"""A check imports no more than it needs: starting is most of what a check of a few registers costs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.cli.conftest import HERE, LAW

OTHER_VERBS = (
    *("policyengine.diagram", "policyengine.diff", "policyengine.differences", "policyengine.dossier"),
    *("policyengine.evidence", "policyengine.accounts", "policyengine.forecast", "policyengine.forecasts"),
    *("policyengine.matrices", "policyengine.opening", "policyengine.proposals", "policyengine.repair"),
    *("policyengine.repairs", "policyengine.scenarios", "policyengine.supposing", "policyengine.whatif"),
    *("policyengine.why_not", "policyengine.engine.beside", "policyengine.engine.rejudging"),
    *("policyengine.register.writing", "policyengine.report.html", "policyengine.report.json"),
    *("policyengine.rules.dependence", "policyengine.rules.lint", "policyengine.rules.testing"),
    *("policyengine.source.editing", "policyengine.triage.baseline", "policyengine.triage.difference"),
    *("policyengine.triage.facts_read", "policyengine.triage.policyfile", "policyengine.triage.waiving"),
)
LIBRARIES = ("clingo", "importlib.resources", "jinja2", "networkx", "pydantic", "tempfile", "yaml", "zipfile")
KEEPING = ("hashlib", "pickle", "policyengine.rules.kept", "policyengine.source.cache", "policyengine.source.pickled")
READING_RULES = (
    *("policyengine.rules.amendments", "policyengine.rules.conditions", "policyengine.rules.load"),
    *("policyengine.rules.paths", "policyengine.rules.rulefile", "policyengine.rules.shapes"),
)


def _imported(*arguments: str, cache: Path | None = None) -> set[str]:
    """The modules that `policyengine` has imported by the end, their packages included."""
    code = (
        "import sys; from policyengine.cli import main; code = main(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, *LAW],
        cwd=HERE,
        env={**os.environ, "POLICYENGINE_CACHE": "off" if cache is None else str(cache)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr
    return set(done.stderr.split())


def test_all_that_is_looked_for_is_there() -> None:
    assert [name for name in (*OTHER_VERBS, *KEEPING, *READING_RULES) if find_spec(name) is None] == []


def test_a_check_imports_nothing_that_is_there_for_other_verbs() -> None:
    imported = _imported("check", "facts", "--no-cache")
    assert "policyengine.triage.compose" in imported
    assert imported.isdisjoint({*OTHER_VERBS, *LIBRARIES})


def test_where_nothing_is_kept_nothing_is_imported_that_keeps() -> None:
    assert _imported("check", "facts", "--no-cache").isdisjoint(KEEPING)


def test_where_no_folder_is_wanted_nothing_is_imported_that_keeps() -> None:
    assert _imported("check", "facts").isdisjoint({*KEEPING} - {"policyengine.source.cache"})


def test_where_compiled_packs_are_kept_nothing_is_imported_that_reads_rules(tmp_path: Path) -> None:
    facts = tmp_path / "facts"
    shutil.copytree(HERE / "facts", facts)
    first = _imported("check", str(facts), cache=tmp_path / "cache")
    assert first.issuperset(READING_RULES)
    for file in facts.rglob("*.yaml"):
        file.write_text(f"# said\n{file.read_text('utf-8')}", "utf-8")
    again = _imported("check", str(facts), cache=tmp_path / "cache")
    assert "policyengine.engine.judging" in again
    assert again.isdisjoint({*READING_RULES, *OTHER_VERBS, *LIBRARIES})


def test_an_interrupt_while_the_command_line_is_imported_says_nothing() -> None:
    code = (
        "import sys\n"
        "class Interrupts:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == sys.argv[1]: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupts())\n"
        "from policyengine.cli import main\n"
        "sys.exit(main(['--version']))\n"
    )
    for module in ("argparse", "policyengine.cli.streams", "policyengine.triage.exits"):
        done = subprocess.run([sys.executable, "-c", code, module], capture_output=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (130, b"", b""), module
    done = subprocess.run([sys.executable, "-c", code, "nothing"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_before_an_interrupt_can_be_caught_next_to_nothing_is_imported() -> None:
    code = "import sys; before = {*sys.modules}; import policyengine; print(*{*sys.modules} - before)"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True, text=True)
    assert {name.partition(".")[0] for name in done.stdout.split()} <= {
        "__future__",
        "importlib",
        "policyengine",
        "warnings",
    }
