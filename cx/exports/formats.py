"""The formats there are: adding one touches this table."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cx.errors import BadInput
from cx.exports.document import Document
from cx.reports.language import mark


class Format(NamedTuple):
    """One format. name: as the command line takes it; title: on its button; suffix: of its files; mime: as browsers
    name it; write: the file's bytes; browser: whether a Chromium has to be found.
    """

    name: str
    title: str
    suffix: str
    mime: str
    write: Callable[[Document], bytes]
    browser: bool = False


def _html(document: Document) -> bytes:
    from cx.exports.html import html

    return html(document)


FORMATS = {
    known.name: known
    for known in (
        Format("html", mark("Web page (HTML)"), "html", "text/html", _html),
    )
}  # fmt: skip


def format_of(name: str) -> Format:
    """A format by its name. BadInput for one that there is not."""
    found = FORMATS.get(name)
    if found is None:
        raise BadInput(f"There is no format {name[:40]!r}; choose one of {', '.join(FORMATS)}.")
    return found
