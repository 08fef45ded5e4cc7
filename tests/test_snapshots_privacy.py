"""What can be worked out from a snapshot by adding and taking away: never few answers to an anonymous question."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from cx.company import Company, open_own
from cx.exports.formats import FORMATS
from cx.filters import Filters
from cx.periods import bucket_end
from cx.reports.ask import Arrangement
from cx.reports.pages import WHOLE
from cx.settings import load
from cx.snapshots.content import Content, ask_of
from cx.snapshots.encoding import to_bytes
from cx.snapshots.snapshot import live_document
from cx.snapshots.taking import take
from cx.surveys import Survey
from cx.tally import Tally
from tests.facts import answer, arrow
from tests.sealing import asked, opened

DAY = timedelta(days=1)
ANONYMOUS = Survey("nps", "nps", headline=True, anonymous=True)
FIRST, WEEKS = date(2025, 3, 3), 44
#: How many answers the weeks have that do not have twelve.
FEW = {0: 2, 5: 3, 17: 4, 18: 2, 30: 4, 36: 3, 40: 1, 43: 6}

Span = tuple[date, date]


def when() -> Iterator[datetime]:
    """The moments of the answers, the last on a Sunday, so that weeks and periods end on one day."""
    for week in range(WEEKS):
        n = FEW.get(week, 12)
        for place in range(n):
            yield datetime.combine(FIRST + (7 * week + 6 - place * 7 // n) * DAY, datetime.min.time())


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company that asks one anonymous question, which some weeks few answered."""
    folder = tmp_path_factory.mktemp("few")
    urls = {"warehouse_url": f"duckdb:///{folder}/w.duckdb", "workspace_url": f"sqlite:///{folder}/ws.sqlite"}
    company = open_own(load(urls, {}))
    rows = [answer(nr, nr % 11) | {"answered_at": moment} for nr, moment in enumerate(when())]
    with company.warehouse.publish((ANONYMOUS,)) as batch:
        batch.add("answers", arrow("answers", rows))
    company.refresh()
    yield company
    company.warehouse.close()


def spans(content: Content) -> Iterator[list[Span]]:
    """The days of everything over time of which the sum is known; their ends are the days after."""
    ask = ask_of(content)
    for (name, filters, by), found in content.tallies.items():
        if name == "nps" and isinstance(found, Tally) and set(by) <= {"period", filters.grain} | {"day", "month"}:
            days = ask.window_of(filters)
            held = [0] * len(found.named) if found.withheld is None else found.withheld.tolist()
            each: dict[int, list[Span]] = {}
            for place, (of,) in enumerate(found.named.names() if by else [("current",)]):
                whole = days.previous if of == "previous" else days.current
                grain = by[0] if by else "period"
                span = (whole.first, whole.last) if grain == "period" else (of, bucket_end(of, grain))
                pool = held[place] or -2 - place
                if pool != -1:
                    each.setdefault(pool, []).append((span[0], span[1] + DAY))
            yield from each.values()


def told(content: Content) -> list[tuple[Span, int]]:
    """Every stretch of days of which the answers follow, with how many there are: a stretch is its end less its begin,
    so it follows where that is a sum of such differences that are known."""
    known, moments = list(spans(content)), [moment.date() for moment in when()]
    ends = sorted({day for several in known for span in several for day in span})
    table = np.zeros((len(known), len(ends)))
    for row, several in zip(table, known, strict=True):
        for first, end in several:
            row[ends.index(end)] += 1
            row[ends.index(first)] -= 1
    values, vectors = np.linalg.svd(table, full_matrices=False)[1:]
    free = np.eye(len(ends)) - vectors[values > 1e-9].T @ vectors[values > 1e-9]
    follow = [pair for pair in combinations(range(len(ends)), 2) if np.abs(free[pair[1]] - free[pair[0]]).max() < 1e-9]
    found = [(ends[one], ends[other]) for one, other in follow]
    return [((first, end), sum(first <= day < end for day in moments)) for first, end in found]


PERIODS = ("4w", "13w", "8w", "last_week", "last_month", "last_quarter", "last_year", "all", "2025-03-10..2025-06-29")


@pytest.mark.parametrize("compare", ["before", "year", "none"])
@pytest.mark.parametrize("grain", ["week", "month", "day"])
@pytest.mark.parametrize("period", PERIODS)
def test_no_few_answers_follow_from_periods_buckets_and_questions(
    few: Company, period: str, grain: str, compare: str
) -> None:
    content = take(few, Filters(period, compare, grain), [(name, Arrangement()) for name in ("loyalty", "trust")], "en")

    assert [(span, n) for span, n in told(content) if 0 < n < few.settings.hide_below] == []


def test_the_search_finds_what_counts_tell_that_nobody_guarded(few: Company) -> None:
    content = take(few, Filters("13w"), [("loyalty", Arrangement())], "en")
    counted = {question: few.warehouse.tally(*question) for question in content.tallies if question[0] == "nps"}

    assert any(0 < n < few.settings.hide_below for _span, n in told(replace(content, tallies=counted)))


def test_a_snapshot_of_few_anonymous_answers_holds_no_count_of_them(few: Company) -> None:
    content = take(few, Filters(), [(name, Arrangement()) for name in WHOLE], "en")

    assert "trust" in WHOLE
    assert b'"measure":"nps"' in to_bytes(content)
    for (name, _filters, by), found in content.tallies.items():
        if name == "nps" and isinstance(found, Tally) and "month" not in by:
            counts = found.counts.sum(axis=1)
            known = np.ones(len(counts), dtype=bool) if found.withheld is None else found.withheld == 0
            assert not ((counts > 0) & (counts < few.settings.hide_below) & known).any()


# Rows as they came.


class Rejected:
    """A row that an import could not read, with a customer in it."""

    file, line, field, reason, raw = "answers.csv", 3, "score", "no number", "Ann Smith,ann@example.org"


def test_rejected_rows_stay_on_the_screen(tmp_path: Path) -> None:
    company, pages = opened(tmp_path), [("trust", Arrangement())]
    company.workspace.record_import(
        started_at=datetime(2025, 4, 1), preset="generic", source="form", files=["answers.csv"], landed=True, read=9,
        added=8, changed=0, unchanged=0, rejected=1, rejects=[Rejected],
    )  # fmt: skip
    document = live_document(company, asked(company), pages, "en", "Trust")
    files = {name: known.write(document) for name, known in FORMATS.items() if not known.browser}
    texts = [*files.values(), *(part for name in ("pptx", "xlsx") for part in unpacked(files[name]))]

    assert len(files) == 5
    assert not [text for text in texts if b"ann@example.org" in text]


def unpacked(file: bytes) -> Iterator[bytes]:
    """What lies in a packed file."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        yield from (archive.read(name) for name in archive.namelist())


def test_no_count_of_all_times_of_an_anonymous_question_is_kept(few: Company) -> None:
    """Unless the page is of all times: beside the days of a page they would tell of those between."""
    content = take(few, Filters(), [(name, Arrangement()) for name in WHOLE], "en")

    kept = [filters.period for (name, filters, _by) in content.tallies if name == "nps"]
    assert kept
    assert "all" not in kept
