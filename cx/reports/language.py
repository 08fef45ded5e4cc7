"""Which language words, numbers and dates are in: one choice per reader, English where there is no catalogue.

The choice is kept per context (a thread of the web server, a run of the command line), never for the whole process.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from functools import cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from cx.measures.reading import mark as mark  # one word for every message that is written down before it is said

CATALOGUES = Path(__file__).parent / "locale"

#: The languages of the product and how each writes its numbers and dates (CLDR).
LOCALES = {"en": "en_GB", "ru": "ru", "lt": "lt"}

_language: ContextVar[str] = ContextVar("language", default="en")

Given = ParamSpec("Given")
Made = TypeVar("Made")


def title(language: str) -> str:
    """What a language calls itself."""
    return str(Locale.parse(language).language_name).capitalize()


def use(language: str) -> None:
    """Choose the language from here on; one that the product does not speak becomes English."""
    _language.set(language if language in LOCALES else "en")


def current() -> str:
    """The language in force."""
    return _language.get()


def apart(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """The same function in a context of its own: whatever language it chooses, its caller's stays what it is."""

    @wraps(make)
    def made(*given: Given.args, **named: Given.kwargs) -> Made:
        return copy_context().run(make, *given, **named)

    return made


def locale(language: str = "") -> str:
    """The CLDR locale of a language ("" for the one in force)."""
    return LOCALES.get(language or current(), LOCALES["en"])


def translate(message: str) -> str:
    """A message in the language in force; an empty one stays empty."""
    return _catalogue(current()).gettext(message) if message else ""


def translate_plural(one: str, many: str, n: int) -> str:
    """A message in its form for `n`."""
    return _catalogue(current()).ngettext(one, many, n)


def catalogue_file(language: str) -> Path:
    """Where the translations of a language are, as people edit them."""
    return CATALOGUES / language / "LC_MESSAGES" / "cx.po"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The translations of a language, compiled when first needed; what is not translated stays English."""
    path, compiled = catalogue_file(language), io.BytesIO()
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as written:
        write_mo(compiled, read_po(written, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
