"""Every page in a language of brackets: what is said without a translation stands outside them and is found.

The catalogue turns "{n} days" into "{n}⟦ days⟧", so that all that is filled in lies outside the brackets too; numbers
and dates are Russian, so that a word in Latin letters outside the brackets is either data or was never translated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Dataframe

from cx.measures import MEASURES
from cx.reports import language, messages
from tests.pages.reading import AtPage

QUESTIONS = {
    "overview": {}, "loyalty": {}, "satisfaction": {}, "voice": {}, "service": {}, "trust": {}, "snapshots": {},
    "settings": {}, "data": {},
}  # fmt: skip
TABS = [
    ("service", "response"), ("service", "flow"), ("trust", "definitions"), ("trust", "tools"), ("trust", "data"),
]  # fmt: skip

#: Fields of Streamlit's messages that nobody reads.
UNREAD = {
    "id", "key", "form_id", "icon", "url", "page_script_hash", "element_hash", "file_type", "type", "element_id",
    "config", "theme", "selection_mode", "cell", "display", "group_id", "query_param_key", "delta_path",
    "scroll_behavior", "fragment_id", "url_pathname", "deferred_file_id", "language", "format", "icon_position", "page",
    "query_string",
    "data", "columns", "spec",
}  # fmt: skip

#: What a figure shows of its JSON.
SHOWN = {"text", "ticktext", "hovertext", "hovertemplate", "texttemplate", "title", "x", "y", "name"}

#: What is data or a name: values, questions, the product, abbreviations that are the same everywhere.
DATA = (
    "Would you recommend us?", "Chat", "E-mail", "Phone", "North", "South", "Night", "CX", "UTC", "nps", "csat", "ces",
    "pulse", "forms", "desk", "monday", "NPS", "CSAT", "CES", "English", "Lietuvių",
)  # fmt: skip


#: Time zones are chosen by their names, currencies by their codes.
ZONES = available_timezones()


#: Readings are listed by the codes that links and the command line take.
CODES = {reading.name for measure in MEASURES.values() for reading in measure.readings}


@pytest.fixture
def brackets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Russian catalogue in which every message is translated into brackets."""
    written = messages.updated("ru")
    for message in written:
        if message.id:
            forms = message.id if isinstance(message.id, tuple) else (message.id,)
            said = [bracketed(form) for form in forms]
            message.string = (said[0], said[-1], said[-1]) if isinstance(message.id, tuple) else said[0]
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    language.catalogue_file("ru").parent.mkdir(parents=True)
    language.catalogue_file("ru").write_bytes(messages.text(written))
    monkeypatch.setenv("CX_LANGUAGE", "ru")
    language._catalogue.cache_clear()
    yield
    language._catalogue.cache_clear()
    language.use("en")


def bracketed(message: str) -> str:
    """Everything but what is filled in, in brackets."""
    parts = re.split(r"(\{[^{}]*\})", message)
    return "".join(part if part.startswith("{") or not part else f"⟦{part}⟧" for part in parts)


def texts(message: Message) -> Iterator[str]:
    """All texts of an element that somebody reads."""
    for field, value in message.ListFields():
        if field.name in UNREAD:
            continue
        values = value if field.is_repeated else [value]
        for each in values:
            if isinstance(each, str):
                yield each
            elif isinstance(each, Message):
                yield from texts(each)


def figure_texts(spec: Any) -> Iterator[str]:
    """All texts of a figure."""
    if isinstance(spec, dict):
        for name, value in spec.items():
            shown = [value] if isinstance(value, str) else value if isinstance(value, list) else []
            if name in SHOWN:
                yield from (text for text in shown if isinstance(text, str))
            yield from figure_texts(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from figure_texts(value)


def shown(app: AppTest) -> Iterator[str]:
    """All that a visitor reads on a page."""
    for element in app.main:
        yield from _of(element)
    for element in app.sidebar:
        yield from _of(element)


def _of(element: Any) -> Iterator[str]:
    if element.type == "code":
        return
    if element.type == "plotly_chart":
        yield from figure_texts(json.loads(element.proto.spec))
    if isinstance(element, Dataframe):
        frame, labels = element.value, json.loads(element.proto.columns or "{}")
        yield from (labels.get(str(name), {}).get("label") or str(name) for name in frame.columns)
        yield from (cell for name in frame for cell in frame[name] if isinstance(cell, str))
    if getattr(element, "proto", None) is not None:
        yield from texts(element.proto)


def left_in_english(text: str) -> set[str]:
    """Words in Latin letters outside brackets, without tags, links and what is data; a long text may be cut off."""
    if text in ZONES or re.match(r"[A-Z]{3} · ", text):
        return set()
    text = text.replace("<wbr>", "")
    text = re.sub(r">(\w+)[\w:@]*<", lambda cell: "><" if cell[1].partition(":")[0] in CODES else cell[0], text)
    plain = re.sub(r"(?s)<style.*?</style>|<code>.*?</code>|<[^<>]*>|CX\\?_[A-Z_\\]+|:material/\w+:|:\w+\[", " ", text)
    outside = re.sub(r"⟦[^⟦⟧]*(⟧|$)", " ", unescape(plain).replace("\\", ""))
    outside = re.sub(
        r"\b\w+(\.\w+)+(/\S*)?(, article \d+)?|\w+, article \d+", " ", outside
    )  # where rules are published
    for known in DATA:
        outside = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", " ", outside)
    return set(re.findall(r"[A-Za-z][A-Za-z-]+", outside))


def test_brackets_leave_out_what_is_filled_in() -> None:
    assert bracketed("{n} days of {name}") == "{n}⟦ days of ⟧{name}"
    assert left_in_english("⟦The ⟧Chat⟦ rose⟧ by <b>two</b>") == {"by", "two"}


def test_without_a_catalogue_the_words_of_every_kind_of_element_are_found(
    at_page: AtPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    monkeypatch.setenv("CX_LANGUAGE", "ru")
    language._catalogue.cache_clear()

    found = {word for text in shown(at_page("loyalty", table="by-nps-nps")) for word in left_in_english(text)}

    language._catalogue.cache_clear()
    language.use("en")
    assert {"Loyalty", "Details", "Month", "Break", "clear", "Promoters", "Choose", "Region", "Remark"} <= found


def untranslated(app: AppTest) -> dict[str, set[str]]:
    """Words that are left in English, each with what stands around it."""
    words: dict[str, set[str]] = {}
    for text in shown(app):
        for word in left_in_english(text):
            words.setdefault(word, set()).add(text[max(0, text.find(word) - 40) :][:80])
    return words


@pytest.mark.parametrize(("page", "tab"), [*((name, "") for name in QUESTIONS), *TABS])
def test_every_word_of_a_page_is_translated(brackets: None, at_page: AtPage, page: str, tab: str) -> None:
    app = at_page(page, **({"tab": tab} if tab else {}))

    assert "⟦" in "".join(shown(app))
    assert untranslated(app) == {}


OPENED = ("period", "filter-channel", "views", "snapshot", "share")
DETAILS = ("details-nps-trend", "details-by-nps-nps")


def test_every_word_of_what_opens_is_translated(brackets: None, at_page: AtPage) -> None:
    assert untranslated(at_page("loyalty", opened=OPENED, choose="by-nps-nps:Chat", by="zzz", channel="Phone")) == {}
    app = at_page("loyalty", opened=DETAILS)
    assert all(app.session_state[f"{popover}.label"] for popover in DETAILS), "a popover is called otherwise"
    assert untranslated(app) == {}
    assert untranslated(at_page("overview", opened=("add-marker",))) == {}
