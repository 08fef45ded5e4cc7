"""Declarations of survey questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cx.surveys import SCALES, Survey, may_pool

BASE = Survey("q", "csat", 1, 5)


@pytest.mark.parametrize(
    ("measure", "low", "high", "direction", "cuts"),
    [
        ("nps", 0, 10, "high", (7, 9)),
        ("nps", 1, 10, "high", (7, 9)),
        ("csat", 1, 5, "high", (4,)),
        ("csat", 1, 3, "high", (3,)),
        ("csat", 0, 1, "high", (1,)),
        ("csat", 1, 10, "high", (8,)),
        ("csat", 0, 10, "high", (8,)),
        ("csat", 1, 5, "low", (3,)),
        ("ces", 1, 7, "high", (5,)),
        ("ces", 1, 7, "low", (4,)),
        ("ces", 1, 5, "high", (4,)),
    ],
)
def test_default_cuts_follow_the_scale_and_its_direction(measure, low, high, direction, cuts):
    assert Survey("q", measure, low, high, direction=direction).class_cuts() == cuts


def test_declared_cuts_come_before_the_default():
    assert Survey("q", "csat", 1, 10, cuts=(7,)).class_cuts() == (7,)


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": 5, "high": 5},
        {"low": 6},
        {"low": -1},
        {"high": 40_000},
        {"direction": "up"},
        {"cuts": (4, 3)},
        {"cuts": (1,)},
        {"cuts": (6,)},
        {"cuts": (3, 4)},
        {"measure": "nps"},
        {"measure": "nps", "cuts": (4,)},
    ],
)
def test_a_declaration_that_cannot_be_read_is_refused(wrong):
    with pytest.raises(ValueError, match="survey 'q'"):
        replace(BASE, **wrong)


@pytest.mark.parametrize(
    "change",
    [{"low": 0}, {"high": 7}, {"cuts": (5,)}, {"direction": "low"}, {"kind": "relational"}, {"measure": "ces"}],
)
def test_questions_that_differ_in_how_they_are_read_may_not_be_pooled(change):
    assert not may_pool(BASE, replace(BASE, **change))


@pytest.mark.parametrize(
    "change", [{"survey": "other"}, {"wording": "How was it?"}, {"anonymous": True}, {"headline": True}, {"cuts": (4,)}]
)
def test_questions_that_are_read_alike_may_be_pooled(change):
    assert may_pool(BASE, replace(BASE, **change))


def test_every_measure_with_a_usual_scale_can_be_declared_on_it():
    for measure, (low, high) in SCALES.items():
        assert Survey(measure, measure, low, high).class_cuts()
