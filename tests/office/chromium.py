"""The Chromium of the system, for tests that look at a page as its readers do."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
"""None where there is none: then such tests are skipped."""


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class OpenedPage:
    """A page with all that went wrong in it, what it asked for, and of that what it did not get and why."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def shown(self) -> list[str]:
        """The numbers of the tasks in the table, in their order."""
        return self.page.locator("#all tbody tr:not(.group) td.number").all_inner_texts()

    @property
    def address(self) -> str:
        """What stands behind # in it."""
        return str(self.page.evaluate("decodeURIComponent(location.hash)"))


@contextmanager
def opened_page(
    browser: Browser, path: Path, width: int = 1366, height: int = 768, *, runs_scripts: bool = True
) -> Iterator[OpenedPage]:
    """A page of a file.

    Args:
        browser: that opens it.
        path: of the file.
        width, height: of the window, in pixels.
        runs_scripts: as a browser does that is not told otherwise.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height}, offline=True, java_script_enabled=runs_scripts
    )
    opened = OpenedPage(context.new_page())
    opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
    opened.page.on("console", lambda message: opened.errors.append(message.text) if message.type == "error" else None)
    opened.page.on("request", lambda request: opened.requests.append(request.url))
    opened.page.on("requestfailed", lambda request: opened.refused.append(f"{request.url}: {request.failure}"))
    opened.page.goto(path.as_uri())
    yield opened
    context.close()
