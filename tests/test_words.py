"""Every name the product can meet has a word, and every measure a definition."""

from __future__ import annotations

import pytest

from cx.bins import CODE_REASONS
from cx.errors import Unavailable
from cx.measures import MEASURES
from cx.reports import words
from cx.reports.definitions import definition
from cx.surveys import Survey

READINGS = [(measure, reading) for measure in MEASURES.values() for reading in measure.readings]


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_every_measure_has_a_short_name(name: str) -> None:
    assert words.measure_name(name) != name or name == "nps"
    assert len(words.measure_name(name)) <= 20


@pytest.mark.parametrize(("measure", "reading"), READINGS, ids=lambda part: getattr(part, "full_name", part.name))
def test_every_reading_has_a_name_and_a_definition_without_gaps(measure: object, reading: object) -> None:
    name = words.reading_name(reading.full_name)  # type: ignore[attr-defined]
    text = definition(measure, reading)  # type: ignore[arg-type]

    assert name
    assert "{" not in name + text
    assert "95% interval" in text
    assert "Dated by" in text


def test_names_of_readings_say_their_parameter() -> None:
    assert words.reading_name("within:3600").replace("\u00a0", " ") == "within 1 h"
    assert words.reading_name("F1:14") == "no repeat contact in 14 days"


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

    assert "which flatters" in definition(resolution, resolution.reading("median"))
    assert "which flatters" not in definition(resolution, resolution.reading("within"))


@pytest.mark.parametrize("reason", ["outside_scale", "still_running", "undecided", "pending", *CODE_REASONS.values()])
def test_every_reason_has_words_of_its_own(reason: str) -> None:
    assert words.reason(reason, 1234).startswith("1,234 ")
    assert "_" not in words.reason(reason, 1)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_reason_a_measure_can_give_is_known(measure: str) -> None:
    for reason in MEASURES[measure].codes.values():
        assert reason in words._REASONS


@pytest.mark.parametrize("kind", Unavailable.KINDS)
def test_every_kind_of_unavailable_says_what_is_and_the_way_out(kind: str) -> None:
    title, text = words.unavailable(Unavailable("first_response", kind, "first_response_at", "csat"))

    assert title
    assert text.endswith(".")
    assert "{" not in title + text
    assert not title.endswith(".")


def test_every_column_a_measure_needs_has_words() -> None:
    for measure in MEASURES.values():
        title, _text = words.unavailable(Unavailable(measure.name, "columns_missing", *measure.needs))
        assert "_" not in title


def test_an_own_dimension_keeps_its_name() -> None:
    assert words.dimension_name("channel") == "Channel"
    assert words.dimension_name("boarding area") == "boarding area"


def test_a_missing_value_is_said_to_be_missing() -> None:
    assert words.value_name(None) == "(not given)"
    assert words.value_name("Chat") == "Chat"


def test_counts_are_named_in_the_right_number() -> None:
    assert words.counted(1, "answers") == "1 answer"
    assert words.counted(4816, "tickets") == "4,816 tickets"


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
