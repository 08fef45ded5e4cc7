"""A snapshot's content: the same bytes for the same pages, small, without rows and comments, and read without trust."""

from __future__ import annotations

import json
import random
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.company import Company, open_own
from cx.errors import BadInput
from cx.filters import Filters
from cx.reports.ask import Arrangement, Ask
from cx.reports.pages import MODELS, WHOLE
from cx.reports.remembered import Remembered
from cx.settings import load
from cx.snapshots.content import ask_of
from cx.snapshots.encoding import FACTS, FORMAT, MOST_BYTES, deflated, from_bytes, inflated, to_bytes
from cx.snapshots.redraw import differences, pages_of
from cx.snapshots.taking import take
from cx.store.warehouse import Warehouse, open_warehouse
from cx.surveys import Survey
from cx.tally import Tally
from cx.version import version
from tests.facts import answer, arrow
from tests.keeping import company_of, taken, told
from tests.pages import small

LOYALTY = (("loyalty", Arrangement()),)


@pytest.fixture(scope="module")
def company(sample: Warehouse) -> Company:
    """The sample company."""
    return company_of(sample, is_sample=True)


@pytest.fixture(scope="module")
def bytes_of_sample(company: Company) -> bytes:
    """The sample's whole dashboard over all its days: more than any other period holds."""
    return to_bytes(taken(company, Filters(period="all")))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A small company of its own."""
    folder = tmp_path_factory.mktemp("own")
    small.build(folder)
    found = open_own(small.settings(folder))
    yield found
    found.warehouse.close()


@pytest.fixture(scope="module")
def data(own: Company) -> bytes:
    """A snapshot of one page of it."""
    return to_bytes(take(own, Filters(), LOYALTY, "en"))


# What is in it.


def test_the_whole_dashboard_of_the_sample_is_small(company: Company, bytes_of_sample: bytes) -> None:
    assert len(deflated(to_bytes(taken(company, Filters())))) < 150_000
    assert len(deflated(bytes_of_sample)) < 300_000


def test_no_comment_of_the_sample_is_in_it(company: Company, bytes_of_sample: bytes) -> None:
    text = bytes_of_sample.decode().lower()  # as texts for words are
    comments = set(company.warehouse.comment_texts(limit=10**6)["comment"])
    # Two words that many write side by side are kept, and may be all that somebody wrote.
    sentences = {json.dumps(said, ensure_ascii=False)[1:-1] for said in comments if len(said.split()) > 2}

    assert len(sentences) > 1000
    assert [said for said in sentences if said in text] == []
    assert '"words"' in text


def test_nothing_of_single_people_and_of_where_it_was_taken_is_in_it(company: Company, bytes_of_sample: bytes) -> None:
    text = bytes_of_sample.decode()
    agents = [name for name in company.warehouse.contents().values["agent"] if name]

    assert len(agents) > 10
    assert [name for name in agents if f'"{name}"' in text] == []
    assert "duckdb" not in text
    assert str(Path(company.settings.workspace_url).parent) not in text
    assert str(Path.home()) not in text


def test_every_fact_that_a_page_asks_for_has_its_place_and_no_other(company: Company, bytes_of_sample: bytes) -> None:
    assert {str(key[0]) for key in from_bytes(bytes_of_sample).facts} == set(FACTS)


def test_it_says_what_it_is_of(own: Company) -> None:
    found = take(own, Filters(), [("loyalty", Arrangement(by="region", choose="a", table=("b",), start=40))], "lt")

    assert (found.product, found.is_sample, found.language) == (version(), False, "lt")
    assert found.pages == (("loyalty", Arrangement(by="region")),)
    assert found.contents.version == own.warehouse.version
    assert tuple(MODELS) == WHOLE


def test_the_version_is_that_of_the_project() -> None:
    text = (Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")

    assert f'version = "{version()}"' in text


def test_an_unknown_page_is_refused(own: Company) -> None:
    with pytest.raises(BadInput, match="no page"):
        take(own, Filters(), [("profit", Arrangement())], "en")


def test_only_what_the_pages_ask_for_is_kept(own: Company) -> None:
    found = take(own, Filters(), LOYALTY, "en")
    ask = ask_of(found)
    MODELS["loyalty"](ask, Arrangement())

    assert not {"backlog", "css", "solved"} & {measure for measure, _filters, _by in found.tallies}
    assert set(found.tallies) <= set(ask.answers)
    assert all(len(values) <= 2 for values in found.contents.values.values())


# The same bytes.


def test_two_takes_are_the_same_bytes_whatever_was_asked_before(own: Company, data: bytes) -> None:
    warehouse = own.warehouse
    known = Remembered(warehouse, 100, warehouse.version)
    ask = Ask(warehouse.contents(), own.settings, Filters(), known.tally, False, own, known.tallies)
    MODELS["service"](ask, Arrangement())
    MODELS["loyalty"](ask, Arrangement(by="region"))

    assert to_bytes(take(own, Filters(), LOYALTY, "en")) == data
    assert to_bytes(take(own, Filters(), LOYALTY, "en", ask)) == data
    assert to_bytes(from_bytes(data)) == data


def test_what_people_write_elsewhere_changes_no_byte_but_a_marker_does(tmp_path: Path) -> None:
    small.build(tmp_path)
    company = open_own(small.settings(tmp_path))
    before = to_bytes(take(company, Filters(), LOYALTY, "en"))
    company.workspace.save_view("Mondays", "loyalty", "period=4w")
    company.refresh()
    viewed = to_bytes(take(company, Filters(), LOYALTY, "en"))
    company.workspace.set_goal("nps.nps", 0.3)
    company.refresh()

    assert viewed == before
    assert to_bytes(take(company, Filters(), LOYALTY, "en")) != before


def test_it_is_json_that_people_can_read(data: bytes) -> None:
    found = json.loads(data)

    assert found["format"] == FORMAT
    assert found["filters"] == {"period": "4w", "compare": "before", "grain": "week", "where": [], "definitions": []}
    assert found["pages"][0][0] == "loyalty"
    assert ["zone", "UTC"] in found["settings"]
    (trend,) = [said for asked, said in found["tallies"] if asked[2] == ["week"]]
    assert trend["measure"] == "nps"
    assert trend["bins"] == list(range(11))


def test_deflated_bytes_come_back(data: bytes) -> None:
    assert len(deflated(data)) < len(data) / 3
    assert inflated(deflated(data)) == data


# Anonymous questions.

PULSE = Survey("pulse", "csat", 1, 5, anonymous=True, headline=True)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """An anonymous survey with a region of three answers, of whom two are satisfied."""
    folder = tmp_path_factory.mktemp("few")
    given = {"warehouse_url": f"duckdb:///{folder}/w.duckdb", "workspace_url": f"sqlite:///{folder}/w.sqlite"}
    regions = {"north": [5] * 33 + [1] * 7, "south": [4] * 9 + [2] * 21, "west": [5, 4, 1]}
    rows = [(region, score) for region, scores in regions.items() for score in scores]
    rows_told = [answer(nr, score, "2025-03-12 12:00", survey="pulse", region=region, comment="I sit by the window")
            for nr, (region, score) in enumerate(rows)]  # fmt: skip
    warehouse = open_warehouse(given["warehouse_url"], load(given, {}))
    with warehouse.publish([PULSE]) as batch:
        batch.add("answers", arrow("answers", rows_told))
    yield company_of(warehouse)
    warehouse.close()


@pytest.mark.parametrize("where", [(), (("region", ("west",)),)], ids=["all", "west"])
def test_what_is_kept_of_an_anonymous_question_tells_nothing_of_three_answers(few: Company, where: Any) -> None:
    found = taken(few, Filters(period="2025-03-10..2025-03-16", where=where), Arrangement(by="region"))

    assert "sit by the window" not in to_bytes(found).decode()
    for tally in found.tallies.values():
        if isinstance(tally, Tally) and tally.measure.of_answers:
            assert not [n for n in tally.counts.sum(axis=1) if 0 < n < 5]
    for page in pages_of(found):
        said = str([page.head, *map(told, page.parts)])
        assert not re.findall(r"66\.[67]|\b(?:3|2|1|three|two|one)\W+(?:of \d+ )?(?:answers?|responses?)\b", said)
    assert differences(found) == ()


# What is refused.


def test_bytes_that_were_cut_are_refused(data: bytes) -> None:
    small_data = deflated(data)
    for read, whole in ((from_bytes, data), (inflated, small_data)):
        for end in (0, 1, len(whole) // 2, len(whole) - 1):
            with pytest.raises(BadInput):
                read(whole[:end])
    with pytest.raises(BadInput):
        inflated(small_data + b"more")


def test_a_newer_form_and_something_else_are_told_apart(data: bytes) -> None:
    newer = json.loads(data) | {"format": FORMAT + 1, "more": 1}
    with pytest.raises(BadInput, match="another version of this program"):
        from_bytes(json.dumps(newer).encode())
    for other in (b"[]", b"3", b'"format"', b"{}", b'{"format": true}', b'{"format": "cx snapshot"}', b"PK\x03\x04"):
        with pytest.raises(BadInput, match="no snapshot"):
            from_bytes(other)


def test_what_grows_too_large_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zlib.compress(b" " * (MOST_BYTES + 1), 9)
    assert len(bomb) < 10**6
    with pytest.raises(BadInput, match="64 MB"):
        inflated(bomb)
    with pytest.raises(BadInput, match="64 MB"):
        from_bytes(b" " * (MOST_BYTES + 1))


def test_deep_nesting_is_refused(data: bytes) -> None:
    deep = data.replace(b'"language":"en"', b'"language":' + b"[" * 10**5 + b"]" * 10**5)
    with pytest.raises(BadInput):
        from_bytes(deep)


EDITS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a field less": lambda found: found.pop("shown"),
    "a field more": lambda found: found.update(more=1),
    "an unknown setting": lambda found: found["settings"].append(["edit", "1"]),
    "a setting that cannot be": lambda found: found.update(settings=[[n, "x"] for n, _text in found["settings"]]),
    "a zone that there is not": lambda found: found["settings"].__setitem__(0, ["zone", "Mars/Olympus"]),
    "a period that is none": lambda found: found["filters"].update(period="soon"),
    "a scale that falls": lambda found: found["contents"]["surveys"][0].update(low=9, high=1),
    "an unknown fact": lambda found: found["facts"].append([["rejects"], []]),
    "an unknown reason": lambda found: found["tallies"][0].__setitem__(1, {"unavailable": ["nps", "secret"]}),
    "questions that may not be added up": lambda found: found["tallies"][0][1].update(
        surveys=[["a", survey(5)], ["b", survey(4)]]
    ),
    "a date that is none": lambda found: found["contents"]["sources"][0].update(as_of_day="2026-02-30"),
}  # fmt: skip


def survey(high: int) -> dict[str, Any]:
    """A question as JSON has it."""
    scale = {"survey": "a", "measure": "nps", "low": 0, "high": high + 5, "cuts": [], "direction": "high", "kind": ""}
    return scale | {"anonymous": False, "headline": False, "wording": ""}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_was_edited_into_what_cannot_be_is_refused(data: bytes, edit: Callable[[dict[str, Any]], Any]) -> None:
    found = json.loads(data)
    edit(found)
    with pytest.raises(BadInput) as refused:
        from_bytes(json.dumps(found).encode())

    assert len(str(refused.value)) < 1000
    assert "\n" not in str(refused.value)


def places(found: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in JSON: what holds it, and its key."""
    for key in found if isinstance(found, dict) else range(len(found)) if isinstance(found, list) else ():
        yield found, key
        yield from places(found[key])


WRONG = st.sampled_from([None, True, -1, 2**40, 10**30, 0.5, "", "x" * 300, "nan", [], {}, [[]], {"unavailable": []}])


@given(st.randoms(use_true_random=False), WRONG)
def test_whatever_is_put_in_whatever_place_it_is_read_or_refused(data: bytes, draw: random.Random, wrong: Any) -> None:
    found = json.loads(data)
    holder, key = draw.choice(list(places(found)))
    holder[key] = wrong
    with suppress(BadInput):
        to_bytes(from_bytes(json.dumps(found).encode()))
