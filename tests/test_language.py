"""The language in force belongs to one reader, never to the process."""

from __future__ import annotations

import threading

from cx.reports import language


def test_a_language_that_is_not_spoken_becomes_english() -> None:
    language.use("xx")

    assert language.current() == "en"
    assert language.locale("xx") == "en_GB"


def test_one_readers_language_is_not_anothers() -> None:
    seen: list[str] = []
    language.use("en")

    def other_reader() -> None:
        language.use("ru")
        seen.append(language.current())

    thread = threading.Thread(target=other_reader)
    thread.start()
    thread.join()

    assert seen == ["ru"]
    assert language.current() == "en"


def test_without_a_catalogue_words_stay_english() -> None:
    assert language.translate("clear") == "clear"
    assert language.translate_plural("{n} day", "{n} days", 1) == "{n} day"
    assert language.translate_plural("{n} day", "{n} days", 2) == "{n} days"


def test_every_language_says_its_own_name() -> None:
    assert {name: language.title(name) for name in language.LOCALES} == {
        "en": "English", "ru": "Русский", "lt": "Lietuvių",
    }  # fmt: skip


def test_a_function_may_speak_another_language_than_its_caller() -> None:
    language.use("en")

    @language.apart
    def said(spoken: str) -> str:
        language.use(spoken)
        return language.current()

    assert said("lt") == "lt"
    assert said(spoken="ru") == "ru"
    assert language.current() == "en"
