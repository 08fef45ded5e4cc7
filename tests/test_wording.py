"""Words that mark the unhappy against the happy: the same as counting by hand, and those that were planted."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.function_words import begins_phrases, function_words, is_negation
from cx.moods import HAPPY, NEUTRAL, UNHAPPY
from cx.wording import LIFT, NEARLY_ALL, PRIOR, SHORTEST, Wording, wording

WORDS = ("late", "very", "the", "thanks", "поздно", "ačiū", "don't", "not", ".", "e-mail", "24h")
COMMENTS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), st.sampled_from((UNHAPPY, NEUTRAL, HAPPY, "", None))
    ),
    max_size=40,
)


Numbers = dict[str, tuple[int, int, float, float]]


def pieces(text: str) -> list[str]:
    """Words and the signs between them, in order."""
    return re.findall(r"\w+(?:['’\-]\w+)*|[^\w\s]", text.lower())


def is_content(piece: str) -> bool:
    return len(piece) >= SHORTEST and re.search(r"[^\W\d_]", piece) is not None and piece not in function_words()


def pairs_of(read: list[str]) -> Iterator[str]:
    for one, other in pairwise(read):
        if (is_content(one) or begins_phrases(one)) and is_content(other) and one != other:
            yield f"{one} {other}"


def by_hand(texts: list[str], moods: list[str | None], least: int) -> Numbers:
    """Counts, log-odds and z of every word and phrase that is told, one of them and one comment at a time."""
    read = [pieces(text) for text in texts]
    held = [set(words) | set(pairs_of(words)) for words in read]
    places = Counter(pair for words in read for pair in pairs_of(words))

    def count(word: str, *mood: str | None) -> int:
        return sum(word in words for words, given in zip(held, moods, strict=True) if not mood or given in mood)

    content = [word for word in set().union(*held) if " " not in word and is_content(word)]
    everybody, unhappy, happy = (sum(count(word, *mood) for word in content) for mood in ((), (UNHAPPY,), (HAPPY,)))
    phrases = [
        pair for pair, n in places.items() if n >= max(least, 1)
        if is_negation(pair.split()[0])
        or count(pair) * len(texts) / math.prod(map(count, pair.split())) >= LIFT
    ]  # fmt: skip
    found: Numbers = {}
    for word in (*content, *phrases):
        one, other, prior = count(word, UNHAPPY), count(word, HAPPY), PRIOR * count(word) / everybody
        if one + other < least or {UNHAPPY, HAPPY} - set(moods) or everybody == count(word):  # of one word, no odds
            continue
        odds = [(n + prior) / (total + PRIOR - n - prior) for n, total in ((one, unhappy), (other, happy))]
        error = math.sqrt(1 / (one + prior) + 1 / (other + prior))
        found[word] = (one, other, math.log(odds[0] / odds[1]), math.log(odds[0] / odds[1]) / error)
    return told(found, count)


def told(found: Numbers, count: Callable[[str], int]) -> Numbers:
    """Without the words that a phrase stands for, and the phrases that stand for none and mark no more clearly."""

    def weight(word: str) -> float:
        return abs(found[word][3]) if word in found else 0.0

    stand_for: dict[str, str] = {}
    for word in found:
        beside = [phrase for phrase in found if word != phrase and word in phrase.split()]
        nearly = [phrase for phrase in beside if count(phrase) >= NEARLY_ALL * count(word) and weight(phrase) > 0]
        if nearly and weight(word) > 0:
            stand_for[word] = max(nearly, key=lambda phrase: (count(phrase), weight(phrase)))
    clearer = {word for word in found if " " in word and weight(word) > max(map(weight, word.split()))}
    kept = clearer | set(stand_for.values()) | {word for word in found if " " not in word} - set(stand_for)
    return {word: numbers for word, numbers in found.items() if word in kept}


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

    alike = {word for word in {*found} ^ {*expected} if " " in word}  # two phrases of a word may mark it alike
    assert {*found} - alike == {*expected} - alike
    assert len(found) == len(expected)
    found = {word: numbers for word, numbers in found.items() if word in expected}
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
    texts = ["ticket, bill, wrong", "ticket, help, good"] * 200 + ["ticket, zyzzyva"]
    moods = [UNHAPPY, HAPPY] * 200 + [UNHAPPY]
    found = wording(texts, moods, least=1)
    z = dict(zip(found.word, found.z, strict=True))

    assert abs(z["ticket"]) < 0.2
    assert abs(z["zyzzyva"]) < abs(z["wrong"]) / 5
    assert set(found.word[:2]) == {"bill", "wrong"}


def of_all(*parts: tuple[int, str, str]) -> Wording:
    """The words of so many comments of a mood that say the same."""
    return wording(
        [text for n, _mood, text in parts for _ in range(n)], [mood for n, mood, _text in parts for _ in range(n)]
    )


def test_function_words_of_three_languages_mark_nothing() -> None:
    found = of_all(
        (90, UNHAPPY, "this is what we have; и вот что это; kad tai yra"),
        (90, UNHAPPY, "slow"),
        (90, HAPPY, "and fine"),
    )

    assert list(found.word) == ["slow", "fine"]


def test_a_phrase_stands_for_a_word_that_is_hardly_ever_written_without_it() -> None:
    rest = [(400, HAPPY, "helpful"), (400, UNHAPPY, "rude"), (60, HAPPY, "karto"), (60, HAPPY, "would like")]
    found = of_all((40, HAPPY, "would recommend"), (40, UNHAPPY, "still waiting"), (9, UNHAPPY, "still"), *rest)

    assert {"would recommend", "still waiting"} <= set(found.word)
    assert not {"recommend", "waiting", "would"} & set(found.word)


def test_a_negation_is_told_with_what_it_turns_round_where_that_marks_more_clearly() -> None:
    found = of_all((60, UNHAPPY, "not working"), (60, HAPPY, "working"), (300, HAPPY, "fine"), (300, UNHAPPY, "bad"))
    counts = dict(zip(found.word, zip(found.unhappy, found.happy, strict=True), strict=True))

    assert counts["not working"] == (60, 0)
    assert counts["working"] == (60, 60)
    assert "not" not in counts


def test_neighbours_by_chance_are_no_phrase() -> None:
    found = of_all((200, UNHAPPY, "late bill"), (200, UNHAPPY, "late"), (200, UNHAPPY, "bill"), (300, HAPPY, "fine"))

    assert set(found.word) == {"late", "bill", "fine"}


def test_a_sign_between_two_words_makes_them_no_phrase() -> None:
    found = of_all((40, UNHAPPY, "slow, rude"), (400, HAPPY, "fine"), (400, UNHAPPY, "bad"))

    assert {"slow", "rude"} <= set(found.word)
    assert "slow rude" not in found.word


def test_a_word_counts_once_in_a_comment() -> None:
    found = wording(["late late LATE"] * 6 + ["fine"] * 6, [UNHAPPY] * 6 + [HAPPY] * 6)

    assert dict(zip(found.word, found.unhappy, strict=True)) == {"late": 6, "fine": 0}


def test_letters_of_every_alphabet_make_words() -> None:
    text = "Won’t, e-mail, ME!! 24h, 2025 <b>ПОЗДНО</b> - ačiū; I_am a1"
    found = wording([text, "fine"] * 5, [UNHAPPY, HAPPY] * 5, unmarked=())

    assert set(found.word) == {"won’t", "e-mail", "24h", "поздно", "ačiū", "i_am", "fine"}


def test_a_run_of_letters_that_no_search_can_hold_is_no_word() -> None:
    endless, longest = "a" * 5000, "b" * 80
    found = wording([f"{endless} late", f"{endless}n't late {longest}"] * 3 + ["thanks"] * 3,
                    [UNHAPPY] * 6 + [HAPPY] * 3, least=1)  # fmt: skip

    assert set(found.word) == {"late", "thanks", longest}


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
