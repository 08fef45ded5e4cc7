"""A page as one file: complete, closed to the network, and safe whatever the data say."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from cx.charts.base import Series
from cx.charts.by_dimension import by_dimension
from cx.charts.tokens import INK, LIGHT
from cx.exports.html import html_page
from cx.reports.page import Card, Cards, Chart, Head, Message, Page

EVIL = '</script><script>alert("x")</script>'


def page(name: str = "Chat", **chart: object) -> Page:
    groups = Series.plain([name], [0.3], [0.2], [0.4], hover=[name])
    figure = by_dimension(groups, label=str, values=["+30"], counts=["9"])
    figure.add_annotation(text="ink", font={"color": INK})
    shown = pd.DataFrame({"Channel": [name], "NPS": ["+30"]})
    given = {"figure": figure, "make_shown": lambda: shown, "footer": ("9 answers",)}
    words = (f"{name} leads", "NPS by channel", "NPS = promoters minus detractors")
    drawn = Chart("by-channel", *words, **{**given, **chart})
    card = Card("nps", "NPS", "loyalty", "ok", value="+34", interval="+32 to +36", count="4,816 answers")
    return Page("loyalty", Head("Loyalty", f"{name} leads", ("4,816 answers",)), (Cards((card,)), drawn))


class Document(HTMLParser):
    """What a browser would see: tags, and the text outside scripts and styles."""

    def __init__(self, file: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self.inside = ""
        self.feed(file.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            self.scripts[-1] += data
        elif self.inside != "style":
            self.words.append(data)

    def figures(self) -> list[dict[str, object]]:
        return [json.loads(text) for text in self.scripts if text.startswith("{")]


def test_a_file_holds_everything_the_page_says() -> None:
    words = " ".join(Document(html_page(page(), language="en", facts=[("Time zone", "Vilnius")])).words)

    for text in ("Chat leads", "NPS by channel", "4,816 answers", "+32 to +36", "9 answers", "Time zone", "Vilnius",
                 "NPS = promoters minus detractors", "Table", "+30"):  # fmt: skip
        assert text in words


def test_a_file_asks_no_host_for_anything() -> None:
    document = Document(html_page(page(), language="en"))

    assert not any({"src", "href"} & set(attrs) and not (attrs.get("src") or "").startswith("data:")
                   for _tag, attrs in document.tags)  # fmt: skip
    policy = next(attrs["content"] for tag, attrs in document.tags if "http-equiv" in attrs)
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_a_file_offers_no_upload_to_anybody() -> None:
    assert '"showSendToCloud":false' in html_page(page(), language="en").decode().replace(" ", "")


def test_plotly_is_in_the_file_once_and_only_where_it_is_needed() -> None:
    drawn = html_page(page(), language="en")
    empty = html_page(page(figure=None, message=Message("No data", "Import a file.")), language="en")

    assert len(re.findall(rb"plotly\.js v", drawn)) == 1
    assert len(empty) < 50_000
    assert "No data" in " ".join(Document(empty).words)


def test_ink_and_ground_of_a_file_are_those_of_paper() -> None:
    figure = Document(html_page(page(), language="en")).figures()[0]
    text = json.dumps(figure)

    assert INK not in text
    assert f'"color": "{LIGHT["text"]}"' in text
    assert f"background: {LIGHT['page']}" in html_page(page(), language="en").decode()


def test_writing_a_file_leaves_the_figure_of_the_page_as_it_was() -> None:
    given = page()
    chart = next(part for part in given.parts if isinstance(part, Chart))
    before = chart.figure.to_json()

    html_page(given, language="en")

    assert chart.figure.to_json() == before


@pytest.mark.parametrize("evil", [EVIL, "<!--", '" onload="alert(1)', "&lt;b&gt;", "{{x}}"])
def test_no_name_of_the_data_becomes_markup(evil: str) -> None:
    plain = Document(html_page(page(), language="en", facts=[("Filters", "Chat")]))
    document = Document(html_page(page(evil), language="en", facts=[("Filters", evil)]))

    assert [tag for tag, _attrs in document.tags] == [tag for tag, _attrs in plain.tags]
    assert any(evil in word for word in document.words)


def test_a_figure_has_its_height_and_a_name_for_those_who_cannot_see_it() -> None:
    document = Document(html_page(page(alt="Chat leads with +30"), language="en"))
    place = next(attrs for tag, attrs in document.tags if attrs.get("class") == "figure")

    assert (place["role"], place["aria-label"]) == ("figure", "Chat leads with +30")
    assert place["style"] == "height:84px"


def test_a_file_names_its_language() -> None:
    document = Document(html_page(page(), language="lt"))

    assert ("html", {"lang": "lt"}) in document.tags
