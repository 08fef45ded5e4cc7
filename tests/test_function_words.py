"""Words that say nothing by themselves, by language."""

from __future__ import annotations

from cx.function_words import USUAL, begins_phrases, function_words, is_negation


def test_each_language_has_its_own_and_several_have_those_of_all() -> None:
    assert {"the", "и", "ir"} <= function_words()
    assert function_words() == frozenset().union(*(function_words([language]) for language in USUAL))
    assert "the" not in function_words(["lt"])


def test_a_language_is_known_by_code_region_and_name_and_one_without_a_list_adds_nothing() -> None:
    assert function_words(["en-GB"]) == function_words(["english"]) | function_words(["en"])
    assert function_words(["tlh"]) == frozenset()


def test_lithuanian_words_have_their_own_letters() -> None:
    words = function_words(["lt"])

    assert "šalia" in words
    assert not {word for word in words if set(word) & set("ðþàèæë")}


def test_what_tells_how_somebody_was_served_is_none() -> None:
    assert not {"спасибо", "долго"} & function_words(["ru"])


def test_what_turns_the_next_word_round_begins_a_phrase() -> None:
    assert all(map(is_negation, ("not", "doesn't", "don’t", "не")))
    assert begins_phrases("too")
    assert not is_negation("too")
    assert not begins_phrases("the")
