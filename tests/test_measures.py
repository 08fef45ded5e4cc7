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


def test_a_basis_comes_after_an_at_and_says_which_column_is_counted():
    reading = measure("resolution").reading("within:14400@business")
    assert (reading.full_name, reading.basis) == ("within:14400@business", "business")
    assert measure("resolution").on("business").column == "resolution_business"
    assert measure("resolution").on("business").reading("p90").full_name == "p90@business"
    assert measure("nps").on("customer").vote == "customer"
    assert measure("resolution").on("") is measure("resolution")


@pytest.mark.parametrize("text", ["median@", "median@night", "@", "@customer", "median@business@first"])
def test_a_basis_that_does_not_exist_is_bad_input(text):
    with pytest.raises(BadInput, match="no reading"):
        measure("resolution").reading(text)


def test_a_measure_on_a_basis_cannot_be_put_on_another():
    with pytest.raises(BadInput, match="cannot be read @first"):
        measure("resolution").on("business").on("first")


def test_definitions_are_all_readings_with_their_options_on_every_basis():
    names = [reading.full_name for reading in measure("resolution").definitions()]
    assert len(names) == len(set(names))
    assert {"median", "open:604800", "within:14400@business", "mean@first", "median@first_business"} <= set(names)
    for known in MEASURES.values():
        for reading in known.definitions():
            assert known.reading(reading.full_name) == reading


def test_a_reading_says_how_long_a_row_takes_to_be_decided():
    assert measure("fcr").reading("F1:14").matures == 14 * 86400
    assert measure("first_response").reading("within:3600").matures == 3600
    assert measure("review_reply").reading("within:86400").matures == 86400
    assert measure("resolution").reading("open").matures == measure("nps").reading().matures == 0


def test_every_entry_has_its_words():
    for known in MEASURES.values():
        assert known.title, known.name
        assert len(known.title) <= 20, known.name
        for reading in known.readings:
            assert reading.title, (known.name, reading.name)
            assert reading.says, (known.name, reading.name)
        assert all(basis.title for basis in known.bases)


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


def test_the_bottom_box_has_as_many_steps_as_the_top_box_and_never_meets_it():
    five, two = Survey("q", "csat", 1, 5), Survey("q", "csat", 0, 1)
    assert values("csat", "dissatisfied", range(1, 6), five) == [1, 1, 0, 0, 0]
    assert values("csat", "net", range(1, 6), five) == [-1, -1, 0, 1, 1]
    assert same(values("csat", "good_or_bad", range(1, 6), five), [0, 0, np.nan, 1, 1])
    assert values("csat", "good_or_bad", [0, 1], two) == values("csat", "satisfied", [0, 1], two) == [0, 1]
    reversed_ = Survey("q", "ces", 1, 7, direction="low")
    assert values("ces", "hard", range(1, 8), reversed_) == [0, 0, 0, 0, 1, 1, 1]


def test_the_satisfaction_of_1_to_10_has_the_classes_of_nps_and_is_read_as_shares():
    ten = Survey("q", "satisfaction", 1, 10)
    assert values("satisfaction", "satisfied", range(1, 11), ten) == [0] * 6 + [1] * 4
    assert values("satisfaction", "at_risk", range(1, 11), ten) == [1] * 6 + [0] * 4
    assert values("satisfaction", "advocates", range(1, 11), ten) == [0] * 8 + [1] * 2
    assert {reading.kind for reading in measure("satisfaction").readings} == {"share", "mean"}


def test_advocates_are_the_best_class_or_the_best_answer_alone():
    assert values("advocates", "share", range(1, 6), Survey("q", "csat", 1, 5)) == [0, 0, 0, 0, 1]
    assert values("advocates", "share", [0, 8, 9, 10], NPS) == [0, 0, 1, 1]
    assert values("advocates", "share", [1, 2, 5], Survey("q", "csat", 1, 5, direction="low")) == [1, 0, 0]


def test_nps_as_a_form_of_1_to_10_has_it_leaves_out_zeros():
    assert same(values("nps", "from_one", [0, 1, 7, 9], NPS), [np.nan, -1, 0, 1])


def test_an_answer_without_a_scale_cannot_be_read():
    with pytest.raises(BadInput, match="scale"):
        values("nps", "nps", [9])


def test_durations_still_running_have_missed_a_target_once_they_are_as_old():
    codes = [HOUR - 60, HOUR, *bins.running([HOUR - 60, HOUR]), bins.NEGATIVE, bins.NO_REPLY]
    assert same(values("first_response", "within", codes), [1, 0, np.nan, 0, np.nan, np.nan])


def test_naive_readings_of_durations_leave_out_every_code():
    codes = [100, *bins.running([HOUR]), bins.TIME_UNKNOWN, bins.DATE_ONLY]
    for reading in ("naive_median", "naive_p90", "mean"):
        assert measure("resolution").reading(reading).naive
        assert same(values("resolution", reading, codes), [100, np.nan, np.nan, np.nan])


def test_full_readings_of_durations_count_what_is_still_running_in():
    codes = [100, *bins.running([HOUR]), bins.TIME_UNKNOWN, bins.NO_CALENDAR]
    for reading in ("median", "p90", "ended", "open:259200"):
        assert not measure("resolution").reading(reading).naive
        assert same(values("resolution", reading, codes), [100, HOUR + 29.5, np.nan, np.nan])


def test_who_gave_up_waiting_is_abandoned_whether_or_not_one_knows_when():
    codes = [5, *bins.running([60]), bins.ABANDONED, bins.NEGATIVE]
    assert same(values("wait", "abandoned", codes), [0, 1, 1, np.nan])
    assert same(values("wait", "within:60", codes), [1, 0, np.nan, np.nan])
    assert measure("wait").reason(int(bins.running(5))) == measure("wait").reason(bins.ABANDONED) == "abandoned"


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


def test_f1_may_be_asked_of_the_same_topic_alone():
    code = path_code(back=path.day_class(2), next_same=path.NONE)
    assert values("fcr", "F1", [code]) == [0]
    assert values("fcr", "F1_topic", [code]) == [1]
    assert same(values("fcr", "F1_topic", [path_code()]), [np.nan])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"transferred": 0}, 1), ({"transferred": 1}, 0), ({"transferred": path.PARTS["transferred"].unknown}, np.nan),
        ({"transferred": 0, "solves": 1}, 0), ({"transferred": 0, "seen": path.day_class(6)}, np.nan),
    ],
)  # fmt: skip
def test_f2_is_f1_without_a_transfer(parts, expected):
    assert same(values("fcr", "F2", [path_code(**parts)]), [expected])


#: Rule, the parts it looks at, and what it makes of 1 (first contact), 0 and undecided.
RULES = [
    ("F3", {"agent_replies": [0, 1, 2, 3]}, [0, 1, 0, np.nan]),
    ("F4", {"agent_replies": [0, 1, 2, 3]}, [1, 1, 0, np.nan]),
    ("F5", {"agent_replies": [1, 1, 1, 0, 1], "held": [0, 1, 0, 0, 2], "solves": [0, 0, 1, 0, 0]},
     [1, 0, 0, 0, np.nan]),
    ("F6", {"customer_messages": [0, 1, 2]}, [1, 0, np.nan]),
    ("F7", {"agents": [0, 1, 0, 2], "solves": [0, 0, 1, 0]}, [1, 0, 0, np.nan]),
    ("F8", {"quick": [0, 1, 2]}, [0, 1, np.nan]),
    ("F9", {"says_solved": [0, 1, 2, 3]}, [0, 1, np.nan, np.nan]),
    ("reopened", {"solves": [0, 1, 2]}, [0, 1, np.nan]),
    ("transferred", {"transferred": [0, 1, 2]}, [0, 1, np.nan]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "parts", "expected"), RULES, ids=[rule for rule, _, _ in RULES])
def test_a_rule_of_first_contact_is_one_zero_or_undecided(rule, parts, expected):
    assert same(values("fcr", rule, path.pack(**parts)), expected)


def test_reasons_say_why_a_code_is_left_out():
    assert measure("nps").reason(-1) == measure("nps").reason(11) == "outside_scale"
    assert measure("first_response").reason(int(bins.running(5))) == "still_running"
    assert measure("resolution").reason(bins.TIME_UNKNOWN) == "time_unknown"
    assert measure("fcr").reason(path_code()) == "undecided"
    assert measure("sla").reason(2) == "pending"
    assert measure("advocates").reason(-2) == "no_customer"


def test_units_have_their_scale():
    assert measure("nps").reading().scale == measure("csat").reading().scale == 100
    assert measure("ces").reading().scale == measure("first_response").reading().scale == 1
