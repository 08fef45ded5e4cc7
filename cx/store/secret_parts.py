"""What a driver says of a failure, without what its reader must not learn: where the database is, and what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from sqlalchemy import URL

HIDDEN = "***"
#: Parts of a URL shorter than this cannot be told from words.
_SHORT = 3
_QUOTED = re.compile(r"""(["'`])(.*?)(?:\1|$)""")


def without_secrets(failure: Exception, url: URL, query: str) -> str:
    """The first line of a failure. Nothing of the URL is in it, in whatever way it is written, nor anything in quotes
    that is not of the query: that may be a customer's words.
    """
    cause = getattr(failure, "orig", None) or failure
    said, parts = _first_line(cause), sorted(_parts(url), key=len, reverse=True)
    for part in parts:
        said = re.sub(re.escape(part), HIDDEN, said, flags=re.IGNORECASE) if len(part) >= _SHORT else said
    if any(len(part) < _SHORT and re.search(rf"\b{re.escape(part)}\b", said) for part in parts):
        return type(cause).__name__
    return _without_values(said, query) or type(cause).__name__


def _first_line(cause: BaseException) -> str:
    """Some drivers give a number and a text."""
    told = cause.args[-1] if cause.args and isinstance(cause.args[-1], str) else str(cause)
    return (told.splitlines() or [""])[0]


def _without_values(said: str, query: str) -> str:
    """Up to the first quoted text that is not of the query: what stands in it may hold quotes itself."""
    strange = next((found for found in _QUOTED.finditer(said) if found[2].lower() not in query.lower()), None)
    return said if strange is None else said[: strange.start()] + HIDDEN


def _parts(url: URL) -> Iterator[str]:
    """Every part of a URL, in all ways it may be written."""
    values = (value for given in url.query.values() for value in ([given] if isinstance(given, str) else given))
    told = (url.render_as_string(hide_password=False), url.username, url.password, url.host, url.database, *values)
    for part in filter(None, told):
        yield from {str(part), quote(str(part)), quote(str(part), safe=""), quote_plus(str(part))}
