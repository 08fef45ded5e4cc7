"""The catalogue: names, parameters, and what each reading makes of a bin."""

from __future__ import annotations

import numpy as np
import pytest

from cx import bins, path
from cx.errors import BadInput
from cx.measures import MEASURES, measure
from cx.surveys import Survey

NPS = Survey("q", "nps")
HOUR = 3600


def values(name, reading, codes, survey=None):
    found = measure(name).reading(reading)
    return found.values(np.asarray(codes, dtype=np.int64), survey, found.parameter).tolist()


def same(found, expected):
    np.testing.assert_array_equal(found, expected)
    return True


def test_a_measure_is_found_by_its_name_and_its_other_names():
    assert measure("fcr") is measure("path") is MEASURES["fcr"]


def test_an_unknown_measure_is_named_with_those_there_are():
    with pytest.raises(BadInput, match="no measure named 'mood'; there are nps, csat"):
        measure("mood")


def test_the_first_reading_is_the_default():
    assert measure("fcr").reading().full_name == "F1:7"
    assert measure("nps").reading("").name == "nps"


def test_a_parameter_comes_after_a_colon_and_back_in_the_full_name():
    for name, text in (("fcr", "F1:14"), ("first_response", "within:14400")):
        assert measure(name).reading(text).full_name == text
    assert measure("first_response").reading("within").full_name == "within:3600"


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("nps", "median"), ("nps", "mean:3"), ("fcr", "F1:8"), ("fcr", "F1:0"), ("fcr", "F1:x"), ("fcr", "F1:²"),
        ("fcr", "F1:-7"), ("fcr", "F3:2"), ("first_response", "within:3601"), ("first_response", "within:0"),
        ("first_response", "within:99999999999999999999"),
    ],
)  # fmt: skip
def test_a_reading_that_does_not_exist_is_bad_input(name, reading):
    with pytest.raises(BadInput):
        measure(name).reading(reading)


def test_every_reading_is_found_under_its_own_full_name():
    for known in MEASURES.values():
        for reading in known.readings:
            assert known.reading(reading.full_name) == reading


def test_nps_classes_cover_the_whole_scale():
    answers = range(-1, 12)
    assert same(values("nps", "nps", answers, NPS), [np.nan, *[-1] * 7, 0, 0, 1, 1, np.nan])
    parts = [values("nps", name, answers, NPS) for name in ("detractors", "passives", "promoters")]
    assert same(np.sum(parts, axis=0), [np.nan, *[1] * 11, np.nan])


def test_the_top_box_follows_cut_and_direction():
    assert values("csat", "satisfied", range(1, 6), Survey("q", "csat", 1, 5)) == [0, 0, 0, 1, 1]
    assert values("csat", "satisfied", range(1, 6), Survey("q", "csat", 1, 5, (5,))) == [0, 0, 0, 0, 1]
    assert values("ces", "easy", range(1, 8), Survey("q", "ces", 1, 7)) == [0, 0, 0, 0, 1, 1, 1]
    assert values("ces", "easy", range(1, 8), Survey("q", "ces", 1, 7, direction="low")) == [1, 1, 1, 0, 0, 0, 0]


def test_an_answer_without_a_scale_cannot_be_read():
    with pytest.raises(BadInput, match="scale"):
        values("nps", "nps", [9])


def test_durations_still_running_have_missed_a_target_once_they_are_as_old():
    codes = [HOUR - 60, HOUR, *bins.running([HOUR - 60, HOUR]), bins.NEGATIVE, bins.NO_REPLY]
    assert same(values("first_response", "within", codes), [1, 0, np.nan, 0, np.nan, np.nan])


def test_other_readings_of_durations_leave_out_every_code():
    codes = [100, *bins.running([HOUR]), bins.TIME_UNKNOWN, bins.DATE_ONLY]
    for reading in ("median", "p90", "mean"):
        assert same(values("resolution", reading, codes), [100, np.nan, np.nan, np.nan])


def path_code(back=path.NONE, seen=9, **others):
    return int(path.pack(next_any=back, observed=seen, **others))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (path_code(), 1),
        (path_code(back=path.day_class(6)), 0),
        (path_code(back=path.day_class(7)), 1),
        (path_code(seen=path.day_class(6)), np.nan),
        (path_code(seen=path.day_class(7)), 1),
        (path_code(seen=path.day_class(6), back=path.day_class(2)), np.nan),
        (path_code(back=path.PARTS["next_any"].unknown), np.nan),
        (path_code(seen=path.PARTS["observed"].unknown), np.nan),
        (path_code(solves=1), 0),
        (path_code(solves=0), 1),
        (path_code(seen=path.day_class(6), solves=1), np.nan),
    ],
)
def test_f1_is_that_the_customer_does_not_come_back_within_the_window(code, expected):
    assert same(values("fcr", "F1", [code]), [expected])


def test_the_window_of_f1_is_its_parameter():
    code = path_code(back=path.day_class(10))
    assert values("fcr", "F1:7", [code]) == [1]
    assert values("fcr", "F1:14", [code]) == [0]


def test_f3_is_exactly_one_reply_and_f6_no_second_message():
    codes = path.pack(agent_replies=[0, 1, 2, 3], customer_messages=[0, 1, 2, 0])
    assert same(values("fcr", "F3", codes), [0, 1, 0, np.nan])
    assert same(values("fcr", "F6", codes), [1, 0, np.nan, 1])


def test_reasons_say_why_a_code_is_left_out():
    assert measure("nps").reason(-1) == measure("nps").reason(11) == "outside_scale"
    assert measure("first_response").reason(int(bins.running(5))) == "still_running"
    assert measure("resolution").reason(bins.TIME_UNKNOWN) == "time_unknown"
    assert measure("fcr").reason(path_code()) == "undecided"
    assert measure("sla").reason(2) == "pending"


def test_units_have_their_scale():
    assert measure("nps").reading().scale == measure("csat").reading().scale == 100
    assert measure("ces").reading().scale == measure("first_response").reading().scale == 1
