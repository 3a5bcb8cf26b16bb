"""The pages of a difference and of a matrix, read by a parser of others: whole, escaped, linked, self-contained."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from collections import Counter
from xml.etree.ElementTree import Element

import html5lib
import pytest

from policyengine.differences import Version
from policyengine.matrices import Matrix
from policyengine.report.difference.html import html
from policyengine.report.difference.html_matrix import matrix_html
from tests.report.comparisons import AS_OF, comparison, difference, hostile_comparison, matrix, supposition
from tests.report.outcomes import HOSTILE

PAGES = {
    "what-if": html(comparison()),
    "diff": html(comparison(supposed=None, head_as_of=None, base=Version("main", "a" * 40), head=Version("work"))),
    "matrix": matrix_html(matrix()),
}


def _read(page: str) -> Element:
    """The tree of a page, of which every deviation from the standard is an error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def _with_class(tree: Element, name: str) -> list[Element]:
    return [element for element in tree.iter() if name in element.get("class", "").split()]


def _says(element: Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_it_says_what_is_supposed_and_that_it_is_no_law() -> None:
    tree = _read(PAGES["what-if"])
    (card,) = _with_class(tree, "supposition")
    said = _says(card)
    for text in (
        "not law: proposed",
        "Mailer loses its contract",
        "the board",
        "checked 2026-11-22",
        "Nobody has decided",
    ):
        assert text in said
    assert "set parties.mailer.contract = none scenarios/later.yaml:4" in said
    assert "All of this is supposed" in _says(_with_class(tree, "warning")[0])
    assert "as of 2027-03-01 as supposed" in _says(_with_class(tree, "lede")[0])


def test_cards_show_before_and_after_what_turned_them_and_both_proofs() -> None:
    tree = _read(PAGES["what-if"])
    cards = _with_class(tree, "finding")
    assert [card.get("data-change") for card in cards] == ["introduced", "changed", "resolved"]
    became = [[_says(pill) for pill in _with_class(card, "pill")] for card in cards]
    assert became[0] == ["satisfied", "violated, high"]
    assert became[1] == ["violated, high", "not stated, high"]
    assert became[2] == ["violated, high", "no such record"]
    turned = _says(_with_class(cards[0], "turned")[0])
    assert "new contract of Mailer: none scenarios/later.yaml:4" in turned
    assert "4 contract: none" in turned
    assert "gone contract of Mailer: dpa facts/club.yaml:12" in turned
    assert "at base" not in turned
    sides = [section for section in _with_class(cards[0], "both")[0] if section.tag == "section"]
    assert [section.get("aria-label") for section in sides] == ["As it stands", "As supposed"]
    assert ["yes contract is stated" in _says(side) for side in sides] == [True, False]
    assert "The rule did not judge this record here." in _says(_with_class(cards[2], "both")[0])
    assert "on one side only" in _says(_with_class(cards[2], "turned")[0])


def test_counts_facts_and_what_is_only_counted() -> None:
    tree = _read(PAGES["what-if"])
    assert [_says(tally) for tally in _with_class(tree, "tally")] == [
        "introduced 1 1 violated",
        "changed 1 1 not stated",
        "resolved 1 1 violated",
    ]
    figures = _says(_with_class(tree, "figures")[0])
    assert "7 open or failed verdicts that both sides report alike" in figures
    assert "1 added, 1 removed, 1 changed" in figures
    mine, shared = (_says(element) for element in _with_class(tree, "facts"))
    assert "contract dpa later; scenarios/later.yaml:4 none later; scenarios/later.yaml:4" in mine
    assert "− organisation" in shared or "- organisation" in shared
    assert "introduced" in _says(_with_class(tree, "counted")[0])


def test_what_is_only_counted_and_open_afterwards_is_not_resolved() -> None:
    found = difference()
    (gone,) = found.resolved
    folded = gone.finding._replace(verdict="not stated", folded=True)
    both = tuple(dataclasses.replace(gone, finding=folded, was=(was,)) for was in ("satisfied", "undetermined"))
    (table,) = _with_class(
        _read(html(comparison(difference=dataclasses.replace(found, introduced=(), resolved=both)))), "counted"
    )
    became = [_says(list(row)[3]) for row in table.iter("tr")]
    assert became == ["Became", "now satisfied", "now undetermined: open, not resolved"]


def test_a_diff_marks_the_lines_of_base_and_supposes_nothing() -> None:
    tree = _read(PAGES["diff"])
    assert "From main (aaaaaaaaaa) to work" in _says(next(tree.iter("h1")))
    assert not _with_class(tree, "supposition")
    assert "facts/club.yaml:12 at base" in PAGES["diff"]


def test_nothing_differs() -> None:
    empty = dataclasses.replace(difference(), introduced=(), resolved=(), changed=(), facts=())
    said = _says(_read(html(comparison(difference=empty, pictures=(), supposed=(), head_as_of=AS_OF))))
    assert "Nothing is otherwise" in said
    assert "No finding differs" in said
    nothing = matrix_html(Matrix(AS_OF, matrix().columns, ()))
    assert "No scenario changes any finding." in _says(_read(nothing))


def test_a_note_has_its_paragraphs() -> None:
    noted = supposition(note="Nobody has decided this.\n\nIt may never be.\n")
    columns = tuple(dataclasses.replace(column, supposed=(noted,)) for column in matrix().columns)
    for page in (html(comparison(supposed=(noted,))), matrix_html(dataclasses.replace(matrix(), columns=columns))):
        paragraphs = [_says(p) for p in _with_class(_read(page), "supposition")[0].iter("p")]
        assert paragraphs[-2:] == ["Nobody has decided this.", "It may never be."]


def test_the_matrix_says_in_words_what_its_symbols_mean() -> None:
    tree = _read(PAGES["matrix"])
    rows = _with_class(tree, "finding")
    cells = [[_says(cell) for cell in _with_class(row, "cell")] for row in rows]
    assert cells == [
        ["✓ satisfied", "✖ violated, high", "= as it stands"],
        ["? not stated, high", "– not applicable", "= as it stands"],
        ["– no such rule", "= as it stands", "⇄ contradictory, low"],
    ]
    heads = [_says(head) for head in next(tree.iter("thead")).iter("th")]
    assert heads == ["Finding", "As it stands", "later", "sooner"]
    assert "The club: a, b, c, d, e, f and 2 more" in _says(rows[2])
    assert [_says(label) for label in _with_class(tree, "box") if "The" in _says(label)] == ["The club 2", "The shop 1"]
    assert "Based on later." in _says(_with_class(tree, "supposition")[1])
    assert "Judged on 1 March 2027." in _says(_with_class(tree, "supposition")[1])


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_once_links_lead_somewhere_and_labels_exist(name: str) -> None:
    tree = _read(PAGES[name])
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    assert [each for each, count in ids.items() if count > 1] == []
    links = {a.get("href", "") for a in tree.iter("a")}
    assert links
    assert {link for link in links if not link.startswith("#") or link[1:] not in ids} == set()
    named = {word for e in tree.iter() for word in (e.get("aria-labelledby") or "").split()}
    assert named - ids.keys() == set()


@pytest.mark.parametrize("name", PAGES)
def test_it_holds_all_it_needs_and_allows_nothing_else(name: str) -> None:
    tree = _read(PAGES[name])
    (style,), (script,) = ([element.text or "" for element in tree.iter(tag)] for tag in ("style", "script"))
    (policy,) = (m.get("content", "") for m in tree.iter("meta") if m.get("http-equiv") == "Content-Security-Policy")
    for text in (style, script):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy
    assert "default-src 'none'" in policy
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import|style=\"", PAGES[name])


@pytest.mark.parametrize("page", [html(hostile_comparison()), matrix_html(matrix(HOSTILE))], ids=["what-if", "matrix"])
def test_what_somebody_wrote_stays_text(page: str) -> None:
    tree = _read(page)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff\ufffe]", page)
    assert page.count("<script>") == 1
    assert not [element for element in tree.iter("b") if element.text == "&amp;"]
    assert "]]> <b>&amp;" in " ".join(tree.itertext())


def test_the_same_comparison_gives_the_same_page() -> None:
    assert html(comparison()) == PAGES["what-if"]
    assert matrix_html(matrix()) == PAGES["matrix"]
