"""Comments as HTML: what was searched for is marked, long ones fold, and nothing in them is markup or an odd link."""

from __future__ import annotations

import re
from html import escape

import pytest

from cx.reports.page import Quote, Quotes
from cx.reports.quotes import quotes_html, web_address


def test_addresses_that_are_none_of_the_web_are_no_links() -> None:
    assert web_address(" https://a.example/x?y=1 ") == "https://a.example/x?y=1"
    for text in ("javascript:alert(1)", "data:text/html,x", "//a.example", "http:", "ftp://a.example", "http://[", ""):
        assert web_address(text) == ""


@pytest.mark.parametrize(
    ("text", "search", "said"),
    [
        ("We WAITED, waited", "waited", "We <mark>WAITED</mark>, <mark>waited</mark>"),
        ("Очень ПОЗДНО", "поздно", "Очень <mark>ПОЗДНО</mark>"),
        ("a <b> c", "<b>", "a <mark>&lt;b&gt;</mark> c"),
        ("one\ntwo & three", "", "one<br>two &amp; three"),
        ("50% (so)", '"% ("', "50<mark>% (</mark>so)"),
        ("&amp;", "amp", "&amp;<mark>amp</mark>;"),
        ("the refund", "fund", "the refund"),
        ("not\nworking <i>", '"not working"', "<mark>not<br>working</mark> &lt;i&gt;"),
        (
            "<script>alert(1)</script>",
            "script alert",
            "&lt;<mark>script</mark>&gt;<mark>alert</mark>(1)&lt;/<mark>script</mark>&gt;",
        ),
        ("=cmd() ![](http://x)", '"![](http" =cmd', "<mark>=cmd</mark>() <mark>![](http</mark>://x)"),
    ],
)
def test_what_was_searched_for_is_marked_and_nothing_else(text: str, search: str, said: str) -> None:
    made = quotes_html(Quotes("q", "", "", (Quote(text, "bad", "3"),), search=search))

    assert f'<p class="cx-said">{said}</p>' in made


@pytest.mark.parametrize(("search", "opened"), [("", False), ("first", False), ("last", True), ("wor", True)])
def test_a_long_comment_is_folded_unless_what_was_searched_for_stands_in_the_fold(search: str, opened: bool) -> None:
    text = "First & " + "word " * 200 + "<b>last</b>"
    made = quotes_html(Quotes("q", "", "", (Quote(text, "bad", "3"),), search=search))
    shown = re.sub(r"<summary>.*?</summary>|<[^>]*>", "", made)

    assert shown == f"3{escape(text)}"
    assert made.count("<details") == 1
    assert ('<details class="cx-said" open>' in made) is opened
    assert "<b>" not in made


def test_what_was_searched_for_is_marked_on_both_sides_of_the_fold() -> None:
    text = "word " * 139 + "not working" + " word" * 50
    made = quotes_html(Quotes("q", "", "", (Quote(text, "bad", "3"),), search='"not working"'))

    assert "<mark>not </mark></p>" in made
    assert '<details class="cx-said" open>' in made
    assert "<p><mark>working</mark> word" in made
