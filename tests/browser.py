"""A real browser for tests: pages at an address or of a file, axe-core, screenshots.

Where there is no Chromium or no Playwright, tests that want one are skipped and say so. axe-core
comes with the package axe-playwright-python: nothing is fetched.
"""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

SCHEMES = ("light", "dark")
LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing is looked up on the network, which a test machine need not have.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium():
    """The path of a Chromium, or None; GRADE_CHROMIUM names another one."""
    named = os.environ.get("GRADE_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def launched():
    """A running browser; otherwise the test is skipped."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = chromium()
    if path is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A page and what happened in it: complaints of its console, addresses that it asked for."""

    def __init__(self, context):
        self.context = context
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.complaints = []
        self.asked = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _heard(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def open(self, where):
        """Go to an address, or to a file."""
        self.page.goto(Path(where).as_uri() if os.path.isfile(where) else str(where))
        return self.page

    def violations(self):
        """What axe-core finds wrong with the page as it is, one line for each."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]

    def in_both_schemes(self):
        """Go through the light and the dark look of the page."""
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            yield scheme

    def too_wide(self):
        """Whether one has to scroll sideways."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )

    def picture(self, path):
        """Write a screenshot of the whole page."""
        self.page.screenshot(path=path, full_page=True)
        return path


@contextmanager
def visiting(browser, **settings):
    """A fresh page, with no cookie of another one; `settings` are Playwright's of a context."""
    settings = {"viewport": LAPTOP, "reduced_motion": "reduce", **settings}
    context = browser.new_context(**settings)
    try:
        yield Visit(context)
    finally:
        context.close()
