"""What a search finds: whole beginnings of words, whatever case and accents; in quotes what stands there; no more."""

from __future__ import annotations

import pytest

from cx.searching import found, lowered, quoted, terms, unquoted, without_accents


def marked(text: str, search: str) -> list[str]:
    return [text[first:end] for first, end in found(text, search)]


@pytest.mark.parametrize(
    ("search", "text", "expected"),
    [
        ("refund", "Refunds? I was REFUNDED a refund, no prefund", ["Refund", "REFUND", "refund"]),
        ("fund", "the refund", []),
        ("mail", "an e-mail", ["mail"]),
        ("late two", "Two days late", ["Two", "late"]),
        ("поздно", "Очень ПОЗДНО", ["ПОЗДНО"]),
        ("еще", "Ещё раз", ["Ещё"]),
        ("aciu", "Labai AČIŪ", ["AČIŪ"]),
        ("ačiū", "labai aciu", ["aciu"]),
        ('"refund"', "refunds, refunded", []),
        ('"not working"', "It is Not\n working.", ["Not\n working"]),
        ('"not working"', "not, working", []),
        ("“iš karto”", "pavyko iš karto", ["iš karto"]),
        ('"iš karto"', "is karto", []),
        ('"mail"', "e-mail", []),
        ('"mail"', "'mail' -mail-", ["mail", "mail"]),
        ('"don\'t"', "I don't. don", ["don't"]),
        ('"still wait', "still waiting", []),
        ('"still wait', "still wait", ["still wait"]),
        ("<b>", "a <b> c", ["<b>"]),
        ("% (", "50% (so)", ["%", "("]),
        ("^$.*", "a ^$.* b", ["^$.*"]),
        ("a", "a a a", ["a", "a", "a"]),
        ("ab a", "abc", ["ab"]),
        ("i", "İstanbul", ["İ"]),
        ("की", "कीमत", ["की"]),
        ("café", "a cafe\u0301 there", ["cafe\u0301"]),
    ],
)
def test_what_was_searched_for_is_found_and_nothing_else(search: str, text: str, expected: list[str]) -> None:
    assert marked(text, search) == expected


@pytest.mark.parametrize("search", ["", "  ", '"', '""', "“ ”"])
def test_a_search_for_nothing_asks_for_nothing(search: str) -> None:
    assert terms(search) == ()


@pytest.mark.parametrize("search", ["\u0301", "\u0300\u0301 \u0308"])
def test_an_accent_without_a_letter_asks_for_nothing_and_is_not_looked_for_without_end(search: str) -> None:
    assert terms(search) == ()
    assert marked("e\u0301 é", search) == []


def test_what_is_asked_for_again_and_again_is_looked_for_once() -> None:
    assert len(terms("late A late á a")) == 2


def test_letters_are_made_small_one_by_one() -> None:
    assert lowered("ĄŽĖ İΣ ẞ ЁЖ") == "ąžė iσ ß ёж"
    assert without_accents("ąžė ёй é 한글 ß") == "aze еи e 한글 ß"


@pytest.mark.parametrize(
    ("search", "said"),
    [('"iš karto"', "iš karto"), ("“late”", "late"), ("late", "late"), ('"a" "b"', '"a" "b"'), ('"', '"')],
)
def test_a_search_for_one_thing_in_quotes_is_said_without_them(search: str, said: str) -> None:
    assert unquoted(search) == said


def test_what_is_quoted_is_one_term() -> None:
    (term,) = terms(quoted("iš karto"))

    assert term.exact
