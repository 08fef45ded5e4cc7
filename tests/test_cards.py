"""Cards and sparklines: every state has its face, and nothing in them is markup of the data."""

from __future__ import annotations

import base64
from typing import Any
from xml.etree import ElementTree

import pytest

from cx.charts.tokens import MAIN, REF
from cx.reports import cards
from cx.reports.page import Card, Spark

EVIL = '<script>alert("x")</script>'


def card(**changes: Any) -> Card:
    given = {"key": "nps", "title": "NPS", "page": "loyalty", "state": "ok", "value": "+34", **changes}
    return Card(**given)


def spark(values: list[float | None], **changes: Any) -> Spark:
    lows, highs = ([None if v is None else v + by for v in values] for by in (-1, 1))
    given = {"values": values, "lows": lows, "highs": highs, "finished": [True] * len(values), **changes}
    return Spark(**{name: tuple(part) if isinstance(part, list) else part for name, part in given.items()})


def drawing(given: Spark, *, faint: bool = False) -> ElementTree.Element:
    kind, _comma, data = cards.sparkline(given, faint=faint).partition(",")
    assert kind == "data:image/svg+xml;base64"
    return ElementTree.fromstring(base64.b64decode(data))


def shapes(given: Spark, tag: str) -> list[ElementTree.Element]:
    return list(drawing(given).iter("{http://www.w3.org/2000/svg}" + tag))


def test_what_others_would_show_stands_below_with_its_label() -> None:
    others = "24 still open, without them 19 h"

    assert f'<span class="cx-alone">{others}</span></div>' in cards.body(card(beside=others))
    assert cards.body(card()).count("<span></span>") == 2  # interval and count, nothing beside


@pytest.mark.parametrize(
    ("verdict", "good", "up", "tone", "arrow"),
    [
        ("clear", True, True, "cx-good", "▲"),
        ("clear", False, True, "cx-bad", "▲"),
        ("clear", False, False, "cx-bad", "▼"),
        ("clear", None, True, "cx-wash", "▲"),
        ("possible", True, True, "cx-wash", "△"),
        ("possible", False, False, "cx-wash", "▽"),
        ("noise", True, True, "cx-plain", "≈"),
    ],
)
def test_only_a_clear_change_is_coloured(verdict: str, good: bool | None, up: bool, tone: str, arrow: str) -> None:
    chip = cards.chip(card(change="+4.2 points", verdict=verdict, verdict_text="word", good=good, up=up))

    assert f'"cx-chip {tone}"' in chip
    assert f">{arrow}</span>" in chip
    assert "<b>+4.2 points</b> word" in chip


def test_without_a_change_there_is_no_arrow() -> None:
    chip = cards.chip(card(verdict="few", verdict_text="too few to compare"))

    assert "cx-arrow" not in chip
    assert "too few to compare" in chip


def test_a_card_shows_value_interval_count_and_goal() -> None:
    body = cards.body(card(unit="points", interval="+32 to +36", count="4,816 answers", goal="goal +40, reached"))

    for text in ("+34", "points", "+32 to +36", "4,816 answers", "goal +40, reached"):
        assert text in body


@pytest.mark.parametrize("state", ["few", "hidden", "none", "unavailable"])
def test_every_state_is_named_for_the_style_sheet(state: str) -> None:
    assert f'class="cx-card cx-{state}"' in cards.body(card(state=state))


def test_a_note_takes_the_place_of_interval_and_count() -> None:
    body = cards.body(card(state="hidden", note="so that nobody can be recognised", count="3 answers"))

    assert "so that nobody can be recognised" in body
    assert "3 answers" not in body


@pytest.mark.parametrize(
    "field",
    ["value", "unit", "verdict_text", "verdict_help", "change", "interval", "count", "goal", "note", "state"],
)  # fmt: skip
def test_no_text_can_leave_its_place(field: str) -> None:
    body = cards.body(card(**{field: EVIL}))

    assert "<script>" not in body
    assert 'alert("x")' not in body


def test_a_sparkline_is_left_out_where_there_is_no_value() -> None:
    assert "<img" not in cards.body(card())
    assert "<img" not in cards.body(card(spark=spark([None, None])))
    assert '<img class="cx-spark"' in cards.body(card(spark=spark([1.0, 2.0])))


def test_a_missing_bucket_breaks_the_line() -> None:
    lines = shapes(spark([1.0, 2.0, None, 4.0, 5.0]), "polyline")

    assert [len(line.attrib["points"].split()) for line in lines] == [2, 2]


def test_the_unfinished_bucket_is_a_dashed_step_to_an_open_dot() -> None:
    given = spark([1.0, 2.0, 3.0], finished=[True, True, False])

    assert [line.attrib["stroke-dasharray"] for line in shapes(given, "line")] == ["2 2"]
    full, hollow = shapes(given, "circle")
    assert (full.attrib["fill"], hollow.attrib["fill"]) == (MAIN, "none")
    assert float(full.attrib["cx"]) < float(hollow.attrib["cx"])


def test_few_answers_are_drawn_in_grey() -> None:
    assert f'stroke="{REF}"'.encode() in ElementTree.tostring(drawing(spark([1.0, 2.0]), faint=True))
    assert MAIN.encode() not in ElementTree.tostring(drawing(spark([1.0, 2.0]), faint=True))


def test_the_line_rises_when_values_rise() -> None:
    points = shapes(spark([1.0, 2.0]), "polyline")[0].attrib["points"].split()

    assert float(points[0].split(",")[1]) > float(points[1].split(",")[1])


def test_an_endless_interval_and_a_flat_line_stay_in_the_box() -> None:
    given = spark([5.0, 5.0], lows=[5.0, 5.0], highs=[float("inf"), 5.0])

    for shape in shapes(given, "polygon") + shapes(given, "polyline"):
        for point in shape.attrib["points"].split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= cards.WIDTH
            assert 0 <= y <= cards.HEIGHT


def test_a_goal_is_drawn_where_it_leaves_the_line_half_of_the_box() -> None:
    """The ribbon goes from 0 to 3."""
    inside, beyond, far = (spark([1.0, 2.0], goal=goal) for goal in (1.5, 5.9, 6.1))

    assert [len(shapes(given, "line")) for given in (inside, beyond, far)] == [1, 1, 0]
    assert float(shapes(beyond, "line")[0].attrib["y1"]) == cards.EDGE
    assert shapes(inside, "polyline")[0].attrib == shapes(far, "polyline")[0].attrib
