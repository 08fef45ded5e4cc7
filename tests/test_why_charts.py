"""Why a score moved, as a page shows it: parts that add up to the change of the card, titles chosen by the numbers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cx import why as core
from cx.change import Change
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import measure
from cx.reports import breakdown, causes, explain, why, words
from cx.reports.ask import Ask
from cx.reports.page import Chart, Table
from cx.reports.verdicts import headlines
from cx.settings import load
from cx.store.contents import Contents, Source
from cx.store.warehouse import Warehouse
from cx.surveys import Survey
from cx.tally import Tally
from tests.pages.models import plain
from tests.segments import Counts

NPS = measure("nps")
READING = NPS.reading()
SURVEYS = {"q": Survey("q", "nps", headline=True)}

MIXED = {"chat": (20, 0, 20), "mail": (10, 10, 140)}, {"chat": (80, 0, 80), "mail": (5, 5, 70)}
WORSE = {"chat": (20, 20, 60), "mail": (20, 20, 60)}, {"chat": (60, 20, 20), "mail": (21, 20, 59)}
SAME = {"chat": (20, 20, 60), "mail": (20, 20, 60)}, {"chat": (22, 20, 58), "mail": (19, 20, 61)}


def asked(before: Counts, after: Counts, *, surveys: dict[str, Survey] = SURVEYS, **query: str) -> Ask:
    """A company whose NPS by channel is known for two periods; nothing else is."""

    def tally(name: str, _filters: Filters, by: tuple[str, ...]) -> Tally:
        if name != "nps":
            raise Unavailable(name, "no_data")
        sides = (("previous", before), ("current", after))
        rows = [(segment, period, answer, n) for period, counts in sides for segment, classes in counts.items()
                for answer, n in zip((3, 8, 10), classes, strict=True)]  # fmt: skip
        frame = pd.DataFrame(rows, columns=["channel", "period", "bin", "n"])
        return Tally.from_frame(NPS, frame, ("channel", "period"), surveys).over(*by)

    day = pd.Timestamp("2026-03-11").to_pydatetime()
    contents = Contents(sources=(Source("form", "answers", 1, day, day, day, day.date()),))
    return Ask(contents, load({}, {}), Filters.from_query(query), tally)


def moved(before: Counts, after: Counts, **query: str) -> Chart:
    chart = why.moved(asked(before, after, **query), NPS, READING, "channel", key="why")
    assert isinstance(chart, Chart)
    return chart


# What is drawn and printed.


@pytest.mark.parametrize("periods", [MIXED, WORSE, SAME])
def test_what_is_drawn_leads_from_the_score_before_to_the_score_now(periods: tuple[Counts, Counts]) -> None:
    ask = asked(*periods)
    line, chart = headlines(ask)["nps"], moved(*periods)
    assert chart.figure is not None
    assert line.now is not None
    assert line.before is not None

    bars = next(trace for trace in chart.figure.data if trace.type == "bar")

    assert bars.base[0] == line.before.value[0]
    assert bars.base[-1] + bars.x[-1] == pytest.approx(line.now.value[0], abs=1e-12)
    assert sum(bars.x) == pytest.approx(line.change.difference if line.change else None, abs=1e-12)


@pytest.mark.parametrize("periods", [MIXED, WORSE, SAME])
def test_the_table_adds_up_in_the_digits_that_are_read(periods: tuple[Counts, Counts]) -> None:
    chart = moved(*periods)
    *lines, total = chart.shown.to_dict("records")

    for column in ("Mix", "Rate", "Together"):
        assert sum(number(line[column]) for line in lines) == pytest.approx(number(total[column]))
    parts = number(total["Score before"]) + number(total["Mix"]) + number(total["Rate"])
    assert parts == pytest.approx(number(total["Score now"]))
    assert [sum(number(line[side]) for line in lines) for side in ("Share before", "Share now")] == [100.0, 100.0]


@pytest.mark.parametrize("periods", [MIXED, WORSE, SAME])
def test_what_the_parts_add_up_to_is_the_change_of_the_card(periods: tuple[Counts, Counts]) -> None:
    change = headlines(asked(*periods))["nps"].change
    assert change is not None

    total = moved(*periods).shown["Together"].iloc[-1]

    assert total + "\u00a0points" == words.change(change.difference, "points")


def test_where_rounding_parts_the_score_before_gives_in_not_the_change() -> None:
    found = causes.split(asked({"chat": (3, 0, 4)}, {"chat": (1, 0, 8)}), NPS, READING, "channel").found
    total = explain.printed(found)[-1]

    assert (found.before * 100, found.after * 100) == (pytest.approx(14.286, abs=1e-3), pytest.approx(77.778, abs=1e-3))
    assert (total["before"], total["both"], total["after"]) == (14.3, 63.5, 77.8)


def test_the_file_holds_the_numbers_of_the_command_line() -> None:
    chart = moved(*MIXED)
    found = causes.split(asked(*MIXED), NPS, READING, "channel").found

    lines = chart.table.iloc[:-1]

    assert lines["mix"].tolist() == [record["mix"] for record in explain.records(found)]
    assert chart.table.iloc[-1]["mix"] == explain.whole(found)["mix"]
    assert chart.footer[:2] == ("200 and 240 answers", "the parts add up exactly")


def test_one_group_that_is_left_over_keeps_its_name() -> None:
    chart = moved({"chat": (10, 10, 40), "fax": (0, 1, 1)}, {"chat": (10, 10, 60), "fax": (0, 0, 2)})
    assert chart.figure is not None

    assert list(chart.figure.layout.yaxis.ticktext)[2:-1] == ["chat", "fax"]


def test_groups_that_did_nothing_are_one_step() -> None:
    chart = moved({f"g{k}": (10, 10, 40) for k in range(5)}, {f"g{k}": (10, 10, 40 + 20 * (k == 0)) for k in range(5)})
    assert chart.figure is not None

    assert list(chart.figure.layout.yaxis.ticktext)[2:-1] == ["g0", "Other (4)"]


def test_more_groups_than_there_is_room_for_are_one_step_and_all_in_the_table() -> None:
    many = {f"g{k}": (10 + k, 10, 40) for k in range(12)}, {f"g{k}": (10, 10, 40 + 2 * k) for k in range(12)}
    chart = moved(*many)
    assert chart.figure is not None

    (bars,) = [trace for trace in chart.figure.data if trace.type == "bar"]
    names = chart.figure.layout.yaxis.ticktext

    assert len(bars.x) == 1 + why.MOST_GROUPS + 1
    assert names[-2] == "Other (6)"
    assert len(chart.table) == 13
    change = causes.split(asked(*many), NPS, READING, "channel").found.change
    assert sum(bars.x) == pytest.approx(change.difference, abs=1e-12)


# Titles.


def test_a_change_that_is_moved_volume_is_said_to_be() -> None:
    chart = moved(*MIXED)

    assert plain(chart.title) == "More chat, not lower scores, took all of the 37.9 points"
    assert "clear" in chart.alt


def test_a_change_that_one_group_holds_names_it() -> None:
    assert plain(moved(*WORSE).title).startswith("Chat alone took 40")


def test_the_same_the_other_way_round_rose() -> None:
    assert plain(moved(*reversed(MIXED)).title).startswith("More mail, not higher scores, added")
    assert plain(moved(*reversed(WORSE)).title).startswith("Chat alone added 40")


def test_noise_is_called_noise_and_drawn_as_outlines() -> None:
    chart = moved(*SAME)
    assert chart.figure is not None

    bars = next(trace for trace in chart.figure.data if trace.type == "bar")

    assert chart.title == "NPS: the change is within noise"
    assert set(bars.marker.line.width) == {1}


def test_a_change_that_all_share_has_no_main_cause() -> None:
    alike = dict.fromkeys("abcd", (20, 20, 60)), dict.fromkeys("abcd", (60, 20, 20))

    assert moved(*alike).title == "NPS: no channel alone explains the change"
    assert causes.sentence(causes.split(asked(*alike), NPS, READING, "channel")) == ""


def test_the_sentence_can_be_read_aloud() -> None:
    split = causes.split(asked(*MIXED), NPS, READING, "channel")
    worse = causes.split(asked(*WORSE), NPS, READING, "channel")

    assert plain(causes.sentence(split)) == "NPS fell 37.9 points, and all of it is volume moving from mail to chat"
    assert plain(causes.sentence(worse)).startswith("NPS fell 41.0")
    assert plain(causes.sentence(worse)).endswith("points, and nearly all of it comes from chat")
    assert causes.sentence(causes.split(asked(*SAME), NPS, READING, "channel")) == ""


def test_it_is_said_how_much_of_a_change_a_cause_holds() -> None:
    """Of the fall of chat, mail gives back or adds a little."""
    chat, mail = (20, 0, 60), (20, 0, 60)

    def said(detractors: int) -> str:
        after = {"chat": (60, 0, 20), "mail": (detractors, 0, 80 - detractors)}
        return plain(causes.sentence(causes.split(asked({"chat": chat, "mail": mail}, after), NPS, READING, "channel")))

    assert said(20) == "NPS fell 50.0 points, and all of it comes from chat"
    assert said(19) == "NPS fell 48.8 points, and all of it comes from chat"
    assert " nearly all of it comes from chat" in said(23)
    assert " most of it comes from chat" in said(28)


def test_a_part_larger_than_the_whole_is_said_to_be() -> None:
    counts = {"chat": (20, 0, 60), "mail": (20, 0, 60)}, {"chat": (50, 0, 30), "mail": (10, 0, 70)}

    assert plain(moved(*counts).title) == "Chat alone took all of the 25.0 points and more"


# What a click can choose.


def test_a_group_filters_the_page_and_opens_its_rows() -> None:
    chart = moved(*WORSE)
    assert chart.choices is not None
    point = chart.choices.point("chat")
    assert point is not None
    assert point.filters is not None
    assert point.behind is not None

    assert chart.choices.noun == "a channel"
    assert point.filters.condition("channel") == ("chat",)
    assert (point.behind.n, point.behind.values) == (100, (("channel", "chat"),))
    assert {"", "chat", "mail"} == set(next(t for t in chart.figure.data if t.type == "bar").customdata)  # type: ignore[union-attr]


def test_no_rows_are_read_of_an_anonymous_survey() -> None:
    surveys = {"q": replace(SURVEYS["q"], anonymous=True)}
    chart = why.moved(asked(*WORSE, surveys=surveys), NPS, READING, "channel", key="why")

    assert isinstance(chart, Chart)
    assert chart.choices is not None
    assert [point.behind for point in chart.choices.points] == [None, None]


# Where there is nothing to split.


def test_without_a_comparison_the_way_out_is_said() -> None:
    chart = moved(*MIXED, compare="none")

    assert chart.figure is None
    assert chart.message is not None
    assert chart.message.title == "Nothing to compare with"


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        ({}, WORSE[1], "No earlier data"),
        (WORSE[0], {}, "No answers, 9 Feb–8 Mar 2026"),
        ({"chat": (20, 20, 60)}, {"chat": (60, 20, 20)}, "Only one channel"),
    ],
)
def test_what_has_no_parts_says_why(before: Counts, after: Counts, title: str) -> None:
    message = moved(before, after).message

    assert message is not None
    assert message.title == title


def test_a_hidden_number_is_not_split() -> None:
    surveys = {"q": replace(SURVEYS["q"], anonymous=True)}
    chart = why.moved(asked({"chat": (1, 0, 2)}, WORSE[1], surveys=surveys), NPS, READING, "channel", key="why")

    assert isinstance(chart, Chart)
    assert chart.message is not None
    assert chart.message.title == "Fewer than 5 answers, not shown"


def test_a_median_is_set_against_itself_group_by_group(sample: Warehouse) -> None:
    ask = Ask(sample.contents(), sample.settings, Filters(), sample.tally)
    response = measure("first_response")

    table = why.moved(ask, response, response.reading(), "channel", key="why")

    assert isinstance(table, Table)
    assert table.subtitle.startswith("A median cannot be split, so each channel is compared with itself")
    assert sorted(table.table["n"]) == sorted(sample.score(response, Filters(), ("channel",)).n.tolist())
    assert set(table.shown["Verdict"]) <= {
        words.verdict_word(verdict) for verdict in ("clear", "possible", "noise", "few")
    }


def test_groups_of_a_median_stand_in_the_order_of_the_chart_beside_them(sample: Warehouse) -> None:
    ask = Ask(sample.contents(), sample.settings, Filters(), sample.tally)
    response = measure("first_response")

    table = why.moved(ask, response, response.reading(), "channel", key="why")
    chart = breakdown.score_by(ask, response, response.reading(), "channel", key="by")

    assert table.shown["Channel"].tolist() == chart.shown["Channel"].tolist()
    assert table.table["channel"].tolist() == chart.table["channel"].tolist()


def test_a_group_of_which_half_are_still_open_has_no_verdict_and_says_why() -> None:
    change = replace(compared(), after=float("inf"), verdict="none")

    assert (why.verdict_of(change), why.verdict_of(compared())) == ("not reached yet", "within noise")


def compared() -> Change:
    numbers = (60.0, 66.0, 40, 40, 0.1, -0.2, 0.3)
    return Change(measure("first_response").reading(), *numbers, True, 0.5, 0.5, "noise", False)


# The story of the sample company.


def test_the_fall_of_the_second_quarter_is_the_move_to_chat(sample: Warehouse) -> None:
    ask = Ask(sample.contents(), sample.settings, Filters(period="2026-Q2"), sample.tally)
    found = [causes.split(ask, NPS, READING, name) for name in causes.tried(ask, NPS)]

    first = core.ranked([one.found for one in found])[0]

    assert first.dimension == "channel"
    assert first.mix_verdict == "clear"
    cause = causes.main_cause(first)
    assert cause is not None
    assert cause.line is None


def number(text: str) -> float:
    """A number as it is read."""
    return float(plain(text).replace("−", "-").replace("+", "").replace("%", "").replace(" pp", ""))
