"""A link that asks for something a page does not have: said in one sentence, with the way out, and never a failure."""

from __future__ import annotations

import pytest

from pages._parts.registry import BY_NAME
from tests.pages.reading import AtPage, finding_of, words_of

#: What no parameter can mean; the texts of those that no page shows are left alone.
RUBBISH = {
    "period": "someday", "compare": "zzz", "grain": "eon", "definition": "nps.zzz", "by": "zzz", "tab": "zzz",
    "choose": "zzz:1", "open": "zzz:1", "about": "zzz", "beside": "zzz", "versus": "zzz", "mood": "zzz",
    "search": "\0<b>", "start": "-5x", "table": "zzz", "channel": "\x07", "colour": "red", "": "x",
}  # fmt: skip

SENTENCES = [
    ("service", "tab", "zzz", "This page has no part “zzz”, so “Resolution” is shown."),
    ("loyalty", "by", "zzz", "Break down by: there is no “zzz” here, so “Channel” is shown."),
    ("loyalty", "open", "by-nps-nps:Fax", "The rows that the link asks for are behind no number of this page"),
    ("voice", "start", "-5x", "“-5x” is no place in a list, so it is shown from its beginning."),
]


@pytest.mark.parametrize("name", list(BY_NAME))
def test_no_page_fails_on_a_link_full_of_rubbish(at_page: AtPage, name: str) -> None:
    app = at_page(name, **RUBBISH)

    assert finding_of(app)
    assert [error.value for error in app.error if "log" in error.value] == []


@pytest.mark.parametrize(("page", "parameter", "asked", "sentence"), SENTENCES)
def test_what_a_link_asks_for_and_is_not_there_is_said_and_can_be_left_out(
    at_page: AtPage, page: str, parameter: str, asked: str, sentence: str
) -> None:
    app = at_page(page, **{parameter: asked})
    assert sentence in words_of(app)

    app.button(key=f"remove-unmet-{parameter}").click().run()

    assert parameter not in app.query_params
    assert sentence not in words_of(app)


def test_what_is_repeated_of_a_link_is_short(at_page: AtPage) -> None:
    assert len(words_of(at_page("voice", start="x" * 20_000))) < 2_000


def test_a_link_that_asks_for_what_is_there_is_met_without_a_word(at_page: AtPage) -> None:
    said = words_of(at_page("loyalty", by="region", start="0"))

    assert "so “" not in said
    assert "no place" not in said
