"""The page to keep in a real browser: nothing goes wrong, the filters work, and it can be read without scripts."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from policyengine.check import Asked, load, run
from policyengine.findings import Finding
from policyengine.report.html import html

CHECKOUT = Path(__file__).parent.parent.parent
PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(PROGRAM is None, reason="no browser is installed; chromium would do"),
]


@pytest.fixture(scope="module")
def found() -> list[Finding]:
    return []


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, found: list[Finding]) -> str:
    """Where the page of two registers is; their findings are put into `found`."""
    facts, registers = CHECKOUT / "facts", ("kmo-verzekeringen", "pantein-extra")
    asked = Asked((facts,), dt.date(2026, 11, 22), registers=registers, in_full=True, documented=True)
    outcome = run(asked, load(asked))
    found.extend(finding for finding in outcome.findings if not finding.folded)
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(html(outcome), "utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Without a sandbox, because tests may run as root; the page is our own.
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Page:
    tab = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    tab.set_default_timeout(10_000)
    return tab


@pytest.fixture
def page(tab: Page, address: str) -> Iterator[Page]:
    """The page as it opens. It must not complain, refuse anything, nor ask for any other address."""
    wrong: list[str] = []
    told = {
        "console": lambda message: wrong.append(message.text),
        "pageerror": lambda error: wrong.append(str(error)),
        "request": lambda request: request.url.partition("#")[0] == address or wrong.append(request.url),
    }
    for event, listener in told.items():
        tab.on(event, listener)  # type: ignore[call-overload]
    tab.goto("about:blank")
    tab.goto(address)
    yield tab
    for event, listener in told.items():
        tab.remove_listener(event, listener)
    assert [each for each in wrong if each != "about:blank"] == []


def _shown(page: Page) -> int:
    return page.locator(".finding:visible").count()


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_filters_leave_what_fits(page: Page, found: list[Finding]) -> None:
    said = page.locator("#shown")
    assert said.inner_text() == f"All {len(found)} findings"
    page.check("input[name=verdict][value=violated]")
    page.check("input[name=verdict][value=contradictory]")
    page.check("input[name=severity][value=high]")
    left = [f for f in found if f.verdict in ("violated", "contradictory") and f.severity == "high"]
    assert _shown(page) == len(left) > 1
    assert said.inner_text() == f"{len(left)} of {len(found)} findings"
    page.check("input[name=register][value=kmo-verzekeringen]")
    left = [f for f in left if f.register == "kmo-verzekeringen"]
    assert _shown(page) == len(left) > 0
    _press(page, "Show all")
    assert _shown(page) == len(found)


def test_articles_records_and_words(page: Page, found: list[Finding]) -> None:
    page.select_option("#article", "GDPR 13")
    left = [f for f in found if any(re.match(r"GDPR 13(\(|$)", p) for p in f.provisions)]
    assert _shown(page) == len(left) > 1
    page.fill("#search", "RECIPIENTS bing")
    assert 0 < _shown(page) < len(left)
    _press(page, "Show all")
    record = left[0].records[0]
    page.select_option("#record", f"{left[0].register}:{record.key}")
    about = [f for f in found if f.register == left[0].register and record.key in [r.key for r in f.records]]
    assert _shown(page) == len(about) > 0


def test_a_choice_of_registers_shows_them_whole_and_any_other_only_findings(page: Page) -> None:
    page.check("input[name=register][value=pantein-extra]")
    assert page.locator(".register:visible").count() == 1
    assert page.locator(".drawing:visible, .questions:visible").count() == 2
    page.check("input[name=verdict][value=violated]")
    assert page.locator(".drawing:visible, .questions:visible").count() == 0


def test_the_drawing_and_the_findings_lead_to_each_other(page: Page) -> None:
    page.check("input[name=verdict][value=contradictory]")
    drawn = page.locator(".finding:visible a[href^='#d']").first
    drawn.click()
    name = page.url.partition("#")[2]
    expect(page.locator(f"#{name}"), "the drawing is there although findings are filtered").to_be_visible()
    page.locator(f"#{name} a").focus()
    page.keyboard.press("Enter")
    row = page.locator(f"#of-{name}")
    expect(row, "the drawing in words is unfolded").to_be_visible()
    leads = row.locator("a[href^='#f-']").last
    finding = page.locator(leads.get_attribute("href") or "")
    leads.click()
    expect(finding, "a finding is shown even where it was filtered out").to_be_visible()


def test_everything_unfolds_and_folds(page: Page) -> None:
    _press(page, "Unfold everything")
    assert page.locator("details:not([open])").count() == 0
    _press(page, "Fold everything")
    assert page.locator("main details[open]:not(.choices)").count() == 0


def test_the_drawing_grows(page: Page) -> None:
    drawing = page.locator(".drawing").first
    widths = []
    for size in ("Fit", "Actual size", "Double"):
        drawing.get_by_label(size, exact=True).check()
        widths.append(drawing.locator("svg").bounding_box()["width"])  # type: ignore[index]
    assert widths[0] < widths[1] < widths[2]


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    _press(page, "Unfold everything")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_can_be_read_without_scripts(browser: Browser, address: str, found: list[Finding]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}#tables")
    assert _shown(page) == len(found)
    assert not page.locator("#filters").is_visible()
    assert not page.locator("text=Unfold everything").is_visible()
    proof = page.locator(".finding .more").first
    proof.locator("summary").click()
    expect(proof.locator(".proof")).to_be_visible()
    context.close()
