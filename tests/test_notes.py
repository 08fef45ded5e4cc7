"""Notes: found by reading and by days, checked before anything is written."""

from __future__ import annotations

from datetime import date

import pytest

from cx.errors import BadInput
from cx.measures import MEASURES
from cx.notes import Benchmark, Marker, Notes, full_name, reading_of, words

FCR = MEASURES["fcr"]


def test_goals_and_benchmarks_are_of_one_reading_with_its_parameter_and_basis() -> None:
    retail = Benchmark("fcr.F1:14", 0.7, "Retail", "Yearbook")
    notes = Notes(goals={"fcr.F1:14": 0.75}, benchmarks=(retail,))

    assert (notes.goal(FCR, FCR.reading("F1:14")), notes.goal(FCR, FCR.reading("F1:7"))) == (0.75, None)
    assert notes.benchmarks_of(FCR, FCR.reading("F1:14")) == (retail,)
    assert notes.benchmarks_of(FCR, FCR.reading("F1:7")) == ()


@pytest.mark.parametrize("name", ["nps.nps", "fcr.F1:14", "resolution.p90@business"])
def test_a_reading_is_found_by_the_name_it_is_kept_under(name: str) -> None:
    assert full_name(*reading_of(name)) == name


def test_a_short_name_means_the_default_reading() -> None:
    assert full_name(*reading_of("csat")) == "csat.satisfied"


def test_a_marker_of_one_day_is_of_that_day_alone() -> None:
    release = Marker(1, date(2026, 3, 2), None, "Version 2", "release")
    notes = Notes(markers=(release,))

    assert notes.markers_of(date(2026, 3, 2), date(2026, 3, 2)) == (release,)
    assert notes.markers_of(date(2026, 3, 3), date(2026, 3, 9)) == ()


def test_words_keep_letters_of_every_language_and_signs() -> None:
    assert words(" Ūkio  новости\u00a0👩‍👧 ", "text", 40) == "Ūkio новости 👩‍👧"


@pytest.mark.parametrize("text", ["a\x07b", "a\x1b[31mb", "a\ud800"])
def test_words_hold_no_commands_for_a_terminal(text: str) -> None:
    with pytest.raises(BadInput, match="a character that no text can hold"):
        words(text, "text", 40)
