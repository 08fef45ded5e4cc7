"""Zones of time: local times as UTC, and the zone that a text names at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cx.readers.converted import STAMP, part

#: Minutes east of Greenwich of abbreviations with one meaning. Those of the United States are fixed by RFC 5322,
#: section 4.3; the others are used by one region alone in the tz database (https://www.iana.org/time-zones).
OFFSETS = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120,
    "EET": 120, "EEST": 180, "MSK": 180, "IDT": 180, "TRT": 180, "WAT": 60, "CAT": 120, "SAST": 120, "EAT": 180,
    "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "AKST": -540, "AKDT": -480, "HST": -600, "ADT": -180, "NST": -210, "NDT": -150, "ART": -180, "BRT": -180,
    "PKT": 300, "WIB": 420, "WITA": 480, "WIT": 540, "HKT": 480, "SGT": 480, "JST": 540, "KST": 540,
    "AWST": 480, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip

#: Abbreviations that several regions share, with the one that is taken where the zone of the column is none of them:
#: India (not Israel, Ireland), North America (not China, Cuba; RFC 5322), Britain in summer (not Bangladesh), the
#: Atlantic provinces (not Arabia).
SHARED = {"IST": 330, "CST": -360, "BST": 60, "AST": -240}

_WITH_TIME = r"\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"
_WORD = r"(?:GMT|UTC)[+-]\d{1,2}(?::?\d\d)?|[A-Z][A-Za-z]+/[A-Za-z_/+-]+|[A-Z]{1,5}"
_ENDING = (
    rf"^(?P<rest>.*{_WITH_TIME}) *(?P<zone>[+-]\d\d(?::?\d\d)?)$",
    rf"^(?P<rest>.*\d(?: ?[AaPp]\.?[Mm]\.?)?) *(?:\((?P<inside>{_WORD})\)|(?P<zone>{_WORD}))$",
)


class Said(NamedTuple):
    """What a zone at the end of a text means: the zone's name, or "" and minutes east of Greenwich; guessed: whether
    the abbreviation could mean another."""

    name: str
    minutes: int = 0
    guessed: bool = False


def to_utc(walls: pa.Array, zone: str) -> pa.Array:
    """Local times of a zone as UTC. A time that comes twice is the first of the two; one that is skipped is the
    first instant after the gap."""
    if zone == "UTC":
        return walls
    times = pd.DatetimeIndex(walls.to_numpy(zero_copy_only=False))
    first = np.ones(len(times), dtype=bool)
    utc = times.tz_localize(zone, ambiguous=first, nonexistent="shift_forward").tz_convert("UTC").tz_localize(None)
    return pa.array(utc, STAMP, from_pandas=True)


def split(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Each text without the zone at its end, and that zone; null for both where it names none.

    A zone is an offset after a time (+0200), an abbreviation or a name of the tz database, perhaps in brackets; a
    remark in brackets behind an offset says nothing more.
    """
    plain = pc.replace_substring_regex(texts, r"([+-]\d\d:?\d\d) *\([^)]*\)$", r"\1")
    numeric, worded = _ENDING
    zones = pc.coalesce(part(plain, numeric, "zone"), part(plain, worded, "inside"), part(plain, worded, "zone"))
    return pc.coalesce(part(plain, numeric, "rest"), part(plain, worded, "rest")), zones


def said(zones: pa.Array, zone: str) -> Iterator[tuple[str, Said]]:
    """Each different zone that texts name and what it means, in their order; those that mean nothing are left out.

    zone: of the column, which decides what an abbreviation means that several share.
    """
    for word in pc.unique(zones).drop_null().to_pylist():
        meaning = _meaning(word, zone)
        if meaning:
            yield word, meaning


def _meaning(word: str, zone: str) -> Said | None:
    offset = re.fullmatch(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d\d)?", word)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return Said("", -minutes if offset[1] == "-" else minutes) if minutes <= 14 * 60 else None
    if word in OFFSETS:
        return Said("", OFFSETS[word])
    if word in SHARED:
        own = _abbreviations(zone).get(word)
        return Said("", SHARED[word], guessed=True) if own is None else Said("", own)
    return _named(word) if "/" in word else None


@lru_cache
def _named(word: str) -> Said | None:
    try:
        return Said(ZoneInfo(word).key)
    except Exception:  # whatever the search for a file of that name comes upon
        return None


@lru_cache
def _abbreviations(zone: str) -> dict[str, int]:
    """What a zone calls its winter and its summer time, with minutes east of Greenwich."""
    found = {}
    for month in (1, 7):
        moment = datetime(2024, month, 1, tzinfo=ZoneInfo(zone))
        offset = moment.utcoffset()
        if offset is not None:
            found[moment.tzname() or ""] = int(offset.total_seconds()) // 60
    return found
