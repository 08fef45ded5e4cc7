"""What is under a seal: taken from pages, written as JSON that is always the same, and read without trust."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, get_type_hints

from cx.company import Company
from cx.errors import BadInput, Busy, CxError
from cx.filters import Filters
from cx.reports.ask import Arrangement, Ask
from cx.reports.pages import MODELS, model
from cx.reports.whole import whole
from cx.snapshots import pruned
from cx.snapshots.encoding import (
    canonical,
    codec_of,
    kept_settings,
    parsed,
    read_facts,
    read_tallies,
    write_facts,
    write_tallies,
)
from cx.snapshots.plain import Codec, read_object, refused
from cx.snapshots.record import Content as Content
from cx.snapshots.record import ask_of as ask_of
from cx.snapshots.redraw import pages_of, shown_of
from cx.version import version

#: Pages by name, each as it is arranged.
Arranged = tuple[tuple[str, Arrangement], ...]

#: The names of all pages: a snapshot of the whole dashboard is all of them with nothing arranged.
WHOLE = tuple(MODELS)
#: The form of what is written here; it grows when an older program could no longer read it.
FORMAT = 1
#: The most bytes of a snapshot as JSON.
MOST_BYTES = 64 * 2**20


# Taking one.


def take(
    company: Company,
    filters: Filters,
    pages: Sequence[tuple[str, Arrangement]],
    language: str,
    ask: Ask | None = None,
) -> Content:
    """The pages under these filters with all that they ask for, as it may be kept, and the scores that this shows.

    language: of the words; ask: one at hand whose tallies are remembered. What is shown comes from a redraw of what is
    kept, so that a redraw always shows the same. BadInput for an unknown page; raises what its model does. Where newer
    data come into force meanwhile all is taken anew of those; Busy where that happens twice.
    """
    wanted = tuple((name, arrangement.modelled.with_(start=0)) for name, arrangement in pages)
    known = ask or _plain(company, filters)
    found = _asked(company, filters, wanted, known) or _asked(company, filters, wanted, _plain(company, filters))
    if found is None:
        raise Busy("Newer data came into force while the counts were taken; try again in a minute.")
    content = from_bytes(to_bytes(_kept(found, wanted, language)))
    return replace(content, shown=shown_of(content, pages_of(content)))


def _asked(company: Company, filters: Filters, wanted: Arranged, known: Ask) -> Ask | None:
    """A question that was asked all that the pages need; None where the data are no longer those it was put to."""
    asked = _unasked(company, known, filters)
    for name, arrangement in wanted:
        whole(model(name), asked, arrangement)
    return asked if company.warehouse.version == asked.contents.version else None


def _plain(company: Company, filters: Filters) -> Ask:
    warehouse, sample = company.warehouse, company.is_sample
    contents = warehouse.contents()
    return Ask(contents, company.settings, filters, warehouse.tally, sample, company, warehouse.tallies)


def _unasked(company: Company, known: Ask, filters: Filters) -> Ask:
    """The same of which nobody asked anything yet, so that what it is asked from here on is what the pages need."""
    return Ask(known.contents, known.settings, filters, known.ask, known.is_sample, company, known.several)


def _kept(asked: Ask, pages: Arranged, language: str) -> Content:
    """What was asked, as it may be kept; nothing that is shown yet. Every page says the names of values."""
    settings, named = asked.settings, {("notes",): asked.notes}
    return Content(
        version(), asked.is_sample, language, pages, asked.filters, kept_settings(settings),
        pruned.contents(asked.contents, settings), asked.answers,
        pruned.facts(asked.facts | named, asked.filters, settings),
    )  # fmt: skip


# As bytes.


def to_bytes(content: Content) -> bytes:
    """Readable JSON: equal contents are the same bytes."""
    codecs = _codecs()
    return canonical({"format": FORMAT} | {name: codecs[name].write(getattr(content, name)) for name in codecs})


def from_bytes(data: bytes) -> Content:
    """A content from such bytes. BadInput for anything that is none, is of a newer form, or is too large."""
    if len(data) > MOST_BYTES:
        raise refused(f"it has more than {MOST_BYTES // 2**20} MB")
    codecs, found = _codecs(), parsed(data)
    _check_format(found)
    read_object(found, ["format", *codecs])
    try:
        return Content(**{name: codecs[name].read(found[name]) for name in codecs})
    except CxError as failure:
        raise failure if isinstance(failure, BadInput) else refused(str(failure)) from None
    except (ValueError, TypeError, RecursionError):
        raise refused("what stands in it does not fit together") from None


def _check_format(found: Any) -> None:
    known = found.get("format") if isinstance(found, dict) else None
    if type(known) is not int:
        raise refused("it is something else")
    if known != FORMAT:
        raise BadInput("This snapshot was taken by another version of this program, which must be used to read it.")


def _codecs() -> Mapping[str, Codec]:
    """How each part of a content is written and read."""
    special = {"tallies": Codec(write_tallies, read_tallies), "facts": Codec(write_facts, read_facts)}
    hints = get_type_hints(Content)
    names = [field.name for field in fields(Content)]
    return {name: special.get(name) or codec_of(hints[name]) for name in names}


def deflated(data: bytes) -> bytes:
    """The bytes, smaller (zlib)."""
    return zlib.compress(data, 9)


def inflated(data: bytes) -> bytes:
    """The bytes again. BadInput for what was not deflated whole, or grows larger than a snapshot can be."""
    machine = zlib.decompressobj()
    try:
        found = machine.decompress(data, MOST_BYTES + 1)
    except zlib.error:
        raise refused("it was cut short or changed") from None
    if len(found) > MOST_BYTES:
        raise refused(f"it has more than {MOST_BYTES // 2**20} MB")
    if not machine.eof or machine.unused_data:
        raise refused("it was cut short or changed")
    return found
