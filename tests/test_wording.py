"""Words that mark the unhappy against the happy: the same as counting by hand, and those that were planted."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.moods import HAPPY, NEUTRAL, UNHAPPY
from cx.wording import PRIOR, SHORTEST, Wording, wording

WORDS = ("late", "very", "the", "thanks", "поздно", "ačiū", "don't")
COMMENTS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), st.sampled_from((UNHAPPY, NEUTRAL, HAPPY, "", None))
    ),
    max_size=40,
)


def by_hand(texts: list[str], moods: list[str | None], least: int) -> dict[str, tuple[int, int, float, float]]:
    """Counts, log-odds and z of every word, one word and one comment at a time."""
    held = [set(re.findall(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", text.casefold())) for text in texts]
    held = [{word for word in words if len(word) >= SHORTEST} for words in held]
    everybody = sum(map(len, held))

    def count(word: str, *mood: str | None) -> int:
        return sum(word in words for words, given in zip(held, moods, strict=True) if not mood or given in mood)

    def total(mood: str) -> int:
        return sum(len(words) for words, given in zip(held, moods, strict=True) if given == mood)

    found = {}
    for word in set().union(*held):
        one, other, prior = count(word, UNHAPPY), count(word, HAPPY), PRIOR * count(word) / everybody
        if one + other < least or {UNHAPPY, HAPPY} - set(moods) or everybody == count(word):  # of one word, no odds
            continue
        odds = [(n + prior) / (total(mood) + PRIOR - n - prior) for n, mood in ((one, UNHAPPY), (other, HAPPY))]
        error = math.sqrt(1 / (one + prior) + 1 / (other + prior))
        found[word] = (one, other, math.log(odds[0] / odds[1]), math.log(odds[0] / odds[1]) / error)
    return found


def listed(found: Wording) -> dict[str, tuple[int, int, float, float]]:
    return {
        word: (int(one), int(other), odds, z)
        for word, one, other, odds, z in zip(
            found.word, found.unhappy, found.happy, found.log_odds, found.z, strict=True
        )
    }


@given(COMMENTS, st.integers(0, 3))
def test_every_number_is_what_counting_by_hand_gives(comments: list[tuple[str, str | None]], least: int) -> None:
    texts, moods = [text for text, _mood in comments], [mood for _text, mood in comments]
    found, expected = listed(wording(texts, moods, least)), by_hand(texts, moods, least)

    assert set(found) == set(expected)
    for word, numbers in found.items():
        assert numbers == pytest.approx(expected[word], rel=1e-9, abs=1e-12)


def planted(n: int = 4000, seed: int = 5) -> tuple[list[str], list[str]]:
    """Comments of forty everyday words, with "late" in a third of the unhappy ones and "friendly" of the happy."""
    draws = np.random.default_rng(seed)
    everyday = np.array([chr(97 + k // 26) + chr(97 + k % 26) * 2 for k in range(40)])
    texts, moods = [], []
    for nr in range(n):
        mood = (UNHAPPY, NEUTRAL, HAPPY)[nr % 3]
        words = list(everyday[draws.integers(0, 40, draws.integers(3, 12))])
        special = {UNHAPPY: "Late", HAPPY: "friendly"}.get(mood)
        texts.append(" ".join([*words, special] if special and draws.random() < 1 / 3 else words))
        moods.append(mood)
    return texts, moods


def test_planted_words_are_found_and_no_others_are_clear() -> None:
    found = wording(*planted())

    assert (found.word[0], found.word[-1]) == ("late", "friendly")
    assert set(found.word[found.p <= 0.05]) == {"late", "friendly"}
    assert found.happy[0] == found.unhappy[-1] == 0
    assert found.share(UNHAPPY)[0] == pytest.approx(found.unhappy[0] / found.n_unhappy, rel=1e-12)
    assert (np.diff(found.z) <= 0).all()


def test_words_that_everybody_uses_and_words_of_one_comment_mark_nothing() -> None:
    texts = ["the bill was wrong", "the help was good"] * 200 + ["the zyzzyva"]
    moods = [UNHAPPY, HAPPY] * 200 + [UNHAPPY]
    found = wording(texts, moods, least=1)
    z = dict(zip(found.word, found.z, strict=True))

    assert abs(z["the"]) < 0.2
    assert abs(z["zyzzyva"]) < abs(z["wrong"]) / 5
    assert set(found.word[:2]) == {"bill", "wrong"}


def test_a_word_counts_once_in_a_comment() -> None:
    found = wording(["late late LATE"] * 6 + ["fine"] * 6, [UNHAPPY] * 6 + [HAPPY] * 6)

    assert dict(zip(found.word, found.unhappy, strict=True)) == {"late": 6, "fine": 0}


def test_letters_of_every_alphabet_make_words() -> None:
    text = "Don’t e-mail ME!! 24h, <b>ПОЗДНО</b> - ačiū; I_am a1"
    found = wording([text, "fine"] * 5, [UNHAPPY, HAPPY] * 5)

    assert set(found.word) == {"don’t", "e-mail", "поздно", "ačiū", "fine"}


def test_swapping_the_moods_turns_everything_round() -> None:
    texts, moods = planted(600)
    other = wording(texts, [{UNHAPPY: HAPPY, HAPPY: UNHAPPY}.get(mood, mood) for mood in moods])
    one = wording(texts, moods)

    turned = dict(zip(other.word, -other.z, strict=True))
    assert {word: pytest.approx(z, rel=1e-9, abs=1e-12) for word, z in turned.items()} == dict(
        zip(one.word, one.z, strict=True)
    )


@pytest.mark.parametrize(
    ("texts", "moods"),
    [([], []), (["late"] * 9, [UNHAPPY] * 9), (["!!", "12"] * 9, [UNHAPPY, HAPPY] * 9), (["late"] * 9, [None] * 9)],
)
def test_without_both_moods_nothing_is_marked(texts: list[str], moods: list[str | None]) -> None:
    assert len(wording(texts, moods)) == 0


def test_comments_that_look_like_code_are_only_words() -> None:
    texts = ["<script>alert(1)</script>", "![](http://x)", "=cmd()", "$x$", ":red[..]"] * 5
    found = wording(texts, [UNHAPPY, HAPPY] * 12 + [UNHAPPY])

    assert set(found.word) == {"script", "alert", "http", "cmd", "red"}
