"""The words of the unhappy and the happy on the page Voice: which are drawn, and which only hold sentences together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cx.function_words import USUAL
from cx.moods import HAPPY, UNHAPPY
from cx.reports import typical_words
from cx.wording import Wording


def wording(*rows: tuple[str, int, int, float]) -> Wording:
    """Words with how many of the unhappy and the happy write them, and how clearly they mark them (z)."""
    word, unhappy, happy, z = zip(*rows, strict=True)
    clear = np.full(len(rows), 0.01)
    return Wording(
        np.array(word, object), np.array(unhappy), np.array(happy), np.array(z), np.array(z), clear, 100, 100
    )  # fmt: skip


def test_two_pieces_of_one_sentence_are_drawn_once_on_either_side() -> None:
    found = wording(
        ("waited hours", 30, 1, 5.0), ("hours long", 30, 1, 4.9), ("hours today", 29, 1, 4.8), ("rude", 12, 0, 3.0),
        ("very friendly", 0, 20, -4.0), ("friendly people", 0, 20, -4.1),
    )  # fmt: skip
    points = typical_words.chart(found).choices.points

    assert [point.token for point in points] == ["waited hours", "hours today", "rude", "friendly people"]
    assert [point.mood for point in points] == [UNHAPPY, UNHAPPY, UNHAPPY, HAPPY]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        (["en"] * 99 + ["lt"], {"en", "lt"}),
        (["en"] * 100 + ["lt"], {"en"}),
        (["de"] * 99 + [None], {"de", *USUAL}),
        ([None], set(USUAL)),
        ([], set(USUAL)),
    ],
    ids=["one in a hundred", "fewer", "some do not say", "nobody says", "no comment"],
)
def test_words_are_left_out_in_the_languages_that_comments_are_written_in(
    written: list[str | None], known: set[str]
) -> None:
    assert typical_words._languages(pd.Series(written, dtype=object)) == known
