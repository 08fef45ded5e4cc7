from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import fisher_exact

from cx.audit import UnusedEnd, unused_ends
from cx.guard import guarded_tally
from cx.measures import measure
from cx.settings import load
from cx.surveys import Survey
from cx.tally import Tally

FULL = {"relation": [36, 16, 22, 28, 34, 66, 70, 115, 170, 175, 268]}


def answers(counts: dict[str, list[int]], name: str = "nps", low: int = 0, high: int = 10, **own: Survey) -> Tally:
    """A tally by survey, from how often each answer from 0 up was given; `own`: surveys declared otherwise."""
    rows = [(survey, answer, n) for survey, numbers in counts.items() for answer, n in enumerate(numbers)]
    surveys = {survey: own.get(survey, Survey(survey, name, low, high)) for survey in counts}
    return Tally.from_frame(measure(name), pd.DataFrame(rows, columns=["survey", "bin", "n"]), ["survey"], surveys)


def named(tally: Tally) -> list[tuple[str, int]]:
    return [(end.survey.survey, end.answer) for end in unused_ends(tally)]


def test_a_form_on_one_to_ten_that_is_declared_nought_to_ten_is_named_with_its_numbers() -> None:
    web = [0, 20, 20, 20, 20, 60, 60, 100, 150, 150, 200]
    (found,) = unused_ends(answers(FULL | {"web": web}))

    assert found == UnusedEnd(Survey("web", "nps"), 0, 800, 36, 1000, found.p)
    expected = fisher_exact([[0, 800], [36, 964]], alternative="less").pvalue
    assert found.p == pytest.approx(expected, rel=1e-9)


def test_declared_on_the_scale_it_is_asked_on_it_is_not_named() -> None:
    web = [0, 20, 20, 20, 20, 60, 60, 100, 150, 150, 200]

    assert named(answers(FULL | {"web": web}, web=Survey("web", "nps", 1, 10))) == []


def test_a_single_zero_shows_that_it_was_offered() -> None:
    assert named(answers(FULL | {"web": [1, 20, 20, 20, 20, 60, 60, 100, 150, 150, 200]})) == []


def test_few_answers_without_a_zero_are_no_surprise() -> None:
    assert named(answers(FULL | {"web": [0, 2, 2, 2, 2, 6, 6, 10, 15, 15, 20]})) == []


def test_with_nothing_to_compare_with_nothing_is_named() -> None:
    assert named(answers({"web": [0, 200, 200, 200, 200, 600, 600, 1000, 1500, 1500, 2000]})) == []


def test_a_top_that_is_never_reached_is_named_too() -> None:
    five, four = [0, 50, 50, 100, 300, 500], [0, 50, 50, 100, 300, 0]

    assert named(answers({"five": five, "four": four}, "csat", 1, 5)) == [("four", 5)]


def test_answers_outside_the_scale_are_no_answers() -> None:
    five, odd = [0, 50, 50, 100, 300, 500], [9999, 5, 0, 0, 0, 0]

    assert named(answers({"five": five, "odd": odd}, "csat", 1, 5)) == []


def test_the_least_likely_comes_first() -> None:
    whole, short, long = [500] * 11, [0, *[30] * 10], [0, *[60] * 10]

    assert named(answers({"whole": whole, "short": short, "long": long})) == [("long", 0), ("short", 0)]


def test_surveys_that_answer_alike_are_seldom_named() -> None:
    draws = np.random.default_rng(5)
    law = np.array(FULL["relation"]) / 1000
    sides = [draws.multinomial(size, law, 1000).tolist() for size in (300, 150)]
    found = [named(answers({"one": one, "other": other})) for one, other in zip(*sides, strict=True)]

    assert sum(map(bool, found)) <= 5


def test_a_tally_by_anything_else_is_refused() -> None:
    with pytest.raises(ValueError, match="by survey"):
        unused_ends(answers(FULL).total())


def test_surveys_whose_answers_are_withheld_are_not_looked_at() -> None:
    short, few = [0, *[60] * 10], Survey("few", "nps", anonymous=True)
    found = answers({"whole": [500] * 11, "short": short, "few": [2], "least": [0, 20]}, few=few)

    assert named(guarded_tally(found, load({}, {}))) == [("short", 0)]
