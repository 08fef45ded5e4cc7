"""Comments: the very ones the filters choose, found by their text, with names only where somebody may be named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest

from cx.errors import Unavailable
from cx.filters import Filters
from cx.moods import HAPPY, NEUTRAL, UNHAPPY
from cx.periods import window
from cx.searching import found, quoted
from cx.settings import load
from cx.store.comments import Comments
from cx.store.warehouse import Warehouse, open_warehouse
from cx.surveys import Survey
from cx.wording import wording
from tests.conftest import MakeWarehouse, closing_warehouses
from tests.facts import CSAT, NPS, Row, answer, arrow, bring, ticket

ALL = Filters(period="all")
EFFORT = Survey("effort", "ces", 1, 5, direction="low")
PULSE = Survey("pulse", "csat", 1, 5, anonymous=True)
TRICKY = ("<script>alert(1)</script>", "![](http://x)", "=cmd()", "$x$", ":red[..]", "100%_sure \\ 50%")


def said(nr: int | str, score: float, comment: str | None, day: str = "2025-03-03 12:00", **more: Any) -> Row:
    return answer(nr, score, day, comment=comment, **more)


def texts(found: Comments) -> list[str]:
    return found.frame["comment"].tolist()


def plain(frame: pd.DataFrame, *names: str) -> list[list[Any]]:
    """Some columns as plain values, None where they are missing."""
    return frame[list(names)].astype(object).where(frame[list(names)].notna(), None).to_numpy().tolist()


@pytest.fixture(scope="module")
def company(shared_warehouse: Warehouse) -> Warehouse:
    """Comments to three questions, some by known customers about known tickets."""
    rows = [
        said(1, 10, "Great, thank you", "2025-03-01", channel="chat", topic="invoice", customer_id="c1", language="en"),
        said(
            2,
            3,
            "Waited two hours",
            "2025-03-02",
            channel="chat",
            ticket_source="desk",
            ticket_id="7",
            url="http://a/2",
        ),
        said(
            3, 7, "Средне, но ПОЗДНО", "2025-03-03", channel="email", topic="invoice", customer_id="c2", language="ru"
        ),
        said(4, 1, "Vėluoja SĄSKAITA", "2025-03-04", channel="email", topic="payment", language="lt"),
        said(5, 9, "   ", "2025-03-05"),
        said(6, 9, None, "2025-03-05"),
        said(7, 11, "Off the scale", "2025-03-06"),
        said(8, 5, "So hard", "2025-02-01", survey="effort"),
        said(9, 1, "So easy", "2025-02-02", survey="effort"),
        *(said(f"t{nr}", 2, text, "2025-01-01", channel="tricky") for nr, text in enumerate(TRICKY)),
    ]
    customers = [{"source": "crm", "customer_id": "c1", "name": "Ann & Sons"}]
    tickets = [ticket(7, subject="Where is it?", url="https://desk/7")]
    with shared_warehouse.publish(surveys=(NPS, CSAT, EFFORT)) as batch:
        for table, made in (("answers", rows), ("customers", customers), ("tickets", tickets)):
            batch.add(table, arrow(table, made))
    return shared_warehouse


MARCH = Filters(period="2025-03")


def test_comments_come_newest_first_without_empty_ones(company: Warehouse) -> None:
    found = company.comments(MARCH)

    assert texts(found) == [
        "Off the scale", "Vėluoja SĄSKAITA", "Средне, но ПОЗДНО", "Waited two hours", "Great, thank you",
    ]  # fmt: skip
    assert found.total == 5


def test_the_mood_is_that_of_the_question_the_comment_answers(company: Warehouse) -> None:
    found = company.comments(ALL.where_("channel", ["chat", "email", None]))

    assert dict(plain(found.frame, "comment", "mood")) == {
        "Off the scale": None, "Vėluoja SĄSKAITA": UNHAPPY, "Средне, но ПОЗДНО": NEUTRAL, "Waited two hours": UNHAPPY,
        "Great, thank you": HAPPY, "So hard": UNHAPPY, "So easy": HAPPY,
    }  # fmt: skip
    assert (found.total, dict(found.moods)) == (7, {UNHAPPY: 3, NEUTRAL: 1, HAPPY: 2})


def test_a_mood_can_be_asked_for_and_the_others_are_still_counted(company: Warehouse) -> None:
    unhappy = company.comments(MARCH, mood=UNHAPPY)

    assert texts(unhappy) == ["Vėluoja SĄSKAITA", "Waited two hours"]
    assert (unhappy.total, unhappy.moods[HAPPY]) == (2, 1)


def test_all_filters_hold_together(company: Warehouse) -> None:
    assert texts(company.comments(MARCH.where_("channel", ["chat"]))) == ["Waited two hours", "Great, thank you"]
    assert texts(company.comments(MARCH.where_("topic", [None]))) == ["Off the scale", "Waited two hours"]
    assert texts(company.comments(ALL.where_("survey", ["effort"]))) == ["So easy", "So hard"]
    both = ALL.where_("topic", ["invoice"]).where_("language", ["ru"])
    assert texts(company.comments(both)) == ["Средне, но ПОЗДНО"]
    assert company.comments(Filters(period="2025-03-04..2025-03-05")).total == 1


def test_pages_follow_each_other_and_one_behind_the_end_still_knows_how_many_there_are(company: Warehouse) -> None:
    every = texts(company.comments(ALL, limit=100))
    pages = [company.comments(ALL, limit=4, offset=offset) for offset in range(0, 20, 4)]

    assert [text for page in pages for text in texts(page)] == every
    assert {page.total for page in pages} == {13}
    assert texts(pages[-1]) == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("WAITED", "Waited two hours"), ("two h", "Waited two hours"), ("поздно", "Средне, но ПОЗДНО"),
        ("СРЕДНЕ", "Средне, но ПОЗДНО"), ("sąskaita", "Vėluoja SĄSKAITA"), ("vel saskaita", "Vėluoja SĄSKAITA"),
        ('"two hours"', "Waited two hours"), ("hours waited", "Waited two hours"),
    ],
)  # fmt: skip
def test_a_word_of_a_comment_is_found_by_its_beginning_whatever_its_case(
    company: Warehouse, search: str, found: str
) -> None:
    assert texts(company.comments(ALL, search=search)) == [found]


@pytest.mark.parametrize("text", TRICKY)
def test_a_comment_that_looks_like_code_is_found_and_given_back_as_it_was_written(
    company: Warehouse, text: str
) -> None:
    assert texts(company.comments(ALL, search=text)) == [text]
    assert texts(company.comments(ALL, search=quoted(text))) == [text]


def test_what_stands_for_anything_elsewhere_stands_for_itself_in_a_search(company: Warehouse) -> None:
    assert company.comments(ALL, search="100%").total == 1
    assert company.comments(ALL, search="0%s").total == 0
    assert company.comments(ALL, search=".*").total == 0
    assert company.comments(ALL, search="'; DROP TABLE answers; --").total == 0


#: What people write, with everything in it that could end a word somewhere and not elsewhere.
WRITTEN = (
    "Still not working!", "still not\u00a0working", "Not, working", "not working-class", "It's not workings",
    "e-mail", "mail 'mail'", "-mail- e--mail", "don't", "don’t do", "don", "Ačiū už viską", "aciu", "AČIŪ, ačiū!",
    "Iš karto pavyko", "iš  karto", "iš kartos", "Ещё раз поздно", "еще раз", "поздно-поздно", "24h, 4.2 v2", "I_am a1",
    "²m² ½ Ⅷ", "İstanbul ΟΔΟΣ ẞ", "<b>late</b>", "a\nlate", "=late()", "late\x1elate",
    "日本語 ok कीमत cafe\u0301", "😀late😀",
)  # fmt: skip
SEARCHES = (
    "not work", '"not working"', '"working"', "mail", '"mail"', '"e-mail"', "don", '"don"', '"don\'t"', "aciu",
    '"ačiū"', '"iš karto"', "is kart", "еще", '"ещё"', '"поздно"', "поздно", "24", '"4.2"', '"a1"', "i", "am", "m",
    '"m"', "½", "istanbul", "οδος", "οδοσ", "ß", '"late"', "late", "<b>late", "日本", '"語"', "😀", "\\", "'",
    "late mail", "की", '"कीमत"', "café", '"cafe\u0301"', "\x01", "\u202e",
)  # fmt: skip


@pytest.fixture(scope="module")
def written(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Comments of the unhappy and the happy, every one of them six times, on each engine."""
    with closing_warehouses() as opened:
        opened.append(open_warehouse(f"{engine}:///{tmp_path_factory.mktemp('written')}/w.{engine}", load({}, {})))
        rows = [said(nr, (2, 10)[nr % 2], text) for nr, text in enumerate(WRITTEN * 3 + WRITTEN[:7])]
        bring(opened[0], "answers", *rows, surveys=(NPS,))
        yield opened[0]


def test_every_engine_finds_what_is_marked_and_nothing_else(written: Warehouse) -> None:
    stored = texts(written.comments(ALL, limit=500))
    for search in SEARCHES:
        expected = [text for text in stored if all(len(found(text, part)) for part in parts_of(search))]
        assert texts(written.comments(ALL, search=search, limit=500)) == expected, search


def parts_of(search: str) -> list[str]:
    """Each of what a search asks for alone."""
    return [search] if search.startswith('"') else search.split()


def test_the_search_for_a_word_that_was_counted_finds_exactly_the_comments_that_it_was_counted_in(
    written: Warehouse,
) -> None:
    rows = written.comment_texts(ALL)
    counted = wording(rows["comment"].tolist(), rows["mood"].tolist(), least=1, unmarked=())

    assert {"ačiū", "поздно-поздно", "e-mail", "don't", "iš karto", "ещё раз"} <= set(counted.word)
    for word, unhappy, happy in zip(counted.word, counted.unhappy, counted.happy, strict=True):
        moods = written.comments(ALL, search=quoted(word)).moods
        assert (moods[UNHAPPY], moods[HAPPY]) == (unhappy, happy), word


def test_the_search_counts_the_moods_of_what_it_finds(company: Warehouse) -> None:
    found = company.comments(ALL, search="so ", mood=HAPPY)

    assert (texts(found), dict(found.moods)) == (["So easy"], {UNHAPPY: 1, NEUTRAL: 0, HAPPY: 1})


def test_the_customer_is_named_and_the_ticket_told(company: Warehouse) -> None:
    rows = company.comments(MARCH).frame.set_index("comment")

    assert rows.loc["Great, thank you", "who"] == "Ann & Sons"
    assert rows.loc["Средне, но ПОЗДНО", "who"] == "c2"
    waited = rows.loc["Waited two hours"]
    assert list(waited[["ticket_id", "subject", "ticket_url", "url"]]) == [
        "7", "Where is it?", "https://desk/7", "http://a/2",
    ]  # fmt: skip
    assert rows["subject"].notna().sum() == 1


def test_the_newest_texts_come_with_their_moods(company: Warehouse) -> None:
    rows = company.comment_texts(MARCH, limit=2)

    assert rows["comment"].tolist() == ["off the scale", "vėluoja sąskaita"]
    assert rows["mood"].isna().tolist() == [True, False]
    assert len(company.comment_texts(ALL)) == company.comments(ALL).total


def test_comments_are_counted_by_a_dimension_and_mood(company: Warehouse) -> None:
    rows = company.comments_by("topic", MARCH)
    counted = {(value, mood): n for value, mood, n in plain(rows, "value", "mood", "n")}

    assert counted == {
        ("invoice", HAPPY): 1, ("invoice", NEUTRAL): 1, ("payment", UNHAPPY): 1, (None, UNHAPPY): 1, (None, None): 1,
    }  # fmt: skip


SHOWN = window("2025-03-03..2025-03-09", grain="week", as_of=date(2025, 3, 12), first=date(2025, 2, 20))


IN_MARCH = Filters(period="2025-03-03..2025-03-09")


def over_time(warehouse: Warehouse, filters: Filters = IN_MARCH) -> dict[Any, int]:
    """Comments by part, bucket and mood."""
    rows = warehouse.comment_moods(SHOWN, filters)
    return {(part, bucket, mood): n for part, bucket, mood, n in plain(rows, "part", "bucket", "mood", "n")}


def test_moods_are_counted_in_both_periods_and_by_bucket(warehouse: Warehouse) -> None:
    days = ("2025-02-25", "2025-02-26", "2025-03-03", "2025-03-04", "2025-03-09", "2025-03-10")
    rows = [said(nr, (2, 10, 2, 7, 2, 10)[nr], f"Words {nr}", f"{day} 12:00") for nr, day in enumerate(days)]
    bring(warehouse, "answers", *rows, said(7, 2, " ", "2025-03-04"), said(8, 11, "Off the scale", "2025-03-04"))
    february, march, last = (date(2025, 2, 24), date(2025, 3, 3), date(2025, 3, 10))

    assert over_time(warehouse) == {
        ("current", None, UNHAPPY): 2, ("current", None, NEUTRAL): 1,
        ("previous", None, UNHAPPY): 1, ("previous", None, HAPPY): 1,
        ("trend", february, UNHAPPY): 1, ("trend", february, HAPPY): 1,
        ("trend", march, UNHAPPY): 2, ("trend", march, NEUTRAL): 1, ("trend", last, HAPPY): 1,
    }  # fmt: skip


def test_moods_of_different_scales_are_counted_as_moods(warehouse: Warehouse) -> None:
    rows = [said(1, 2, "Two of ten", "2025-03-04"), said(2, 2, "Two of five", "2025-03-04", survey="csat")]
    rows += [said(3, 5, "Five of ten", "2025-03-04"), said(4, 5, "Five of five", "2025-03-04", survey="csat")]
    bring(warehouse, "answers", *rows)
    counted = over_time(warehouse)

    assert (counted["current", None, UNHAPPY], counted["current", None, HAPPY]) == (3, 1)


def test_without_a_day_everything_is_the_current_period(company: Warehouse) -> None:
    counted = over_time(company, ALL)

    assert sum(n for (part, _bucket, _mood), n in counted.items() if part == "current") == sum(
        company.comments(ALL).moods.values()
    )


@pytest.mark.parametrize(("later", "drawn"), [(10, True), (9, False)])
def test_an_anonymous_survey_is_drawn_over_time_only_where_every_bucket_has_enough_answers(
    warehouse: Warehouse, later: int, drawn: bool
) -> None:
    rows = [said(f"a{nr}", 1, "Private", "2025-03-04", survey="pulse") for nr in range(30)]
    rows += [said(f"b{nr}", 1, "Private", "2025-03-11", survey="pulse") for nr in range(later)]
    bring(warehouse, "answers", *rows, said("p", 9, "Public", "2025-03-04", channel="chat"), surveys=(NPS, PULSE))
    counted, grouped = over_time(warehouse), warehouse.comment_moods(SHOWN, IN_MARCH.where_("channel", [None]))

    assert counted["current", None, UNHAPPY] == 30  # as many as stand in the list
    assert {mood for part, _bucket, mood in counted if part == "trend"} == ({UNHAPPY, HAPPY} if drawn else {HAPPY})
    assert UNHAPPY not in set(grouped["mood"])


# What cannot be asked.


def test_without_any_comment_they_are_unavailable(warehouse: Warehouse) -> None:
    with pytest.raises(Unavailable) as nothing:
        warehouse.comments(ALL)
    bring(warehouse, "answers", answer(1, 9))
    with pytest.raises(Unavailable) as empty:
        warehouse.comments(ALL)

    assert nothing.value.kind == "no_data"
    assert (empty.value.kind, empty.value.values) == ("columns_missing", ("comment",))


def test_a_filter_that_answers_lack_is_said(company: Warehouse) -> None:
    with pytest.raises(Unavailable) as missing:
        company.comments(ALL.where_("priority", ["high"]))

    assert missing.value.kind == "dimension_missing"


def test_no_comment_is_asked_for_by_agent_where_views_by_agent_are_off(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", said(1, 9, "Fine", agent="a1"))

    with pytest.raises(Unavailable) as refused:
        warehouse.comments(ALL.where_("agent", ["a1"]))
    assert refused.value.kind == "agents_off"
    assert "agent" not in warehouse.comments(ALL).frame


# Who may be shown.


def private(warehouse: Warehouse, answers: int, **more: Any) -> Warehouse:
    """An anonymous survey with so many answers, two of them with a comment, beside one that names people."""
    rows = [
        said(nr, 4, f"Private {nr}" if nr < 2 else None, survey="pulse", customer_id="c1", ticket_source="desk",
             ticket_id="7", url="http://a", channel="chat" if nr < 4 else "email", language="lt")
        for nr in range(answers)
    ]  # fmt: skip
    public = said("p", 9, "Public", customer_id="c1", channel="chat", language="en")
    with warehouse.publish(surveys=(NPS, PULSE)) as batch:
        batch.add("answers", arrow("answers", [*rows, public]))
        batch.add("customers", arrow("customers", [{"source": "crm", "customer_id": "c1", "name": "Ann"}]))
        batch.add("tickets", arrow("tickets", [ticket(7, subject="Secret", url="https://desk/7")]))
    return warehouse


def test_nobody_is_named_beside_a_comment_to_an_anonymous_survey(warehouse: Warehouse) -> None:
    rows = private(warehouse, 10).comments(ALL).frame.set_index("comment")

    assert Counter(rows["survey"]) == {"pulse": 2, "nps": 1}
    naming = rows.loc[["Private 0", "Private 1"], ["who", "ticket_id", "subject", "ticket_url", "url", "channel"]]
    assert naming.isna().all(axis=None)
    assert rows.loc["Public", ["who", "channel"]].tolist() == ["Ann", "chat"]


def test_comments_to_an_anonymous_survey_are_not_told_apart_by_groups(warehouse: Warehouse) -> None:
    company = private(warehouse, 30)

    assert company.comments_by("channel", ALL)["n"].sum() == 1
    languages = dict(plain(company.comment_texts(ALL), "comment", "language"))
    assert languages == {"private 0": None, "private 1": None, "public": "en"}


def test_few_answers_to_an_anonymous_survey_show_no_comment(make_warehouse: MakeWarehouse) -> None:
    few = private(make_warehouse("few"), 9)
    strict = private(make_warehouse("strict", hide_below=12), 11)

    for warehouse in (few, strict):
        found = warehouse.comments(ALL)
        assert (texts(found), found.total, found.withheld) == (["Public"], 1, ("pulse",))
        assert warehouse.comment_texts(ALL)["comment"].tolist() == ["public"]
        assert warehouse.comments_by("channel", ALL)["n"].sum() == 1


def test_a_filter_that_leaves_few_answers_takes_their_comments_away(warehouse: Warehouse) -> None:
    company = private(warehouse, 30)

    assert company.comments(ALL).total == 3
    assert company.comments(ALL, search="private 1").total == 1
    assert texts(company.comments(ALL.where_("channel", ["chat"]))) == ["Public"]


def test_comments_to_an_anonymous_survey_are_not_told_apart_by_filters_either(warehouse: Warehouse) -> None:
    company = private(warehouse, 30)  # 26 of them by e-mail
    one_by_one = [company.comments(ALL.where_("channel", [name])) for name in ("chat", "email")]

    assert [(texts(found), found.withheld) for found in one_by_one] == [(["Public"], ("pulse",)), ([], ("pulse",))]
    assert company.comments(ALL.where_("channel", ["chat", "email"])).withheld == ("pulse",)
    assert company.comments(ALL.where_("survey", ["pulse"])).total == 2


def test_comments_to_a_question_nobody_declared_have_no_mood(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", said(1, 9, "Hello", survey="new"))

    found = warehouse.comments(ALL)
    assert (texts(found), found.frame["mood"].isna().all(), sum(found.moods.values())) == (["Hello"], True, 0)
