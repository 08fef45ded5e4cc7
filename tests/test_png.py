"""Charts as pictures: read back, not only written. Without a Chromium nothing is drawn, and that is said."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from cx.charts import base
from cx.charts.tokens import BAD, INK, LIGHT, MAIN, channels
from cx.errors import CxError
from cx.exports.chromium import WINDOW_WIDTH, chromium
from cx.exports.document import Document
from cx.exports.png import MOST, SCALE, WIDTH, page_png, picture, png
from cx.reports.page import Chart, Head, Page, Swatch

NEEDS_CHROMIUM = pytest.mark.skipif(not chromium(), reason="no Chromium is found to draw pictures")

FIGURE = base.figure(
    280,
    [{"type": "bar", "x": ["a", "b"], "y": [1, 2], "marker": {"color": MAIN}, "text": ["1", "2"]}],
    x={},
    y={"tickvals": [1, 2], "ticktext": ["one", "two"]},
    margin=base.Margin(),
    notes=[base.note("ink", x=0.5, y=0.5) | {"font": {"color": INK}}],
)
CHART = Chart(
    "by", "Chat scores below e-mail", "NPS with 95% interval", "", FIGURE, swatches=(Swatch("dot", "bad", "Chat"),),
    footer=("4,816 answers", "2 not shown"), height=280,
)  # fmt: skip
COVER = ("26 Oct–22 Nov 2026 against 28 Sep–25 Oct 2026.", "Data to Sat 28 Nov.")


def pixels(chart: Chart) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png(chart, COVER))).convert("RGB"))


def texts(chart: Chart) -> list[str]:
    return [note["text"] for note in picture(chart, COVER)["layout"]["annotations"]]


@NEEDS_CHROMIUM
def test_a_picture_is_as_wide_as_promised_on_white_and_holds_the_marks() -> None:
    drawn = pixels(CHART)

    assert drawn.shape[1] == WIDTH * SCALE
    assert drawn.shape[0] == picture(CHART, COVER)["layout"]["height"] * SCALE
    assert {tuple(drawn[y, x]) for y in (0, -1) for x in (0, -1)} == {(255, 255, 255)}
    assert (drawn == channels(MAIN)).all(axis=2).mean() > 0.1
    assert (drawn == channels(BAD)).all(axis=2).any()


@NEEDS_CHROMIUM
def test_another_title_changes_the_pixels_of_the_title_and_no_others() -> None:
    one, other = pixels(CHART), pixels(replace(CHART, title="No channel differs clearly"))

    differs = np.flatnonzero((one != other).any(axis=(1, 2)))
    assert 0 < differs.min() < differs.max() < 80 * SCALE


@NEEDS_CHROMIUM
def test_the_text_of_a_picture_is_ink_not_the_grey_of_the_page() -> None:
    drawn = pixels(CHART)

    assert (drawn == channels(LIGHT["text"])).all(axis=2).any()
    assert not (drawn == (128, 132, 149)).all(axis=2).any()


def test_a_picture_says_what_the_page_says() -> None:
    written = texts(CHART)

    assert {"Chat scores below e-mail", "NPS with 95% interval", "4,816 answers · 2 not shown"} <= set(written)
    assert " ".join(COVER) in written
    assert any("Chat" in text and BAD in text for text in written)


def test_what_stands_round_the_figure_leaves_the_figure_as_high_as_it_is() -> None:
    layout = picture(CHART, COVER)["layout"]

    inside = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    assert inside == 280 - base.Margin().top - base.Margin().bottom
    assert FIGURE.layout.margin.t == base.Margin().top


def test_no_text_of_the_data_is_read_as_html() -> None:
    given = "<b>bold</b> & <a href='https://example.org'>link</a>"

    written = texts(replace(CHART, title=given, subtitle="", footer=(given,), swatches=(Swatch("dot", "bad", given),)))

    assert [text for text in written if "<b>" in text or "<a" in text] == []
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; &lt;a href='https://example.org'&gt;link&lt;/a&gt;" in written


def test_a_long_title_takes_more_lines_and_the_picture_grows() -> None:
    short, long = (picture(replace(CHART, title=title), ())["layout"] for title in ("short", "many words " * 30))

    assert long["height"] - short["height"] == long["margin"]["t"] - short["margin"]["t"] > 60


def test_what_is_sent_to_be_drawn_is_plain_json() -> None:
    assert json.loads(json.dumps(picture(CHART, COVER))) == picture(CHART, COVER)


def document(charts: int) -> Document:
    return Document("Loyalty", (Page("loyalty", Head("Loyalty", "Chat leads"), (CHART,) * charts),))


@NEEDS_CHROMIUM
def test_a_picture_of_a_page_holds_all_of_it_at_twice_the_density() -> None:
    short, long = (Image.open(io.BytesIO(page_png(document(charts)))) for charts in (1, 5))

    assert short.width == long.width == WINDOW_WIDTH * SCALE
    assert short.height < long.height < MOST
    assert blue(long) > 2 * blue(short) > 1000


@NEEDS_CHROMIUM
def test_a_page_higher_than_chromium_can_draw_is_put_together_from_strips() -> None:
    tall = Image.open(io.BytesIO(page_png(document(90))))
    drawn = np.asarray(tall.convert("RGB"))[:, :, :]

    assert tall.width == WINDOW_WIDTH
    assert tall.height > MOST
    assert (drawn[MOST:] == channels(MAIN)).all(axis=2).any()
    assert (drawn[-1] == 255).all()


def blue(picture: Image.Image) -> int:
    return int((np.asarray(picture.convert("RGB")) == channels(MAIN)).all(axis=2).sum())


def test_a_chart_without_a_figure_has_no_picture() -> None:
    with pytest.raises(CxError, match="no figure"):
        png(replace(CHART, figure=None))
