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
from cx.exports.document import Document
from cx.exports.html import html
from cx.reports.language import current
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


def written(*pages: Page, **said: object) -> bytes:
    return html(Document(**{"title": "In November", "pages": pages, **said}))


class Read(HTMLParser):
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
    words = " ".join(Read(written(page(), facts=(("Time zone", "Vilnius"),))).words)

    for text in ("Chat leads", "NPS by channel", "4,816 answers", "+32 to +36", "9 answers", "Time zone", "Vilnius",
                 "NPS = promoters minus detractors", "Table", "+30"):  # fmt: skip
        assert text in words


def test_a_file_asks_no_host_for_anything() -> None:
    found = Read(written(page(), page()))

    asked = [attrs.get("src") or attrs.get("href") or "#" for _tag, attrs in found.tags]
    assert [place for place in asked if not place.startswith(("#", "data:"))] == []
    policy = next(attrs["content"] for tag, attrs in found.tags if "http-equiv" in attrs)
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_a_file_offers_no_upload_to_anybody() -> None:
    config = re.search(r"figure\.layout, (\{.*?\})\)", written(page()).decode())

    assert config is not None
    given = json.loads(config[1])
    assert (given["displayModeBar"], given["plotlyServerURL"]) == (False, "")
    assert (given["showSendToCloud"], given["showEditInChartStudio"]) == (False, False)


def test_plotly_is_in_the_file_once_and_only_where_it_is_needed() -> None:
    drawn = written(page())
    empty = written(page(figure=None, message=Message("No data", "Import a file.")))

    assert len(re.findall(rb"plotly\.js v", drawn)) == 1
    assert len(empty) < 50_000
    assert "No data" in " ".join(Read(empty).words)


def test_ink_and_ground_of_a_file_are_those_of_paper() -> None:
    figure = Read(written(page())).figures()[0]
    text = json.dumps(figure)

    assert INK not in text
    assert f'"color": "{LIGHT["text"]}"' in text
    assert f"background: {LIGHT['page']}" in written(page()).decode()


def test_writing_a_file_leaves_the_figure_of_the_page_as_it_was() -> None:
    given = page()
    chart = next(part for part in given.parts if isinstance(part, Chart))
    before = chart.figure.to_json()

    written(given)

    assert chart.figure.to_json() == before


@pytest.mark.parametrize("evil", [EVIL, "<!--", '" onload="alert(1)', "&lt;b&gt;", "{{x}}"])
def test_no_name_of_the_data_becomes_markup(evil: str) -> None:
    plain = Read(written(page(), facts=(("Filters", "Chat"),)))
    found = Read(written(page(evil), facts=(("Filters", evil),)))

    assert [tag for tag, _attrs in found.tags] == [tag for tag, _attrs in plain.tags]
    assert any(evil in word for word in found.words)


def test_a_figure_has_its_height_and_a_name_for_those_who_cannot_see_it() -> None:
    found = Read(written(page(alt="Chat leads with +30")))
    place = next(attrs for tag, attrs in found.tags if attrs.get("class") == "figure")

    assert (place["role"], place["aria-label"]) == ("figure", "Chat leads with +30")
    assert place["style"] == "height:84px"


def test_a_file_names_its_language() -> None:
    found = Read(written(page(), language="lt"))

    assert ("html", {"lang": "lt"}) in found.tags


def test_a_file_speaks_its_own_language_whatever_the_reader_does() -> None:
    said = page(make_shown=lambda: pd.DataFrame({"spoken": [f"in {current()}"]}))

    assert "in lt" in Read(written(said, language="lt")).words
    assert current() == "en"


def test_several_pages_share_one_file_with_contents_that_lead_to_each() -> None:
    file = written(page("Chat"), page("Phone"), note="For the board")
    found = Read(file)
    links = [attrs["href"] for tag, attrs in found.tags if tag == "a"]
    places = [f"#{attrs['id']}" for tag, attrs in found.tags if tag == "article"]

    assert links == places == ["#page-1", "#page-2"]
    assert len(re.findall(rb"plotly\.js v", file)) == 1
    assert len(found.figures()) == 2
    assert {"In November", "For the board", "Chat leads", "Phone leads"} <= set(found.words)


def test_a_page_alone_needs_neither_contents_nor_a_second_title() -> None:
    found = Read(written(page(), title=f"{page().name}, 1–31 May 2026"))

    assert [tag for tag, _attrs in found.tags].count("h1") == 1
    assert "a" not in [tag for tag, _attrs in found.tags]


def test_a_title_that_somebody_wrote_stands_above_a_page_that_is_alone() -> None:
    assert Read(written(page(), title="For the board")).words[1:3] == ["For the board", "Loyalty"]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert written(page(), facts=(("Days", "May"),)) == written(page(), facts=(("Days", "May"),))


def test_every_sheet_says_days_how_far_the_data_reach_and_how_the_seal_begins() -> None:
    facts = (("Days", "May"), ("As of", "Sat 28 Nov"), ("Seal", "0123456789abcdef"))
    (content,) = re.findall(r'@top-left \{ content: "(.*?)";', written(page(), title='"; } x', facts=facts).decode())

    said = re.sub(r"\\([0-9a-f]+) ", lambda code: chr(int(code[1], 16)), content)
    assert said == '"; } x · May · Data to Sat 28 Nov · Seal 01234567'
    assert "}" not in content


def test_facts_stand_once_at_the_end_with_the_way_to_the_live_page() -> None:
    found = Read(written(page(), page(), facts=(("Seal", "0123"),), link="https://cx.example/loyalty?channel=<b>"))

    assert found.words.count("Seal") == found.words.count("0123") == 1
    assert [attrs["href"] for tag, attrs in found.tags if tag == "a"][-1] == "https://cx.example/loyalty?channel=<b>"


def test_a_link_that_would_run_is_none() -> None:
    found = Read(written(page(), link="javascript:alert(1)"))

    assert "a" not in [tag for tag, _attrs in found.tags]


def test_a_chart_that_is_left_over_has_the_row_to_itself() -> None:
    parts = page().parts[1:] * 3
    boxes = [attrs["class"] for tag, attrs in Read(written(Page("p", Head("P", "p"), parts))).tags if tag == "section"]

    assert boxes == ["box", "box", "box wide"]
