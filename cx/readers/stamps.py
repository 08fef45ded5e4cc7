"""What some dates say of how they are written: the formats that read them, and whether day and month are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pyarrow as pa
import pyarrow.compute as pc

from cx.readers.converted import any_of, matches, part, where
from cx.readers.converters import clean
from cx.readers.converters_stamps import by_formats, spelled_out
from cx.readers.stamps_zones import said, split

_DAYS = (
    "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%d", "%Y %m %d",
    "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d-%m-%y", "%m-%d-%y",
    "%d %b %Y", "%d %b, %Y", "%b %d, %Y", "%b %d %Y", "%d/%b/%Y", "%d-%b-%Y", "%d/%b/%y", "%d-%b-%y", "%Y %b %d",
    "%a, %d %b %Y", "%a, %b %d, %Y",
)  # fmt: skip
_CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p")  # these read 3:07PM, too
_OTHERS = ("%a %b %d %H:%M:%S %z %Y", "%a %b %d %Y %H:%M:%S", "%Y%m%dT%H%M%S")
_DIGITS = ("%Y%m%d", "%Y%m%d%H%M%S")

#: Every format that is proposed, the likeliest first: the day before the month, except beside a 12-hour clock, which
#: is American.
CANDIDATES = (
    *_DAYS,
    *(f"{day}{between}{clock}" for clock, day, between in product(_CLOCKS, _DAYS, (" ", ", "))),
    *_OTHERS,
)  # fmt: skip

#: Numbers that are dates of these years when they are seconds, milliseconds, or days of a spreadsheet.
_NUMBERS = {
    "unix_seconds": (r"^\d{9,10}$", 2000, 2100),
    "unix_milliseconds": (r"^\d{12,13}$", 2000, 2100),
    "excel": (r"^\d{5}(\.\d+)?$", 1980, 2080),
}

#: Dates of two numbers and a year, in which either number may be the day. Where dots are used, the first one always is.
_PERHAPS = r"^\d{1,2}[-/ ]"
_EITHER = r"^(?P<first>\d{1,2})[-/ ](?P<second>\d{1,2})[-/ ]\d{2}(?:\d\d)?(?:\D|$)"


def formats_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The formats that read each of some dates, the likeliest first; none where no single one reads them all.

    "iso", "unix_seconds", "unix_milliseconds" and "excel" stand for themselves, the others are of strptime. Texts
    without anything count for nothing. Where every day could be a month, both orders are returned. Numbers of five
    digits may be days of a spreadsheet or mere numbers: the name of the column must tell.
    """
    given = clean(pa.array(texts, pa.string())).drop_null()
    if not len(given) or not pc.all(matches(given, r"\d")).as_py():
        return ()
    plain = _without_zones(given)
    if _reads("iso", given) or _reads("iso", spelled_out(plain, ("iso",))):
        return ("iso",)
    if pc.all(matches(given, r"^\d+(\.\d+)?$")).as_py():
        return (*_numbers(given), *(form for form in _DIGITS if _reads(form, given)))
    plain = spelled_out(plain, ("%b",))
    hopeful = [form for form in CANDIDATES if _begins_well(form, plain)]
    found = [form for form in hopeful if _reads(form, plain)]
    return tuple(sorted(found, key=_month_first) if any("%p" in form for form in found) else found)


def _without_zones(texts: pa.Array) -> pa.Array:
    """The texts without known zones at their ends."""
    rest, zones = split(texts)
    known = pa.array([word for word, _ in said(zones, "UTC")], pa.string())
    return pc.if_else(pc.and_(pc.is_in(zones, value_set=known), pc.is_valid(zones)), rest, texts)


def _begins_well(form: str, texts: pa.Array) -> bool:
    """Whether a format reads the first text at all; a year of one digit is none (1.2.3 is a version of something)."""
    first = texts[:1]
    year = "%y" not in form or any_of(matches(first, r"[-/.]\d\d(?:\D|$)"))
    return year and not pc.strptime(first, format=form, unit="us", error_is_null=True).null_count


def _reads(form: str, texts: pa.Array) -> bool:
    return not any_of(by_formats(texts, (form,), "UTC").bad)


def _numbers(texts: pa.Array) -> tuple[str, ...]:
    found = []
    for form, (pattern, first, last) in _NUMBERS.items():
        if pc.all(matches(texts, pattern)).as_py():
            years = pc.min_max(pc.year(by_formats(texts, (form,), "UTC").values)).as_py()
            if years["min"] is not None and first <= years["min"] <= years["max"] < last:
                found.append(form)
    return tuple(found)


def _month_first(form: str) -> bool:
    """Sorts formats with the day before the month behind those with the month first; words do not matter."""
    return form.startswith("%d") and "%m" in form


def exchangeable(formats: Sequence[str]) -> bool:
    """Whether a column of these formats could have day and month the wrong way round; not with dots between them."""
    return any(form[:2] in ("%d", "%m") and form[2:3] != "." and form[3:5] in ("%d", "%m") for form in formats)


def left_open(texts: pa.Array) -> tuple[bool, str]:
    """Whether day and month of some dates could be exchanged in every one, and the first that shows it.

    False where one of them can be read in one way alone; ("" and True) where none says anything, such as 5/5/2024.
    """
    texts = texts.filter(matches(texts, _PERHAPS))  # seldom any, and what follows takes longer
    if not len(texts):
        return True, ""
    first, second = (pc.cast(part(texts, _EITHER, name), pa.int64()) for name in ("first", "second"))
    told = pc.or_(pc.greater(first, 12), pc.greater(second, 12))
    if any_of(told):
        return False, ""
    shown = where(pc.fill_null(pc.not_equal(first, second), False), texts).drop_null()
    return True, shown[0].as_py() if len(shown) else ""
