"""A chart or a card, or in its place the reason why there is none: what fails alone never takes the page down."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from cx.errors import CxError, Unavailable
from cx.measures import Measure, Reading
from cx.reports import parts, words
from cx.reports.page import Card, Chart, Message, Table
from cx.reports.words import _

log = logging.getLogger("cx")

Drawn = TypeVar("Drawn", Chart, Table, Chart | Table)


def chart(
    measure: Measure, reading: Reading, key: str, make: Callable[[], Drawn], *, wide: bool = False
) -> Drawn | Chart:
    """The chart (or table) that `make` draws. Raises what concerns the whole page: that the database cannot be read."""
    try:
        made = make()
        return _with_room(made) if isinstance(made, Chart) else made
    except Unavailable as reason:
        said = parts.unavailable_message(reason)
    except CxError:
        raise
    except Exception:
        said = failed(key)
    title = parts.reading_title(measure, reading)
    return Chart(key, title, "", words.definition(measure, reading), message=said, wide=wide)


def card(name: str, page: str, make: Callable[[], Card]) -> Card:
    """The card that `make` fills; name: of its measure; page: the page that explains it. Raises as `chart` does."""
    try:
        return make()
    except CxError:
        raise
    except Exception:
        code = logged(f"card {name}")
        title, text = _("This number could not be counted"), _("The reason is in the log under {code}.")
        return Card(name, words.measure_name(name), page, "failed", verdict_text=title, note=text.format(code=code))


def failed(key: str) -> Message:
    """What stands in place of a chart that failed; the reason goes to the log, called from where it is handled."""
    text = _("The numbers on the rest of the page are right. The reason is in the log under {code}.")
    return Message(_("This chart could not be drawn"), text.format(code=logged(f"chart {key}")), again=True)


def logged(what: str) -> str:
    """Write the failure that is being handled to the log; the code under which it is found there."""
    code = secrets.token_hex(2).upper()
    log.exception("%s: %s failed", code, what)
    return code


def _with_room(drawn: Chart) -> Chart:
    """A chart that says why it is empty needs no key, but room for its sentences."""
    return replace(drawn, swatches=(), height=max(drawn.height, parts.LEAST_HEIGHT)) if drawn.message else drawn
