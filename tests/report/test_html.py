"""The page to keep, read by a parser of others: whole, escaped, linked, self-contained, and the same every time."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from policyengine.check import Asked, load, run
from policyengine.dossier import Dossier, Picture, ProofLine, Spot
from policyengine.findings import Compared, Finding, Outcome, Related, Waived, WaiverState
from policyengine.report.html import html
from policyengine.spans import Span
from tests.report.outcomes import CARD, HOSTILE, full, hostile
from tests.report.test_text import ASKED, FOUND

CHECKOUT = Path(__file__).parent.parent.parent
_SVG = "{http://www.w3.org/2000/svg}svg"
AS_OF = dt.date(2026, 11, 22)
WAIVER = Waived("a new contract is being drawn up", "legal", "the board", dt.date(2027, 1, 31), Span("w.yaml", 3, 1))
SPOT = Spot("d1-1", "Mailer", ("what: processor",), ("parties.mailer",))
PICTURE = Picture("club", '<svg viewBox="0 0 1 1"><g id="d1-1"></g></svg>', "1 party", (SPOT,))


@pytest.fixture(scope="module")
def five() -> Outcome:
    """The outcome of the registers of the project, with everything that the page shows."""
    asked = Asked((CHECKOUT / "facts",), AS_OF, in_full=True, documented=True)
    return run(asked, load(asked))


@pytest.fixture(scope="module")
def page(five: Outcome) -> str:
    return html(five)


@pytest.fixture(scope="module")
def tree(page: str) -> Element:
    return _read(page)


def _read(page: str) -> Element:
    """The tree of a page, of which every deviation from the standard is an error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def _with_class(tree: Element, name: str) -> list[Element]:
    return [element for element in tree.iter() if name in element.get("class", "").split()]


def _says(element: Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _one(finding: Finding, **more: object) -> Element:
    """The only card of a page about one finding."""
    (card,) = _with_class(_read(html(full(finding, **more))), "finding")
    return card


def test_a_finding_says_what_where_why_and_what_now() -> None:
    proof = (
        ProofLine("heading", "What it asks"),
        ProofLine("step", "contract is stated", 1, "no"),
        ProofLine("told false", "contract of Mailer: none", 1, "", "notice L3", FOUND.location),
    )
    related = (Related("made-up-2", "not stated", "Another", "medium"),)
    card = _one(FOUND._replace(proof=proof, related=related))
    said = _says(card)
    for part in (
        "violated high GDPR 28(3), 28(9), UAVG 4 party Mailer",
        "Every processor is bound by a contract Mailer works without one",
        "facts/club.yaml 12 contract: none",
        "Told contract of Mailer: none notice L3, implied Law a contract",
        "Repair Conclude one. Also Another (not stated)",
        "parties.mailer facts/club.yaml:12:5",
        "What it asks no contract is stated told false contract of Mailer: none notice L3; facts/club.yaml:12:5",
    ):
        assert part in said
    (mark,) = card.iter("mark")
    assert mark.text == "contract: none"


def test_the_sides_of_a_conflict_stand_side_by_side() -> None:
    line = FOUND.evidence[0]
    against = line._replace(tells="contract of Mailer: signed", told=False)
    conflict = FOUND._replace(verdict="contradictory", evidence=(line, against))
    (sides,) = _with_class(_one(conflict), "sides")
    assert [_says(heading) for heading in sides.iter("h5")] == ["Told true", "Told false", "Law"]
    (sides,) = _with_class(_one(conflict._replace(verdict="violated")), "sides")
    assert [_says(heading) for heading in sides.iter("h5")] == ["Told", "Law"]


def test_what_is_missing_is_short() -> None:
    card = _one(FOUND._replace(verdict="not stated", missing=("contract of Mailer",)))
    assert "Nobody says contract of Mailer" in _says(card)
    assert not _with_class(card, "sides")


def test_waived_known_gone_and_never_shown_stand_apart() -> None:
    waived = FOUND._replace(waiver=WAIVER, rule="made-up-2")
    known = FOUND._replace(baseline="unchanged", verdict="contradictory")
    gone = FOUND._replace(baseline="absent", title="Gone")
    folded = FOUND._replace(verdict="not stated", folded=True, title="Never shown")
    accepted = folded._replace(waiver=WAIVER, rule="made-up-3")
    compared = Compared(AS_OF, 1, 1, 0, 1, 0, (known,), (gone,))
    fresh = FOUND._replace(baseline="new", advice=True)
    expired = WaiverState("made-up-2", "club:parties.mailer", "expired", "it ended; renew it or mend it", WAIVER)
    tree = _read(html(full(fresh, waived, folded, accepted, compared=compared, waivers=(expired,))))
    assert [_says(heading) for heading in tree.iter("h3")][:5] == [
        "Violated 1",
        "Contradictory 1",
        "Accepted for a time 2",
        "No longer found 1",
        "Open, but nothing that these sources would show 1",
    ]
    new, unchanged, *both = _with_class(tree, "finding")
    assert "advice new" in _says(new)
    assert "known" in _says(unchanged)
    terms = "Accepted until 2027-01-31 a new contract is being drawn up legal; approved by the board; w.yaml:3:1"
    assert [terms in _says(accepted) for accepted in both] == [True, True]
    counts = {_says(tally.find("dt")): _says(tally.find("dd/b")) for tally in _with_class(tree, "tally")}
    assert counts == {"violated": "1", "contradictory": "1", "not stated": "0", "undetermined": "0"}
    assert "expired it ended; renew it or mend it a new contract is being drawn up legal the board 2027-01-31" in (
        _says(tree)
    )
    assert "1 verdict is new, 1 unchanged, 1 resolved." in _says(tree)


def test_drawing_and_findings_lead_to_each_other() -> None:
    tree = _read(html(full(FOUND, dossier=Dossier(pictures=(PICTURE,)))))
    (card,) = _with_class(tree, "finding")
    assert "#d1-1" in [link.get("href") for link in card.iter("a")]
    (row,) = (element for element in tree.iter("tr") if element.get("id") == "of-d1-1")
    assert [link.get("href") for link in row.iter("a")] == ["#d1-1", f"#{card.get('id')}"]


def test_where_nothing_can_be_drawn_the_page_says_why() -> None:
    picture = Picture("club", "", "", why_not="drawing needs <Graphviz>")
    tree = _read(html(full(FOUND, dossier=Dossier(pictures=(picture,)))))
    assert "There is no drawing: drawing needs <Graphviz>" in _says(tree)


def test_nothing_found() -> None:
    tree = _read(html(full(without_record=[CARD.id])))
    assert "Nothing found." in _says(tree)
    only_counted = FOUND._replace(verdict="not stated", folded=True)
    assert "Nothing found that these sources would show." in _says(_read(html(full(only_counted))))
    assert "Rules that found no record to judge 1" in [_says(heading) for heading in tree.iter("h3")]


def test_rules_that_are_not_in_force_stand_apart() -> None:
    tree = _read(html(full(FOUND, not_in_force=["made-up-2"])))
    headings = [_says(heading) for heading in tree.iter("h3")]
    assert {"Rules that judged something 1", "Rules not in force on 22 November 2026 1"} <= {*headings}
    assert not any("found no record" in heading for heading in headings)


def test_of_chosen_rules_the_page_says_nothing_of_the_rest_of_the_law() -> None:
    says = _says(_read(html(full(FOUND, checked=0, checkable=195, not_checked=["GDPR 5(1)(d)"], only_chosen=True))))
    assert says.count("Only rules that were chosen were judged") == 2
    assert "195" not in says
    assert "is checked by some rule" not in says


def test_hostile_texts_stay_texts() -> None:
    card = CARD._replace(title=HOSTILE, expects=HOSTILE, remedy=HOSTILE, help=(HOSTILE,))
    proof = (ProofLine("step", HOSTILE, 1, "no"), ProofLine("told true", HOSTILE, 1, "", HOSTILE, FOUND.location))
    picture = Picture("club", "", HOSTILE, why_not=HOSTILE)
    finding = hostile()._replace(proof=proof, missing=(HOSTILE,), waiver=WAIVER._replace(reason=HOSTILE))
    plain = _read(html(full(FOUND, questions=[ASKED])))
    page = html(
        full(
            finding,
            questions=[ASKED._replace(text=HOSTILE)],
            rules=(card,),
            titles={"club": HOSTILE},
            not_checked=[HOSTILE],
            dossier=Dossier(pictures=(picture,)),
        )
    )
    assert all(c.isprintable() or c == "\n" for c in page)
    tree = _read(page)
    assert not list(tree.iter("q")), "no element comes from a text"
    assert Counter(e.tag for e in tree.iter("script")) == Counter(e.tag for e in plain.iter("script"))
    assert {e.tag for e in tree.iter()} <= {e.tag for e in plain.iter()} | {"ul", "h5", "figure", "figcaption", "small"}
    assert _says(tree).count("<b>&amp;") > 12


# What follows reads the page of the five registers.


def test_every_part_is_there(tree: Element, five: Outcome) -> None:
    shown = [finding for finding in five.findings if not finding.folded]
    assert len(_with_class(tree, "finding")) == len(shown)
    assert len(_with_class(tree, "rule")) == len(five.rules)
    assert len(_with_class(tree, "questions")) == len(five.registers)
    assert len(list(tree.iter(_SVG))) == len(five.registers)
    assert sum(len(list(of.iter("li"))) for of in _with_class(tree, "provisions")) == 195 - five.checked
    titles = [_says(summary.find("span")) for table in _with_class(tree, "table") for summary in table.iter("summary")]
    assert titles == [table.title for table in five.dossier.tables]
    sources = next(element for element in tree.iter("section") if element.get("id") == "sources")
    files = {_says(code) for code in sources.iter("code")}
    assert {path for path in five.texts if "facts" in path} <= files


def test_no_text_of_the_templates_is_shown_as_an_escape(tree: Element) -> None:
    (body,) = tree.iter("body")
    assert "\\u0" not in "".join(part for element in body if element.tag != "script" for part in element.itertext())


def test_it_is_of_a_size_to_send(page: str) -> None:
    assert len(page.encode()) < 3_000_000


def test_it_names_each_element_once_and_links_to_what_is_there(page: str, tree: Element) -> None:
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    links = [link.get("href", "") for link in tree.iter("a")]
    assert [link for link in links if not link.startswith("#") or link[1:] not in ids] == []
    pointing = [(e, name) for e in tree.iter() for name in ("aria-labelledby", "for") if e.get(name)]
    assert [each for e, name in pointing for each in e.get(name, "").split() if each not in ids] == []
    assert all(f'id="of-{spot}"' in page for spot in re.findall(r'href="#of-([^"]+)"', page))


def test_it_needs_nothing_beside_it_and_allows_nothing_else(tree: Element) -> None:
    loading = ("src", "srcset", "action", "style", "poster", "data", "background", "formaction")
    assert [e.tag for e in tree.iter() if any(e.get(name) is not None for name in loading)] == []
    assert not list(tree.iter("link"))
    assert [name for e in tree.iter() for name in e.attrib if name.startswith("on")] == []
    (policy,) = (e.get("content", "") for e in tree.iter("meta") if e.get("http-equiv") == "Content-Security-Policy")
    for tag in ("style", "script"):
        (element,) = tree.iter(tag)
        digest = base64.b64encode(hashlib.sha256((element.text or "").encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    (style,) = tree.iter("style")
    assert not re.search(r"url\(|@import", style.text or "")


def test_headings_never_skip_a_level(tree: Element) -> None:
    levels = [int(e.tag[1]) for e in tree.iter() if re.fullmatch("h[1-6]", str(e.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_whoever_does_not_see_it_can_find_the_way(tree: Element) -> None:
    for landmark in ("header", "nav", "main", "footer"):
        assert list(tree.iter(landmark))
    labelled = {label.get("for") for label in tree.iter("label")}
    within = {id(field) for label in tree.iter("label") for field in label.iter()}
    fields = [field for tag in ("input", "select") for field in tree.iter(tag)]
    assert [f.get("id") for f in fields if f.get("id") not in labelled and id(f) not in within] == []
    scrolling = [*_with_class(tree, "scroll"), *_with_class(tree, "frame")]
    assert all(e.get("tabindex") == "0" and (e.get("aria-label") or e.get("aria-labelledby")) for e in scrolling)
    assert all(svg.get("aria-label") for svg in tree.iter(_SVG))


def _colours(style: str) -> list[dict[str, str]]:
    """The colours by their names, in light and in dark."""
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w{6})", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    )
    return [light, light | dark]


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_everything_can_be_told_from_its_ground(page: str) -> None:
    """At least 4.5 to 1, which WCAG 2.2 asks of small text (1.4.3)."""
    tones = ("red", "violet", "amber", "blue")
    pairs = [(ink, ground) for ink in ("ink", "soft", "link", "green", *tones) for ground in ("page", "card")]
    pairs += [(tone, f"{tone}-wash") for tone in tones]
    pairs += [(f"draw-{ink}", "paper") for ink in ("ink", "soft", "red", "violet", "amber", "green", "blue", "deep")]
    for colours in _colours(page):
        assert [(a, b) for a, b in pairs if _contrast(colours[a], colours[b]) < 4.5] == []


def test_every_colour_of_a_drawing_has_its_like_in_the_dark(page: str) -> None:
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    drawn = set(re.findall(r'(fill|stroke)="(#\w+)"', page))
    assert drawn
    selectors = [f'.frame [{what}="{colour}"]' for what, colour in sorted(drawn)]
    assert [selector for selector in selectors if selector not in style] == []


_MAKE = """
import datetime as dt, pathlib, sys
from policyengine.check import Asked, load, run
from policyengine.report.html import html
asked = Asked((pathlib.Path("tests/cli/facts"),), dt.date(2026, 11, 22), in_full=True, documented=True)
sys.stdout.write(html(run(asked, load(asked))))
"""


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    made = {
        subprocess.run(
            [sys.executable, "-c", _MAKE],
            cwd=CHECKOUT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1
    assert b"fietsclub" in made.pop()
