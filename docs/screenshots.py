"""Screenshots of every page of the sample company, light and dark, into `docs/`: `make screenshots`."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from cx.company import open_company
from cx.filters import Filters
from cx.reports.ask import Arrangement
from cx.reports.pages import WHOLE
from cx.settings import load
from cx.snapshots import snapshot
from cx.snapshots.taking import take
from tests.browser.serving import launched, served

DOCS = Path(__file__).resolve().parent
PAGES = {
    "overview": "/",
    "loyalty": "/loyalty",
    "satisfaction": "/satisfaction",
    "voice": "/voice",
    "service-resolution": "/service",
    "service-response": "/service?tab=response",
    "service-flow": "/service?tab=flow",
    "trust": "/trust",
    "trust-definitions": "/trust?tab=definitions",
    "trust-tools": "/trust?tab=tools",
    "trust-data": "/trust?tab=data",
    "snapshots": "/snapshots",
    "snapshots-opened": "/snapshots?open=1",
    "data": "/data",
    "settings": "/settings",
}
#: Page ("" for all of them), title and note of what is kept to be shown.
SNAPSHOTS = (
    ("loyalty", "Loyalty for the board", "Before the release of September"),
    ("", "The whole of August", "For the archive"),
)
#: The page that is shown with a file dropped on it, as somebody's own tool would have written it.
DROPPED = "data"
SURVEY = "Когда;Филиал;Порекомендуете ли вы нас? (0–10);Почему?\n" + "".join(
    f"{day}.03.2026 1{day % 8}:15;{branch};{score};{why}\n"
    for day, branch, score, why in zip(
        range(13, 25),
        ("Вильнюс", "Каунас") * 6,
        (10, 9, 9, 10, 8, 7, 7, 3, 6, 10, 9, 10),
        ("Ответили за минуту", "Всё понятно", "Курьер опоздал") * 4,
        strict=True,
    )
)
THEMES = ("light", "dark")
WIDTH, HEIGHT = 1440, 900
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'

#: Figures that are not drawn yet.
MISSING = "[class*='st-key-fig-']:not(:has(.main-svg))"

#: Few colours are used, so few are kept: a picture takes a third of the room.
COLOURS = 256


def main() -> None:
    """Serve the sample from a folder of its own, and take all pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launched(playwright)
        if browser is None:
            raise SystemExit("No Chromium is found: install one, or name it in BROWSER_PATH.")
        keep_snapshots(folder)
        survey = Path(folder, "опрос март.csv")
        survey.write_text(SURVEY, encoding="cp1251")
        with served(databases(folder), Path(folder, "server.log")) as address:
            for theme in THEMES:
                for name, path in PAGES.items():
                    dropped = survey if name == DROPPED else None
                    shoot(browser, address + path, theme, DOCS / f"{name}-{theme}.png", dropped)
        browser.close()


def databases(folder: str) -> dict[str, str]:
    """No data of its own, so that the sample is shown."""
    return {
        "CX_WAREHOUSE_URL": f"duckdb:///{folder}/warehouse.duckdb",
        "CX_WORKSPACE_URL": f"sqlite:///{folder}/workspace.sqlite",
        "CX_SAMPLE_URL": f"duckdb:///{folder}/sample.duckdb",
    }


def keep_snapshots(folder: str) -> None:
    """Something to show on the Snapshots page."""
    given = {name.removeprefix("CX_").lower(): url for name, url in databases(folder).items()}
    sample = open_company(load(given))
    for name, title, note in SNAPSHOTS:
        pages = [(name, Arrangement())] if name else [(each, Arrangement()) for each in WHOLE]
        snapshot.keep(sample, take(sample, Filters(), pages, "en"), title, note)
    sample.warehouse.close()


def shoot(browser: Browser, address: str, theme: str, target: Path, dropped: Path | None = None) -> None:
    """One page as high as its content. dropped: a file to drop on it first."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(SETTLED, timeout=60_000)
    page.wait_for_selector(".cx-head h1")
    if dropped is not None:
        page.locator("input[type=file]").set_input_files(dropped)
        page.locator(".st-key-import-now").wait_for(timeout=60_000)
        page.wait_for_selector(SETTLED)
    page.evaluate("document.fonts.ready.then(() => true)")
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": WIDTH, "height": max(HEIGHT, int(height))})
    page.locator(MISSING).first.wait_for(state="detached")
    page.wait_for_timeout(1500)  # figures are redrawn for the new size
    save(page.screenshot(), target)
    context.close()
    print(target.relative_to(DOCS.parent))


def save(picture: bytes, target: Path) -> None:
    """The picture with a palette of its own, in which a colour of few pixels and a faint tint keep their place."""
    how = Image.Quantize.MAXCOVERAGE
    with Image.open(io.BytesIO(picture)) as drawn:
        drawn.convert("RGB").quantize(COLOURS, how, kmeans=3, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    main()
