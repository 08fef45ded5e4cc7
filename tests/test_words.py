"""Every name the product can meet has a word, and every measure a definition."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import cx.measures
from cx.bins import CODE_REASONS
from cx.errors import Unavailable
from cx.measures import MEASURES, Measure, Reading, mark
from cx.measures.reading import KINDS
from cx.reports import definitions, language, words
from cx.reports.definitions import definition, definition_of_each
from cx.settings import load
from cx.surveys import Survey

READINGS = [(measure, reading) for measure in MEASURES.values() for reading in measure.definitions()]
IDS = [f"{measure.name}.{reading.full_name}" for measure, reading in READINGS]

#: What may stand in braces in the catalogue: parts of a scale, and the parameter.
SCALE_WORDS = {"promoters", "passives", "detractors", "good", "bad", "best", "low", "high", "end", "other"}
FILLED_IN = SCALE_WORDS | {"days", "target"}


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_every_measure_has_a_short_name(name: str) -> None:
    assert words.measure_name(name) == MEASURES[name].title != ""
    assert words.measure_name(MEASURES[name]) == words.measure_name(name)
    assert len(words.measure_name(name)) <= 20


def test_what_is_not_in_the_catalogue_keeps_its_own_name() -> None:
    assert words.measure_name("happiness") == "happiness"


@pytest.mark.parametrize(("measure", "reading"), READINGS, ids=IDS)
def test_every_reading_has_a_name_and_a_definition_without_gaps(measure: Measure, reading: Reading) -> None:
    name, text = words.reading_name(measure, reading), definition(measure, reading)

    assert reading.title
    assert reading.says
    assert text.count(definitions.filled_in(reading.says, reading, definitions._scale_words(measure, None))) == 1
    assert "{" not in name + text
    assert "95% interval" in text
    assert ("Dated by" in text) == (measure.counting != "state")


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.name)
def test_no_two_readings_of_a_measure_have_the_same_name(measure: Measure) -> None:
    names = Counter(words.reading_name(measure, reading) for reading in measure.definitions())

    assert [name for name, many in names.items() if many > 1] == []


def test_the_catalogue_fills_in_only_what_definitions_know() -> None:
    for _measure, reading in READINGS:
        assert set(re.findall(r"\{(\w*)\}", reading.title)) <= {"days", "target"}
        assert set(re.findall(r"\{(\w*)\}", reading.says)) <= FILLED_IN


def test_every_kind_of_score_says_what_its_interval_is() -> None:
    assert set(definitions._INTERVALS) == set(KINDS)
    flow = MEASURES["flow"]
    assert "95% interval: Poisson." in definition(flow, flow.reading("opened"))
    assert "95% interval: normal, of Poisson numbers." in definition(flow, flow.reading("net"))


def test_who_gave_up_waiting_is_not_called_still_running() -> None:
    wait = MEASURES["wait"]
    assert "Those who gave up are left out" in definition(wait, wait.reading("naive_median"))
    assert "still running" not in definition(wait, wait.reading("within:60"))


def test_every_date_has_its_words() -> None:
    dates = {measure.on(basis).date for measure in MEASURES.values() for basis in ("", *_bases(measure))}

    assert dates <= set(definitions._ANCHORS)


def _bases(measure: Measure) -> list[str]:
    return [basis.name for basis in measure.bases]


def test_every_text_of_the_catalogue_is_marked_for_translation() -> None:
    """Tools that collect messages find what stands in `mark(...)` in the source."""
    marked = {
        ast.literal_eval(call.args[0])
        for path in Path(cx.measures.__path__[0]).glob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "mark"
    }
    texts = {text for measure in MEASURES.values() for text in (measure.title, measure.says)}
    texts |= {basis.title for measure in MEASURES.values() for basis in measure.bases}
    texts |= {text for _measure, reading in READINGS for text in (reading.title, reading.says)}

    assert texts - {""} - marked == set()


def test_one_word_marks_every_message() -> None:
    assert language.mark is mark


def test_a_name_on_another_basis_says_so() -> None:
    resolution = MEASURES["resolution"]

    assert words.reading_name(resolution, resolution.reading("median@business")) == "half within, business time"
    assert "Counted here: business time." in definition(resolution, resolution.reading("median@business"))
    on_business = resolution.on("business")
    assert words.reading_name(on_business, on_business.reading("p90")) == "9 of 10 within, business time"


def test_names_of_readings_say_their_parameter() -> None:
    response, fcr = MEASURES["first_response"], MEASURES["fcr"]

    assert plain(words.reading_name(response, response.reading("within:3600"))) == "within 1 h"
    assert words.reading_name(fcr, fcr.reading("F1:14")) == "no repeat contact in 14 days"
    assert words.reading_name(fcr, fcr.reading("F1:1")) == "no repeat contact in 1 day"


@pytest.mark.parametrize(
    ("survey", "best"),
    [
        (Survey("nps", "nps"), "9–10"),
        (Survey("csat", "csat", 1, 5), "5"),
        (Survey("c", "csat", 1, 5, direction="low"), "1"),
    ],
)
def test_the_best_answers_are_named_as_the_scale_has_them(survey: Survey, best: str) -> None:
    advocates = MEASURES["advocates"]

    assert f"of the best class ({best})" in definition(advocates, advocates.reading(), survey)


def test_a_definition_names_the_scale_it_is_read_on() -> None:
    seven = Survey("ease", "ces", 1, 7, direction="low")
    ces = MEASURES["ces"]

    assert "1–7; 1 is easy" in definition(ces, ces.reading("mean"), seven)
    assert "answers 1–3" in definition(ces, ces.reading("easy"), seven)


def test_a_definition_quotes_the_question() -> None:
    asked = Survey("nps", "nps", wording="Would you recommend us?")

    assert definition(MEASURES["nps"], MEASURES["nps"].reading(), asked).startswith(
        "Question: “Would you recommend us?” NPS = share of promoters (9–10) minus share of detractors (0–6)"
    )


def test_a_reading_that_flatters_says_so() -> None:
    resolution = MEASURES["resolution"]

    assert "which flatters" in definition(resolution, resolution.reading("naive_median"))
    for honest in ("median", "within"):
        assert "which flatters" not in definition(resolution, resolution.reading(honest))


REASONS = sorted(
    {"outside_scale", "still_running", "undecided", *CODE_REASONS.values()}
    | {reason for measure in MEASURES.values() for reason in measure.codes.values()}
)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words_of_its_own(reason: str) -> None:
    assert reason in words._REASONS
    assert words.reason(reason, 1234).startswith("1,234 ")
    assert "_" not in words.reason(reason, 1)


def test_no_words_are_kept_for_reasons_that_nobody_gives() -> None:
    assert sorted(words._REASONS) == REASONS


def test_a_reason_without_words_is_still_said() -> None:
    assert words.reason("lost_on_the_way", 3) == "3 lost on the way"


@pytest.mark.parametrize("kind", Unavailable.KINDS)
def test_every_kind_of_unavailable_says_what_is_and_the_way_out(kind: str) -> None:
    title, text = words.unavailable(Unavailable("first_response", kind, "first_response_at", "csat"))

    assert title
    assert text.endswith(".")
    assert "{" not in title + text
    assert not title.endswith(".")


def test_every_column_a_measure_needs_has_words() -> None:
    for measure in MEASURES.values():
        asked = [measure.on(basis) for basis in ("", *_bases(measure))]
        columns = {name for basis in asked for name in (*basis.needs, basis.column) if not name.endswith("_business")}
        assert columns <= set(words._COLUMNS)


def test_business_time_without_a_calendar_names_the_setting() -> None:
    title, text = words.unavailable(Unavailable("resolution", "columns_missing", "resolution_business"))

    assert title == "Needs a calendar of business time"
    assert "setting CX_CALENDARS" in text


def test_what_waits_for_a_derive_has_words() -> None:
    assert words.edited_name("week_start") == "First day of the week"
    assert {*load({}, {}).derived(), "surveys", "alerts"} == set(words._EDITED)
    assert words.edited_name("fashion") == "fashion"


def test_a_column_without_words_is_named_as_it_is() -> None:
    title, _text = words.unavailable(Unavailable("nps", "columns_missing", "shoe_size"))

    assert title == "Needs shoe size"


def test_every_kind_of_unavailable_has_words_of_its_own() -> None:
    assert set(words._UNAVAILABLE) == set(Unavailable.KINDS)


def test_an_own_dimension_keeps_its_name() -> None:
    assert words.dimension_name("channel") == "Channel"
    assert words.dimension_name("boarding area") == "boarding area"


def test_a_missing_value_is_said_to_be_missing() -> None:
    assert words.value_name(None, "channel") == "(not given)"
    assert words.value_name("Chat", "channel") == "Chat"


def test_counts_are_named_in_the_right_number() -> None:
    assert words.counted(1, "answers") == "1 answer"
    assert words.counted(4816, "tickets") == "4,816 tickets"
    assert words.counted(1, "joys") == "1 row"


@pytest.mark.parametrize("counts", sorted({measure.counts for measure in MEASURES.values()}))
def test_whatever_is_counted_has_a_name(counts: str) -> None:
    assert words.count_name(counts, 2) == counts
    assert words.count_name(counts, 1) == counts.removesuffix("s")


@pytest.mark.parametrize(
    ("verdict", "rose", "sentence"),
    [
        ("clear", False, "NPS is +34, a clear fall of 4.5 points"),
        ("clear", True, "NPS is +34, a clear rise of 4.5 points"),
        ("possible", False, "NPS is +34, perhaps down 4.5 points"),
        ("noise", True, "NPS is +34, no clear change"),
        ("none", True, "NPS is +34"),
    ],
)
def test_the_finding_follows_the_verdict(verdict: str, rose: bool, sentence: str) -> None:
    assert words.change_sentence("NPS", "+34", verdict, "4.5 points", rose=rose) == sentence


@pytest.mark.parametrize("verdict", ["clear", "possible", "noise", "few", "none"])
def test_every_verdict_has_a_word_and_an_explanation(verdict: str) -> None:
    assert words.verdict_word(verdict)
    assert words.verdict_help(verdict).endswith(".")


def test_filters_are_said_in_words() -> None:
    assert words.filter_words([("channel", ["Chat", None])]) == ["Channel: Chat, (not given)"]


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        ("clear", "First reply is 38 min, clearly 22% slower"),
        ("possible", "First reply is 38 min, perhaps 22% slower"),
        ("noise", "First reply is 38 min, no clear change"),
    ],
)
def test_the_finding_of_a_time_says_slower_or_faster(verdict: str, sentence: str) -> None:
    assert words.change_sentence("First reply", "38 min", verdict, "22% slower", rose=None) == sentence


@pytest.mark.parametrize(("direction", "ends"), [("high", "5 is easy, 1 is hard"), ("low", "1 is easy, 5 is hard")])
def test_ces_says_that_it_is_about_ease_and_which_end_is_easy(direction: str, ends: str) -> None:
    asked = Survey("ease", "ces", 1, 5, direction=direction)
    text = definition(MEASURES["ces"], MEASURES["ces"].reading("mean"), asked)

    assert words.measure_name("ces") == "CES"
    assert text.startswith("CES = how easy it was")
    assert ends in text


def test_a_warehouse_in_which_nothing_is_open_says_so() -> None:
    title, _text = words.unavailable(Unavailable("backlog", "columns_missing", "open_age"))

    assert title == "No ticket is open"


def test_tickets_known_to_the_day_are_said_to_have_no_hour() -> None:
    said = words.unavailable(Unavailable("arrivals", "columns_missing", "created_hour"))

    assert said == ("Needs the hour of creation", "The files say on which day tickets came, and no hour.")


@pytest.mark.parametrize(
    ("low", "high", "direction", "good", "bad"),
    [(1, 5, "high", "4–5", "1–2"), (1, 7, "low", "1–2", "6–7"), (1, 4, "high", "3–4", "1–2"), (0, 1, "high", "1", "0")],
)
def test_a_definition_names_the_very_answers_that_count_as_bad(
    low: int, high: int, direction: str, good: str, bad: str
) -> None:
    csat, asked = cx.measures.measure("csat"), Survey("csat", "csat", low, high, direction=direction)
    reading = csat.reading("net")
    values = reading.values(np.arange(low, high + 1), asked, 0)
    shown = [f"{ends.min()}–{ends.max()}" if len(ends) > 1 else str(ends[0])
             for ends in (np.flatnonzero(values == side) + low for side in (1, -1))]  # fmt: skip

    assert shown == [good, bad]
    assert f"good answers ({good}) minus share of bad ones ({bad})" in definition(csat, reading, asked)


def test_what_several_definitions_share_is_said_once() -> None:
    time = MEASURES["resolution"]
    said = definition_of_each((time, time.reading(name), None) for name in ("median", "naive_median"))

    assert (said.count("Time from the creation"), said.count("95% interval")) == (1, 2)
    assert said.endswith("Dated by the creation of the ticket.")
    assert definition_of_each([(time, time.reading(), None)]) == definition(time, time.reading())
