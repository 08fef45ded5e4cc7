"""A file of the whole dashboard, opened where there is no network: it is drawn whole, asks nobody, and prints."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from cx.company import Company
from cx.exports.document import Document
from cx.exports.html import html
from cx.exports.pdf import pdf
from cx.filters import Filters
from cx.reports.ask import Arrangement
from cx.reports.page import Chart
from cx.reports.pages import WHOLE
from cx.snapshots.snapshot import live_document
from cx.store.warehouse import Warehouse
from cx.store.workspace import Workspace
from tests import small_company
from tests.sealing import asked, opened

#: Each would be a formula, or would run or hide what follows, where it is not shown as it was written.
EVIL = (
    "=cmd|' /C calc'!A0", "+1", "@x", '<img src=x onerror="window.harmed = 1">',
    "</script><script>window.harmed = 2</script>", "<!--",
)  # fmt: skip


class Opened:
    """The file in a browser that likes the dark; remembers what went wrong in it and who was asked."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.errors: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(path.as_uri())
        self.drawn = page.evaluate("window.drawn.then(all => all.length)")

    def texts(self, selector: str) -> list[str]:
        return self.page.locator(selector).all_inner_texts()


@pytest.fixture(scope="module")
def document(sample: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Document:
    """Every page of the sample company, and one of a company whose channels could do harm."""
    folder = tmp_path_factory.mktemp("files")
    company = Company(sample.settings, sample, Workspace(f"sqlite:///{folder}/sample.sqlite"), is_sample=True)
    pages = [(name, Arrangement()) for name in WHOLE]
    whole = live_document(company, asked(company), pages, "en", " ".join(EVIL))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small_company, "CHANNELS", EVIL[3:])
        harmful = opened(folder)
    ever = asked(harmful, Filters("all", "none"))
    loyalty = live_document(harmful, ever, [("loyalty", Arrangement(by="channel"))], "en", "")
    return replace(whole, pages=(*whole.pages, *loyalty.pages), note="\n".join(EVIL))


@pytest.fixture(scope="module")
def file(document: Document, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The file, in a browser without a network."""
    path = tmp_path_factory.mktemp("opened") / "dashboard.html"
    path.write_bytes(html(document))
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True, color_scheme="dark")
    context.route("http*://**", lambda route: route.abort())
    yield Opened(context.new_page(), path)
    context.close()


def squeezed(text: str) -> str:
    """Without spaces: where lines break on paper says nothing."""
    return "".join(text.split())


def test_every_chart_is_drawn_without_an_error(file: Opened, document: Document) -> None:
    charts = [part for page in document.pages for part in page.parts if isinstance(part, Chart) and part.figure]

    assert file.drawn == len(charts) > 30
    assert file.page.locator(".figure").count() == file.page.locator(".figure:has(.main-svg)").count() == len(charts)
    assert file.errors == []


def test_nobody_is_asked_and_nothing_can_be_sent(file: Opened) -> None:
    assert [address for address in file.asked if not address.startswith("file:")] == []
    assert file.page.locator(".modebar-btn, form, button, iframe, object").count() == 0


def test_the_ground_is_light_whatever_the_visitor_likes(file: Opened) -> None:
    assert file.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_contents_lead_to_every_page(file: Opened, document: Document) -> None:
    links = file.page.locator(".contents a").evaluate_all("all => all.map(link => link.getAttribute('href'))")

    assert len(links) == len(document.pages)
    assert all(file.page.locator(f"article{link} h1").count() == 1 for link in links)


def test_names_that_could_do_harm_arrive_as_text(file: Opened) -> None:
    body = file.page.locator("body").inner_text()
    ticks = " ".join(file.page.locator(".figure .ytick").all_text_contents())

    assert [name for name in EVIL if name not in body] == []
    assert [name for name in EVIL[3:] if name[:10] not in ticks] == []
    assert file.page.evaluate("window.harmed === undefined")
    assert file.page.locator("img:not([src^='data:'])").count() == 0


def printed(file: Opened, width: int) -> list[str]:
    """The sheets as a visitor with a window of that width prints them."""
    file.page.set_viewport_size({"width": width, "height": 900})
    return sheets(file.page.pdf(prefer_css_page_size=True))


def sheets(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(io.BytesIO(data)) as paper:
        return [squeezed(sheet.get_textpage().get_text_bounded()) for sheet in paper]


def test_on_paper_stands_every_title_and_fact(file: Opened, document: Document) -> None:
    seal = dict(document.facts)["Seal"]

    for paper in (printed(file, 1440), sheets(pdf(document))):
        text = "".join(paper)
        assert [title for title in file.texts("h1, h2") if squeezed(title) not in text] == []
        assert [fact for _name, fact in document.facts if squeezed(fact) not in text] == []
        assert [name for name in EVIL if squeezed(name) not in text] == []
        assert all(seal[:8] in sheet for sheet in paper)


def test_a_telephone_prints_the_same_sheets_as_a_desk(file: Opened) -> None:
    assert printed(file, 420) == printed(file, 1440)
