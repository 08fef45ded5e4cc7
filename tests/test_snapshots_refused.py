"""Whatever is read as a part of a snapshot and is none is refused in one sentence, and never fills the memory."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.errors import BadInput
from cx.filters import Filters
from cx.measures import measure
from cx.reports.ask import Arrangement
from cx.settings import Settings
from cx.snapshots.encoding import FACTS, codec_of, parsed, read_tallies
from cx.store.contents import Contents
from cx.surveys import Survey
from cx.tally import Tally

PULSE = Survey("pulse", "nps", anonymous=True)
TALLY = codec_of(Tally).write(
    Tally.from_frame(
        measure("nps"),
        pd.DataFrame({"channel": ["a", None], "bin": [9, 3], "n": [4, 5]}),
        ["channel"],
        {"pulse": PULSE},
    )
)
WRONG = {
    "an unknown measure": {"measure": "profit"}, "an unknown basis": {"measure": "nps@moon"},
    "a long name": {"measure": "x" * 10**6}, "no bins": {"bins": None}, "bins out of order": {"bins": [9, 3]},
    "a bin twice": {"bins": [3, 3]}, "a bin that is no number": {"bins": [3.0, 9]},
    "a row too few": {"rows": [[4]]}, "a row too long": {"rows": [[1, 2, 3], [1]]},
    "a count of 0": {"rows": [[0], [1]]}, "a gap too long": {"rows": [[-2, 1], [1]]},
    "a count too large": {"rows": [[10**15], [1]]},
    "a number beyond 64 bits": {"rows": [[10**30], [1]]}, "a huge gap": {"rows": [[-(2**62)] * 4, [1]]},
    "a truth for a count": {"rows": [[True], [1]]}, "what is withheld of others": {"withheld": [0]},
    "a field more": {"more": 1}, "surveys that are none": {"surveys": [["pulse", {}]]},
    "a size below 0": {"groups": {"size": -1, "by": []}}, "groups without a name": {"groups": {"size": 2, "by": []}},
    "more groups than there is room for": {"groups": {"size": 10**9, "by": []}},
    "a code out of reach": {"groups": {"size": 2, "by": [{"name": "channel", "values": ["a"], "codes": [0, 2]}]}},
    "names out of order": {"groups": {"size": 2, "by": [{"name": "channel", "values": ["b", "a"], "codes": [0, 1]}]}},
    "names of two kinds": {"groups": {"size": 2, "by": [{"name": "channel", "values": ["b", 1], "codes": [0, 1]}]}},
    "names that are missing": {"groups": {"size": 2, "by": [{"name": "c", "values": [None], "codes": [0, 0]}]}},
}  # fmt: skip


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_tally_of_a_wrong_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        codec_of(Tally).read(TALLY | change)

    assert len(str(refused.value)) < 1000


def test_a_table_that_would_not_fit_into_memory_is_refused() -> None:
    size = 10_000
    column = {"name": "hour", "values": list(range(size)), "codes": list(range(size))}
    huge = TALLY | {"groups": {"size": size, "by": [column]}, "bins": list(range(size)), "rows": [[]] * size}

    with pytest.raises(BadInput, match="larger than it can be"):
        codec_of(Tally).read(huge)


def test_many_tables_that_fit_alone_and_not_together_are_refused() -> None:
    size = 2_000
    column = {"name": "hour", "values": list(range(size)), "codes": list(range(size))}
    large = TALLY | {"groups": {"size": size, "by": [column]}, "bins": list(range(size)), "rows": [[]] * size}
    asked = [codec_of(Filters).write(Filters(period=f"{weeks}w")) for weeks in range(1, 7)]

    with pytest.raises(BadInput, match="larger than they can be"):
        read_tallies([[["nps", filters, ["hour"]], large] for filters in asked])


BYTES = {
    "nothing": b"", "no text": b"\xff\xfe", "a word": b"yes", "cut short": b'{"a":[1,2',
    "a number JSON has not": b"[NaN]", "endless": b"[-Infinity]", "too large": b"[1e999]",
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "too many digits": b"9" * 5000,
}  # fmt: skip


@pytest.mark.parametrize("data", BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_json_are_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        parsed(data)


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5)
)
JSON = st.recursive(SCALARS, lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(max_size=5), part))


HINTS = [Filters, Arrangement, Contents, tuple[object, ...], Tally, Settings, *(fact.what for fact in FACTS.values())]


@given(st.sampled_from(HINTS), JSON)
def test_whatever_json_is_read_it_is_a_value_or_refused(hint: Any, written: Any) -> None:
    with suppress(BadInput):
        codec_of(hint).read(written)


def test_texts_that_no_file_can_hold_are_refused() -> None:
    with pytest.raises(BadInput):
        codec_of(str).read(parsed(b'"\\ud800"'))
