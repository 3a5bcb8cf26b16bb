"""The pages of a difference and of a matrix in a real browser: nothing goes wrong or too wide, and filters work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from policyengine.cli import main

CHECKOUT = Path(__file__).parent.parent.parent
PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SUPPOSED = ("--remove", "ondernemers-actief:activities.social-buttons", "--scenario", "marketing-consent-withdrawn")
COMMANDS = {
    "difference": SUPPOSED,
    "matrix": ("--matrix", *SUPPOSED, "--scenario", "omnibus-iv"),
}

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(PROGRAM is None, reason="no browser is installed; chromium would do"),
]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where the pages of the registers of the project are."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name, supposed in COMMANDS.items():
        file = folder / f"{name}.html"
        asked = ["whatif", str(CHECKOUT / "facts"), *supposed, "--as-of", "2026-11-22", "--fail-on", "never"]
        assert main([*asked, "--format", f"html={file}"]) == 0
        found[name] = file.as_uri()
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Without a sandbox, because tests may run as root; the page is our own.
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: Browser, addresses: dict[str, str]) -> Iterator[Page]:
    """A tab that must not complain, refuse anything, nor ask for any other address."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    tab.set_default_timeout(10_000)
    wrong: list[str] = []
    known = {"about:blank", *addresses.values()}
    tab.on("console", lambda message: wrong.append(message.text))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda asked: asked.url.partition("#")[0] in known or wrong.append(asked.url))
    yield tab
    tab.close()
    assert wrong == []


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(tab: Page, addresses: dict[str, str], name: str, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(addresses[name])
    if tab.locator("#unfold").count():
        tab.get_by_role("button", name="Unfold everything").click()
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_what_differs_can_be_filtered(tab: Page, addresses: dict[str, str]) -> None:
    tab.goto(addresses["difference"])
    every = tab.locator(".finding").count()
    assert tab.locator("#shown").inner_text() == f"All {every} findings"
    tab.check("input[name=change][value=introduced]")
    left = tab.locator(".finding:visible")
    assert 0 < left.count() < every
    assert {each.get_attribute("data-change") for each in left.all()} == {"introduced"}
    assert tab.locator(".facts:visible").count() <= 1, "only what registers share"
    tab.get_by_role("button", name="Show all").click()
    expect(tab.locator(".finding:visible")).to_have_count(every)


def test_rows_of_the_matrix_can_be_filtered_by_rule_and_register(tab: Page, addresses: dict[str, str]) -> None:
    tab.goto(addresses["matrix"])
    every = tab.locator("tr.finding").count()
    assert tab.locator("#shown").inner_text() == f"All {every} rows"
    tab.select_option("#rule", "gdpr-6-1-legal-basis")
    assert 0 < tab.locator("tr.finding:visible").count() < every
    tab.get_by_role("button", name="Show all").click()
    tab.check("input[name=register][value=kmo-verzekeringen]")
    assert 0 < tab.locator("tr.finding:visible").count() < every


def test_the_head_of_the_matrix_stays_in_sight(tab: Page, addresses: dict[str, str]) -> None:
    tab.set_viewport_size({"width": 1280, "height": 400})
    tab.goto(addresses["matrix"])
    frame, head = tab.locator(".matrix"), tab.locator(".matrix thead th").first
    frame.evaluate("element => element.scrollTop = element.scrollHeight")
    assert frame.evaluate("element => element.scrollTop") > 0
    assert abs(head.bounding_box()["y"] - frame.bounding_box()["y"]) < 3


@pytest.mark.parametrize("name", COMMANDS)
def test_everything_can_be_reached_by_keyboard(tab: Page, addresses: dict[str, str], name: str) -> None:
    tab.goto(addresses[name])
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    reached = set()
    # As many steps as there can be; what has been passed once has been reached.
    for _ in range(tab.locator("a, button, input, select, summary, [tabindex='0']").count() + 5):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
    wanted = tab.locator("summary:visible, select:visible, .scroll:visible, .frame:visible").all()
    assert [each for each in wanted if each.evaluate("e => e.outerHTML.slice(0, 200)") not in reached] == []


def test_a_link_from_the_drawing_leads_to_its_words_and_from_there_to_the_finding(
    tab: Page, addresses: dict[str, str]
) -> None:
    tab.goto(addresses["difference"])
    link = tab.locator(".frame .spot a").first
    target = (link.get_attribute("href") or "")[1:]
    link.focus()
    tab.keyboard.press("Enter")
    row = tab.locator(f"[id='{target}']")
    expect(row).to_be_visible()
    row.locator("td a").first.click()
    expect(tab.locator(".finding:target")).to_be_in_viewport()


@pytest.mark.parametrize("name", COMMANDS)
def test_without_scripts_everything_is_there(browser: Browser, addresses: dict[str, str], name: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(addresses[name])
    assert page.locator(".finding:visible").count() == page.locator(".finding").count() > 1
    assert page.locator("#filters:visible, #unfold:visible").count() == 0
    context.close()
