"""Pages on paper: printed as a visitor would, from both themes, and the sheets looked at."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pypdfium2
import pytest
from playwright.sync_api import Browser

from cx.charts.tokens import GOOD, MAIN, channels
from tests.browser.visitor import Visitor

#: A4 lying, in points.
WIDTH, HEIGHT = 842, 595


@pytest.fixture(params=["light", "dark"])
def reader(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Visitor]:
    """Somebody who prints from one theme, then from the other."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=request.param)
    yield Visitor(context.new_page(), server)
    context.close()


def printed(visitor: Visitor) -> pypdfium2.PdfDocument:
    visitor.until_drawn()
    return pypdfium2.PdfDocument(io.BytesIO(visitor.page.pdf(prefer_css_page_size=True)))


def pixels(sheet: pypdfium2.PdfPage) -> np.ndarray:
    return np.asarray(sheet.render(scale=2).to_pil().convert("RGB")).astype(int)


def like(sheet: np.ndarray, colour: str) -> np.ndarray:
    """Where a sheet has about that colour."""
    return (abs(sheet - channels(colour)) < 12).all(axis=2)


def test_a_page_is_printed_in_ink_on_white_with_its_charts_whole(reader: Visitor) -> None:
    reader.open("/loyalty")
    reader.page.locator(".js-plotly-plot").first.wait_for()
    reader.until_drawn()
    figures = reader.page.locator(".js-plotly-plot").count()

    document = printed(reader)
    sheets = [pixels(sheet) for sheet in document]
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)

    assert [tuple(map(round, sheet.get_size())) for sheet in document] == [(WIDTH, HEIGHT)] * len(document)
    assert figures / 4 <= len(document) <= figures
    assert all((sheet[:30] == 255).all() and (sheet[:, -30:] == 255).all() for sheet in sheets)
    assert min((sheet.min(axis=2) > 230).mean() for sheet in sheets) > 0.6
    assert any(like(sheet, MAIN).any() for sheet in sheets)
    assert any(like(sheet, GOOD).sum() > 1000 for sheet in sheets)
    assert reader.finding in text.replace("\u00a0", " ").replace("\r\n", " ")


def test_nothing_that_can_only_be_clicked_is_printed(visitor: Visitor) -> None:
    visitor.open("/loyalty?channel=Chat")

    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in printed(visitor))

    assert [
        word for word in ("Details", "Choose a", "Satisfaction", "How customers feel", "Break down") if word in text
    ] == []
    assert "Channel: Chat." in text
