"""The catalogues hold exactly what the code says, and what a translator writes is what is read."""

from __future__ import annotations

import ast
import gettext
import io
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from cx.measures import MEASURES
from cx.reports import language, messages, words

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = sorted(set(language.LOCALES) - {"en"})


def catalogue(name: str) -> Catalog:
    return read_po(io.BytesIO(language.catalogue_file(name).read_bytes()), locale=name)


def ids(found: Catalog) -> set[object]:
    return {message.id for message in found if message.id}


def forms(message: object) -> tuple[str, ...]:
    return message if isinstance(message, tuple) else (str(message),)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_template_is_what_the_code_says_now() -> None:
    assert messages.TEMPLATE.read_bytes() == messages.text(messages.template()), "run: make messages"


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_has_all_messages_ready_to_translate(name: str) -> None:
    found = catalogue(name)

    assert ids(found) == ids(messages.template()), "run: make messages"
    assert [message.id for message in found if message.fuzzy and message.id] == []


@pytest.mark.parametrize(("name", "numbers"), [("ru", {1: 0, 2: 1, 5: 2, 11: 2, 21: 0, 24: 1}),
                                               ("lt", {1: 0, 2: 1, 9: 1, 10: 2, 11: 2, 21: 0})])  # fmt: skip
def test_plurals_are_those_of_the_language(name: str, numbers: dict[int, int]) -> None:
    rule = gettext.c2py(catalogue(name).plural_expr)

    assert {n: rule(n) for n in numbers} == numbers
    assert all(len(forms(message.string)) == 3 for message in catalogue(name) if isinstance(message.id, tuple))


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_translation_fills_in_what_the_message_fills_in(name: str) -> None:
    wrong = [
        message.id
        for message in catalogue(name)
        if message.id
        for said in forms(message.string)
        if said and placeholders(said) != placeholders(forms(message.id)[-1])
    ]

    assert wrong == []


def test_every_title_and_definition_of_the_catalogue_of_measures_is_a_message() -> None:
    known = {form for message in ids(messages.template()) for form in forms(message)}
    said = {
        text
        for measure in MEASURES.values()
        for part in (measure, *measure.readings, *measure.bases)
        for text in (part.title, getattr(part, "says", ""))
        if text
    }

    assert len(said) > 60
    assert said - known == set()


def test_no_message_stands_inside_another_text_where_only_newer_pythons_find_it() -> None:
    """Before Python 3.12 the extractor takes an f-string as one word."""
    found = [
        f"{path.name}:{call.lineno}"
        for path in [*(ROOT / "cx").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
        for joined in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in messages.KEYWORDS
        if call.args and isinstance(call.args[0], ast.Constant)
    ]

    assert not found


def test_messages_are_written_as_they_are_so_that_they_can_be_found() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in [*(ROOT / "cx").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
        if path != Path(language.__file__)
        for call in calls(path)
        for argument in call.args[: 2 if name_of(call) in ("ngettext", "translate_plural") else 1]
        if not may_be_found(argument, name_of(call))
    ]

    assert wrong == []


def calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and name_of(node) in messages.KEYWORDS)
    return (call for call in named if not of_bytes(call))


def of_bytes(call: ast.Call) -> bool:
    """Whether it is `translate` of bytes: a table, or None, and the bytes to take out."""
    return isinstance(call.func, ast.Attribute) and call.func.attr == "translate" and len(call.args) == 2


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def may_be_found(argument: ast.expr, function: str) -> bool:
    """A plain text; or, where a message is said, a name for one that is marked elsewhere."""
    if isinstance(argument, ast.Constant):
        return isinstance(argument.value, str)
    return function in ("_", "translate") and not isinstance(argument, ast.JoinedStr | ast.BinOp)


@pytest.fixture
def translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Russian catalogue with two messages translated."""
    written = messages.updated("ru")
    written["clear"].string = "явно"
    written[("day", "days")].string = ("день", "дня", "дней")
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    language.catalogue_file("ru").parent.mkdir(parents=True)
    language.catalogue_file("ru").write_bytes(messages.text(written))
    language._catalogue.cache_clear()
    yield
    language._catalogue.cache_clear()
    language.use("en")


def test_what_is_translated_is_said_and_the_rest_stays_english(translated: None) -> None:
    language.use("ru")

    assert words.verdict_word("clear") == "явно"
    assert words.verdict_word("noise") == "within noise"
    assert [language.translate_plural("day", "days", n) for n in (1, 3, 5, 21)] == ["день", "дня", "дней", "день"]
    assert language.translate_plural("answer", "answers", 2) == "answers"


def test_an_empty_text_is_not_the_head_of_the_catalogue(translated: None) -> None:
    language.use("ru")

    assert language.translate("") == ""


def test_translations_survive_another_extraction(translated: None) -> None:
    assert messages.updated("ru")["clear"].string == "явно"
