"""The page of comments and the drawer of rows: what is read, what is found, and that customers' words do nothing."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from cx.company import open_own
from cx.exports.document import Document
from cx.exports.html import html
from cx.filters import Filters
from cx.reports import names, voice
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Behind, Chart, Page, Picker, Quotes
from cx.reports.quotes import quotes_html
from cx.store.warehouse import open_warehouse
from cx.surveys import Survey
from pages._parts import drawer
from tests.facts import Row, answer, arrow, ticket
from tests.pages import small
from tests.pages.reading import AtPage, finding_of, html_of, named, words_of

TRICKY = ("<script>alert(1)</script>", "![](http://x)", "=cmd()", "$x$", ":red[..]")
TOPICS = ("invoice", "payment", None)
SURVEYS = (*small.SURVEYS, Survey("quiet", "csat", 1, 5, anonymous=True))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company whose customers write: the unhappy that they waited, the happy that it was friendly."""
    place = tmp_path_factory.mktemp("voice")
    warehouse = open_warehouse(small.settings(place).warehouse_url, small.settings(place))
    with warehouse.publish(SURVEYS) as batch:
        batch.add("answers", comments())
        batch.add("tickets", arrow("tickets", [
            ticket("t1", "2026-03-01", subject="<b>Where?</b>", url="https://desk.example/t1"),
            ticket("t2", "2026-03-01", subject="Again", url="javascript:alert(1)"),
        ]))  # fmt: skip
        batch.add("customers", arrow("customers", [{"source": "crm", "customer_id": "c1", "name": "Ann & *Sons*"}]))
    warehouse.close()
    return place


def comments() -> pa.Table:
    """Ninety comments of the newest four weeks, three in ten of the unhappy alike; odd ones on the last day."""
    rows: list[Row] = []
    for nr in range(90):
        mood = nr % 3
        text = ("We waited for hours, number {}", "It was all right, number {}", "Friendly people, number {}")[mood]
        day = str((small.LAST - timedelta(days=4 + nr % 20)).replace(second=0))[:16]
        rows.append(answer(nr, (2, 7, 10)[mood], day, comment=text.format(nr), channel=small.CHANNELS[nr % 3],
                           topic=TOPICS[nr % 2], language="en"))  # fmt: skip
    last = str(small.LAST - timedelta(days=3))[:16]
    for nr, text in enumerate(TRICKY):
        rows.append(answer(f"odd{nr}", 9, last, comment=text, customer_id="c1", topic="odd", channel="Chat",
                           ticket_source="desk", ticket_id="t1" if nr else "t2"))  # fmt: skip
    rows += [answer(f"quiet{nr}", 4, last, survey="quiet", comment="Quiet words", customer_id="c1") for nr in range(9)]
    return arrow("answers", rows)


@pytest.fixture
def ask(folder: Path) -> Iterator[Ask]:
    own = open_own(small.settings(folder))
    yield Ask(own.warehouse.contents(), own.settings, Filters(), own.warehouse.tally, company=own)
    own.warehouse.close()


def part(page: Page, key: str) -> Chart:
    return next(part for part in page.parts if isinstance(part, Chart) and part.key == key)


def quotes(page: Page) -> Quotes:
    return next(part for part in page.parts if isinstance(part, Quotes))


def page_of(place: Path, rows: list[Row]) -> Page:
    """Voice of a company with these answers alone, and one without a comment on the newest day."""
    warehouse = open_warehouse(small.settings(place).warehouse_url, small.settings(place))
    with warehouse.publish(SURVEYS) as batch:
        batch.add("answers", arrow("answers", [*rows, answer("newest", 9, days_ago(0))]))
    warehouse.close()
    own = open_own(small.settings(place))
    page = voice.page(
        Ask(own.warehouse.contents(), own.settings, Filters(), own.warehouse.tally, company=own), Arrangement()
    )
    own.warehouse.close()
    return page


def with_filters(ask: Ask, filters: Filters) -> Ask:
    return Ask(ask.contents, ask.settings, filters, ask.ask, company=ask.company)


# The model.


def test_the_page_says_how_many_are_unhappy_and_which_word_marks_them(ask: Ask) -> None:
    page = voice.page(ask, Arrangement())
    words = part(page, "words")

    assert page.head.finding == "32% of comments are unhappy"  # nobody wrote in the four weeks before
    assert page.head.cover[0].startswith("95 comments")
    assert words.title == "Only unhappy customers write “hours”"
    assert words.table.set_index("word").loc["waited", ["unhappy", "happy"]].tolist() == [30, 0]
    assert {"friendly", "people"} <= {point.token for point in words.choices.points}
    assert all(point.search == f'"{point.token}"' for point in words.choices.points)
    assert set(words.figure.data[-1].customdata) == {point.token for point in words.choices.points}


def test_moods_over_time_add_up_to_the_comments_and_a_week_filters_the_page(ask: Ask) -> None:
    page = voice.page(ask, Arrangement())
    chart = part(page, "moods-trend")
    weeks = chart.table.pivot(index="week", columns="reading", values="numerator").astype(int)
    filtered = [with_filters(ask, point.filters) for point in chart.choices.points]

    assert page.parts[0] is chart
    assert weeks.sum().to_dict() == {"unhappy": 30, "neutral": 30, "happy": 35}
    assert [voice.page(one, Arrangement()).head.cover[0].split(" ")[0] for one in filtered] == [
        str(n) for n in weeks.sum(axis=1)
    ]
    assert all(point.behind is None for point in chart.choices.points)
    assert set(chart.table["state"]) == {"few", "ok"}


def test_a_clear_change_of_the_unhappy_is_the_finding(tmp_path: Path) -> None:
    rows = [answer(f"{weeks}.{nr}", 2 if nr < unhappy else 10, days_ago(weeks), comment="Words")
            for weeks, unhappy in ((2, 60), (6, 20)) for nr in range(100)]  # fmt: skip
    page = page_of(tmp_path, rows)

    assert page.head.finding == "60% of comments are unhappy, a clear rise of 40.0\xa0pp"
    assert part(page, "moods-trend").title == "60% unhappy, 40% happy"


def days_ago(weeks: int) -> str:
    return str((small.LAST - timedelta(weeks=weeks)).replace(second=0))[:16]


def test_the_comments_of_a_word_are_as_many_as_were_counted(ask: Ask) -> None:
    words = part(voice.page(ask, Arrangement()), "words")
    counts = words.table.set_index("word")

    for point in words.choices.points:
        found = quotes(voice.page(ask, Arrangement(search=point.search, mood=point.mood)))
        assert found.total == counts.loc[point.token, point.mood]
        assert found.title.endswith(f"with “{point.token}”")


def test_a_survey_has_the_name_that_the_company_gave_it(ask: Ask) -> None:
    names.use({("survey", "nps"): "After the call"})

    assert {quote.facts[1] for quote in quotes(voice.page(ask, Arrangement())).quotes} == {"After the call"}


def test_comments_are_counted_by_topic_and_mood_and_a_topic_filters_the_page(ask: Ask) -> None:
    chart = part(voice.page(ask, Arrangement()), "moods-by")

    table = chart.table.set_index("topic")
    assert table.loc["invoice"].to_dict() == {"unhappy": 15, "neutral": 15, "happy": 15, "n": 45, "state": "ok"}
    assert table.loc["odd", "happy"] == 5
    odd = chart.choices.point("odd")
    assert odd.filters.condition("topic") == ("odd",)
    filtered = voice.page(with_filters(ask, odd.filters), Arrangement())
    assert filtered.head.cover[0].startswith("5 comments")
    assert list(part(filtered, "moods-by").table.columns[:1]) == ["channel"]


def test_without_unhappy_comments_no_words_are_set_against_each_other(ask: Ask) -> None:
    page = voice.page(with_filters(ask, Filters().where_("topic", ["odd"])), Arrangement())
    words = part(page, "words")

    assert (words.figure, words.choices) == (None, None)
    assert words.message.title == "Nothing to compare"
    assert page.head.finding == "5 comments, 0% of them unhappy"


def test_comments_are_read_a_page_at_a_time(ask: Ask) -> None:
    pages = [quotes(voice.page(ask, Arrangement(start=start))) for start in (0, 20, 40, 60, 80)]
    behind_the_end = quotes(voice.page(ask, Arrangement(start=400)))

    assert [len(page.quotes) for page in pages] == [20, 20, 20, 20, 15]
    assert len({quote.text for page in pages for quote in page.quotes}) == 95
    assert pages[1].subtitle == "21 to 40 of 95, newest first"
    assert (behind_the_end.start, behind_the_end.quotes) == (80, pages[-1].quotes)


def test_a_comment_is_told_with_its_answer_and_whose_it_is(ask: Ask) -> None:
    found = {quote.text: quote for quote in quotes(voice.page(ask, Arrangement())).quotes}

    odd = found["![](http://x)"]
    assert (odd.mark, odd.score, odd.who) == ("good", "9 of 10 · Promoter", "Ann & *Sons*")
    assert odd.facts == ("8 Mar 2026, 17:00", "NPS", "Channel: Chat", "Topic: odd")
    assert (odd.ticket, odd.url) == ("Ticket t1: <b>Where?</b>", "https://desk.example/t1")


def test_search_and_mood_choose_comments_and_change_no_chart(ask: Ask) -> None:
    plain = voice.page(ask, Arrangement())
    found = voice.page(ask, Arrangement(search="WAITED", mood="unhappy"))
    mood = next(part for part in found.parts if isinstance(part, Picker) and part.name == "mood")

    assert quotes(found).title == "30 comments with “WAITED”"
    assert {quote.mark for quote in quotes(found).quotes} == {"bad"}
    assert [label for _value, label in mood.options] == ["All", "Unhappy 30", "Neutral 0", "Happy 0"]
    assert found.head == plain.head
    assert part(found, "words").table.equals(part(plain, "words").table)


def test_what_is_withheld_is_said_and_not_shown(ask: Ask) -> None:
    for arrangement in (Arrangement(), Arrangement(search="quiet")):
        shown = quotes(voice.page(ask, arrangement))
        assert not any("Quiet" in quote.text for quote in shown.quotes)
        assert shown.footer[0].startswith("Too few answered “quiet”")


def test_filters_do_not_tell_apart_who_wrote_to_an_anonymous_survey(ask: Ask) -> None:
    channel = with_filters(ask, Filters().where_("channel", ["Chat"]))  # nobody wrote to it there

    assert quotes(voice.page(channel, Arrangement())).footer == (
        "What was written to “quiet” is not shown by group: nobody is to be recognised.",
    )


@pytest.mark.parametrize(
    ("filters", "arrangement", "title"),
    [
        (Filters(), Arrangement(search="nobody says this"), "No comment is like this"),
        (Filters().where_("topic", ["unheard of"]), Arrangement(), "No comment matches these filters"),
        (Filters(period="2020"), Arrangement(), "No comments in these days"),
    ],
)
def test_where_nothing_is_found_the_way_out_is_said(
    ask: Ask, filters: Filters, arrangement: Arrangement, title: str
) -> None:
    message = quotes(voice.page(with_filters(ask, filters), arrangement)).message

    assert message is not None
    assert message.title == title
    assert message.text
    assert message.wider == (title == "No comments in these days")


def test_a_filter_that_comments_lack_is_said(ask: Ask) -> None:
    page = voice.page(with_filters(ask, Filters().where_("priority", ["high"])), Arrangement())

    assert page.head.finding == "Comments have no priority"
    assert quotes(page).message.drop == ("priority",)


# Customers' words.


def test_phrases_and_words_of_comments_are_plain_text_in_charts_and_files(tmp_path: Path) -> None:
    said = {2: "<b>alert</b> ![evil](http://x) =cmd_now <img onerror=alert(1)>", 10: "<i>fine</i> friendly people"}
    rows = [
        answer(f"{score}.{nr}", score, days_ago(2), comment=text) for score, text in said.items() for nr in range(60)
    ]
    page = page_of(tmp_path, rows)
    made = html(Document("", (page,))).decode()

    assert {"alert", "evil", "cmd_now"} & set(part(page, "words").table["word"])
    assert all(re.fullmatch(r"[\w'’\- ]+", str(word)) for word in part(page, "words").table["word"])
    for harm in ("<b>alert", "<img onerror", "<i>fine"):
        assert harm not in made


def test_no_comment_is_markup_in_the_html_of_a_page(ask: Ask) -> None:
    page = voice.page(ask, Arrangement(search=""))
    for made in (quotes_html(quotes(page)), html(Document("", (page,))).decode()):
        assert "<script>alert" not in made
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made
        assert "![](http://x)" in made
        assert "&lt;b&gt;Where?&lt;/b&gt;" in made
        assert 'href="https://desk.example/t1" target="_blank" rel="noopener noreferrer"' in made
        assert 'href="javascript' not in made


# In the browser's place.


def test_the_page_shows_comments_as_they_were_written(at_page: AtPage, folder: Path) -> None:
    app = at_page("voice", folder)

    assert finding_of(app) == "32% of comments are unhappy"
    assert "Only unhappy customers write “hours”" in words_of(app)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html_of(app)
    assert "<script>" not in html_of(app)
    shown = "\n".join(element.value for element in app.markdown)
    assert not any(text in shown for text in TRICKY)


def test_searching_is_in_the_link_and_the_way_back_is_a_button(at_page: AtPage, folder: Path) -> None:
    app = at_page("voice", folder)
    named(app.text_input, "search").set_value("nobody says this").run()
    assert "No comment is like this" in words_of(app)

    app.button(key="clear-search").click().run()
    assert "95 comments" in words_of(app)


def test_where_the_comments_of_a_word_are_read_the_chart_leads_down_to_them(at_page: AtPage, folder: Path) -> None:
    app = at_page("voice", folder)
    assert "listed below" not in words_of(app)

    named(app.selectbox, "choose.words").select_index(0).run()
    app.button(key="search-words").click().run()

    assert "Comments with “hours” are listed below" in words_of(app)
    assert 'href="#comments"' in html_of(app)
    assert 'id="comments"' in html_of(app)


def test_older_comments_are_one_click_away(at_page: AtPage, folder: Path) -> None:
    app = at_page("voice", folder)
    app.button(key="comments-older").click().run()

    assert "21 to 40 of 95" in words_of(app)


def test_a_deep_link_opens_mood_and_search(at_page: AtPage, folder: Path) -> None:
    app = at_page("voice", folder, mood="happy", search="friendly", start="20")

    assert "21 to 30 of 30" in words_of(app)
    assert named(app.text_input, "search").value == "friendly"


def test_without_any_comment_the_page_says_so(at_page: AtPage) -> None:
    assert finding_of(at_page("voice")) == "No comments yet"


# The rows behind a number.


def test_the_drawer_shows_the_very_rows_of_a_number(at_page: AtPage, folder: Path) -> None:
    app = at_page("loyalty", folder, open="by-nps-nps:Chat")
    rows = app.dataframe[0].value

    assert "1 to 35 of 35" in words_of(app)
    assert len(rows) == 35
    assert set(TRICKY) <= set(rows["Comment"])
    assert set(rows["Channel"]) == {"Chat"}


def test_the_drawer_turns_its_pages_and_keeps_them_in_the_link(at_page: AtPage) -> None:
    app = at_page("loyalty", open="by-nps-nps:Chat", period="all")
    first = app.dataframe[0].value
    app.button(key="drawer-next").click().run()
    second = app.dataframe[0].value

    assert len(first) == 100
    assert "101 to 200 of" in words_of(app)
    assert not second.equals(first)


def test_a_name_that_looks_like_markup_is_plain_in_the_title_of_the_drawer(at_page: AtPage) -> None:
    app = at_page("loyalty", open="by-nps-nps:*Phone* <b>")
    titles = [block.proto.dialog.title for block in app.get("dialog")]

    assert titles
    assert titles[0].startswith(r"\*Phone\* \<b\>\: ")


def test_nothing_opens_for_a_mark_that_is_not_there(at_page: AtPage) -> None:
    assert not at_page("loyalty", open="by-nps-nps:Fax").get("dialog")
    assert not at_page("loyalty", open="no-chart:Chat").get("dialog")


def test_the_file_of_the_drawer_has_the_company_s_own_names(folder: Path) -> None:
    own = open_own(small.settings(folder))
    own.notes = replace(own.notes, labels={("channel", "Chat"): "Web chat"})
    filters = Filters(period="all").where_("channel", ["Chat"])
    ask = Ask(own.warehouse.contents(), own.settings, filters, own.warehouse.tally, company=own)
    asked = Behind("nps", filters, n=35, title="Chat")

    made = contextvars.Context().run(drawer._file, ask, asked, "en").decode("utf-8-sig")

    assert "Filters,Channel: Web chat" in made.splitlines()
