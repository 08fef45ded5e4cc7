"""Mix and rate: exact for any tallies, right in cases known from books, quiet about noise, and private."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx import bins, change
from cx.errors import BadInput, Unavailable
from cx.guard import guard
from cx.measures import MEASURES, measure
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally
from cx.why import decompose, linear, mix_and_rate, promoters_detractors, ranked
from tests.segments import DEFAULT, DETRACTOR, NONSENSE, NPS, PROMOTER, answers, split

ANONYMOUS = {"q": Survey("q", "nps", anonymous=True)}


def shares(counts, by="channel"):
    """A tally of CSAT from segment -> (satisfied, n)."""
    rows = [(name, answer, n) for name, (good, size) in counts.items() for answer, n in ((5, good), (1, size - good))]
    frame = pd.DataFrame(rows, columns=[by, "bin", "n"])
    return Tally.from_frame(measure("csat"), frame, [by], {"q": Survey("q", "csat", 1, 5)})


def by_segment(found):
    return {line.segments: line for line in found.lines}


def adds_up(found):
    size = max(abs(found.before), abs(found.after), 1.0)
    return math.isclose(found.mix + found.rate, found.after - found.before, rel_tol=1e-12, abs_tol=1e-12 * size)


# Laws.

SEGMENTS = (*"abcdefgh", None)
CLASSES = st.tuples(*[st.integers(0, 60)] * 3)
COUNTS = st.dictionaries(st.sampled_from(SEGMENTS), CLASSES, min_size=1).filter(lambda c: sum(map(sum, c.values())) > 0)


@given(COUNTS, COUNTS, st.sampled_from(["nps", "promoters", "mean"]))
def test_mix_and_rate_add_up_to_the_change_whatever_the_segments(after, before, reading):
    found = split(after, before, reading)
    whole = [float(read(answers(counts).total(), reading).value[0]) for counts in (before, after)]
    assert (found.before, found.after) == pytest.approx(tuple(whole), abs=1e-15)
    assert adds_up(found)
    assert math.isclose(sum(line.w0 for line in found.lines), 1)
    assert math.isclose(sum(line.w1 for line in found.lines), 1)
    assert sum(line.n0 for line in found.lines) == sum(map(sum, before.values()))


@given(COUNTS, COUNTS)
def test_there_and_back_are_the_same_parts_with_the_other_sign(after, before):
    there, back = split(after, before), split(before, after)
    assert (there.mix, there.rate) == pytest.approx((-back.mix, -back.rate), abs=1e-12)
    assert there.unevenness == pytest.approx(back.unevenness, abs=1e-12)


@given(COUNTS, COUNTS, st.randoms())
def test_the_order_of_the_segments_does_not_matter(after, before, random):
    mixed = [dict(random.sample(list(counts.items()), len(counts))) for counts in (after, before)]
    assert repr(split(*mixed).lines) == repr(split(after, before).lines)  # as text, where no score equals no score


@given(COUNTS, COUNTS, st.integers(2, 5))
def test_segments_that_are_alike_and_keep_their_shares_may_be_one(after, before, parts):
    """A segment cut into equal pieces: the pieces' lines add up to its line."""
    cut = [{f"{name}{part}": counts[name] for name in counts for part in range(parts)} for counts in (after, before)]
    scaled = [{name: tuple(parts * n for n in counts[name]) for name in counts} for counts in (after, before)]
    pieces, wholes = (split(*pair, given=_NoThreshold) for pair in (cut, scaled))
    for line in wholes.lines:
        own = [piece for piece in pieces.lines if piece.segments[0][:-1] == str(line.segments[0])]
        assert sum(piece.mix for piece in own) == pytest.approx(line.mix, abs=1e-12)
        assert sum(piece.rate for piece in own) == pytest.approx(line.rate, abs=1e-12)


class _NoThreshold:
    grey_below, hide_below = 30, 0


@given(COUNTS)
def test_nothing_changed_is_nothing_to_explain(counts):
    found = split(counts, counts)
    assert all(line.mix == line.rate == 0 for line in found.lines)
    assert found.unevenness == found.size == 0
    assert not found.stands_out


WEIGHTS = st.lists(st.integers(0, 1000), min_size=4, max_size=4).filter(any)
SCORES = st.lists(st.floats(-1, 1), min_size=4, max_size=4)


@given(WEIGHTS, WEIGHTS, SCORES, SCORES)
def test_the_two_parts_of_weighted_means_are_exact(before, after, s0, s1):
    w0, w1 = np.array(before) / sum(before), np.array(after) / sum(after)
    mix, rate = mix_and_rate(w0, w1, s0, s1)
    assert math.isclose(mix.sum() + rate.sum(), w1 @ np.array(s1) - w0 @ np.array(s0), abs_tol=1e-12)
    assert rate == pytest.approx((w0 + w1) / 2 * (np.array(s1) - np.array(s0)))


@given(WEIGHTS, WEIGHTS, SCORES, SCORES)
def test_percentages_as_weights_give_a_hundred_times_the_parts(before, after, s0, s1):
    w0, w1 = np.array(before) / sum(before), np.array(after) / sum(after)
    for part, of_percent in zip(mix_and_rate(w0, w1, s0, s1), mix_and_rate(100 * w0, 100 * w1, s0, s1), strict=True):
        assert of_percent == pytest.approx(100 * part, abs=1e-10)


# Known cases.


def test_a_split_by_hand():
    found = split({"chat": (0, 0, 40), "mail": (0, 60, 0)}, {"chat": (0, 10, 10), "mail": (0, 80, 0)})
    chat, mail = found.lines
    assert (found.before, found.after) == (0.1, 0.4)
    assert (chat.w0, chat.w1, chat.s0, chat.s1, chat.n0, chat.n1) == (0.2, 0.4, 0.5, 1.0, 20, 40)
    assert (chat.rate, mail.rate) == (pytest.approx(0.3 * 0.5), 0)
    assert (chat.mix, mail.mix) == (pytest.approx(0.2 * (0.75 - 0.25)), pytest.approx(-0.2 * (0 - 0.25)))


def test_simpsons_case_every_segment_rises_the_total_falls_and_the_mix_did_it():
    """Applicants to two departments: both take a larger share, the strict one gets more of them."""
    before = {"easy": (640, 800), "strict": (40, 200)}
    after = {"easy": (164, 200), "strict": (176, 800)}
    found = split(after, before, make=shares)
    assert all(line.s1 > line.s0 for line in found.lines)
    assert found.change.difference == pytest.approx(-0.34)
    assert found.rate == pytest.approx(0.02)
    assert found.mix == pytest.approx(-0.36)
    assert all(line.rate > 0 > line.mix for line in found.lines)


def test_where_only_shares_move_all_of_it_is_mix():
    found = split({"chat": (40, 0, 40), "mail": (0, 0, 20)}, {"chat": (10, 0, 10), "mail": (0, 0, 80)})
    assert all(line.rate == 0 for line in found.lines)
    assert found.mix == pytest.approx(found.change.difference) == pytest.approx(-0.6)


def test_where_only_scores_move_all_of_it_is_rate():
    found = split({"chat": (0, 0, 50), "mail": (25, 0, 25)}, {"chat": (50, 0, 0), "mail": (25, 0, 25)})
    assert all(line.mix == 0 for line in found.lines)
    assert by_segment(found)["chat",].rate == found.change.difference == 1.0


def test_a_segment_that_gains_share_below_the_average_costs_points():
    found = by_segment(split({"good": (0, 0, 50), "bad": (50, 0, 0)}, {"good": (0, 0, 80), "bad": (20, 0, 0)}))
    assert found["bad",].mix < 0
    assert found["good",].mix < 0


@pytest.mark.parametrize("appearing", [True, False])
def test_a_segment_that_comes_or_goes_is_all_mix(appearing):
    with_it, without = {"old": (10, 0, 90), "new": (50, 0, 0)}, {"old": (10, 0, 90)}
    found = split(with_it, without) if appearing else split(without, with_it)
    line = by_segment(found)["new",]
    assert line.rate == line.rate_sd == 0
    assert line.mix == pytest.approx((-1 if appearing else 1) * 50 / 150 * (1 + (0.8 + 0.2) / 2))
    assert line.verdict == "none"
    assert math.isnan(line.s0 if appearing else line.s1)
    assert adds_up(found)


def test_everything_replaced_by_something_else_is_all_mix():
    found = split({"new": (0, 0, 50)}, {"old": (50, 0, 0)})
    assert (found.mix, found.rate) == (2.0, 0.0)


def test_a_missing_value_is_a_segment_like_any_other():
    found = split({"chat": (0, 0, 50), None: (30, 0, 0)}, {"chat": (0, 0, 50), None: (0, 0, 30)})
    assert [line.segments for line in found.lines] == [("chat",), (None,)]
    assert found.lines[1].rate == pytest.approx(-30 / 80 * 2)


def test_what_has_no_value_counts_nowhere():
    rows = [("chat", PROMOTER, 30), ("chat", NONSENSE, 900), ("mail", DETRACTOR, 10), ("fax", NONSENSE, 50)]
    noisy = Tally.from_frame(measure("nps"), pd.DataFrame(rows, columns=["channel", "bin", "n"]), ["channel"], NPS)
    found = decompose(noisy, answers({"chat": (0, 0, 30), "mail": (0, 0, 10)}), "", DEFAULT)
    assert [(line.segments, line.n1) for line in found.lines] == [(("chat",), 30), (("mail",), 10)]
    assert found.after == 0.5
    assert adds_up(found)


def test_the_change_of_a_mean_time_is_split_in_seconds():
    def times(chat, mail):
        frame = pd.DataFrame({"channel": ["chat"] * 40 + ["mail"] * 60, "bin": [chat] * 40 + [mail] * 60, "n": 1})
        return Tally.from_frame(measure("resolution"), frame, ["channel"])

    found = decompose(times(60, 7200), times(30, 3600), "mean", DEFAULT)
    middle = float(bins.midpoint(7200) - bins.midpoint(3600))
    assert by_segment(found)["chat",].rate == pytest.approx(0.4 * 30)
    assert by_segment(found)["mail",].rate == pytest.approx(0.6 * middle)
    assert found.mix == 0


# Small segments.


def test_segments_of_few_rows_are_one_line_before_anything_is_split():
    before = {"a": (10, 0, 40), "b": (0, 0, 4), "c": (2, 0, 0), "d": (0, 50, 0)}
    after = {"a": (10, 0, 40), "b": (50, 0, 0), "c": (0, 0, 2), "e": (1, 0, 0)}
    found = split(after, before)
    other = found.lines[-1]
    assert [line.segments for line in found.lines] == [("a",), ("d",), ("b", "c", "e")]
    assert (other.n0, other.n1) == (6, 53)
    assert (other.s0, other.s1) == (pytest.approx(2 / 6), pytest.approx(-49 / 53))
    assert other.verdict == "few"
    assert adds_up(found)


def test_one_small_segment_keeps_its_name():
    found = split({"a": (10, 0, 40), "b": (0, 0, 4)}, {"a": (10, 0, 40), "b": (1, 0, 3)})
    assert [line.segments for line in found.lines] == [("a",), ("b",)]


def anonymous(counts):
    return answers(counts, surveys=ANONYMOUS)


def test_of_an_anonymous_survey_no_small_segment_stands_alone_nor_follows_by_subtraction():
    before = {"a": (10, 0, 40), "b": (1, 0, 3), "c": (0, 0, 9), "d": (0, 30, 0)}
    after = {"a": (10, 0, 40), "b": (20, 0, 0), "c": (0, 9, 30), "d": (0, 30, 0)}
    found = split(after, before, make=anonymous)
    assert [line.segments for line in found.lines] == [("a",), ("d",), ("b", "c")]
    assert [segments.lines[2].segments for segments in [split(before, after, make=anonymous)]] == [("b", "c")]


@given(COUNTS, COUNTS)
def test_of_an_anonymous_survey_the_lines_say_no_more_than_guard_lets_through(after, before):
    found = split(after, before, make=anonymous)
    for side, counts in ((0, before), (1, after)):
        scores = guard(read(anonymous(counts)), DEFAULT)
        hidden = set(scores.groups["channel"][scores.state == "hidden"])
        n = [(line.n0, line.n1)[side] for line in found.lines]
        assert all(size == 0 or size >= DEFAULT.hide_below for size in n)
        assert not any(line.segments[0] in hidden for line in found.lines if len(line.segments) == 1)


@pytest.mark.parametrize("few", [{"a": (1, 1, 1), "b": (0, 0, 1)}, {"a": (0, 0, 0)}])
def test_a_side_that_may_not_be_shown_or_is_empty_leaves_nothing_to_split(few):
    many = {"a": (10, 0, 40), "b": (10, 10, 10)}
    for found in (split(many, few, make=anonymous), split(few, many, make=anonymous)):
        assert found.lines == ()
        assert found.change.verdict == "none"
        assert all(map(math.isnan, (found.mix, found.rate, found.change.difference)))
        assert ranked([found]) == []


# Can it be told from chance?


def test_the_deviation_of_a_rate_is_that_of_its_weighted_difference():
    found = split({"a": (10, 20, 70), "b": (40, 0, 60)}, {"a": (30, 20, 50), "b": (40, 0, 160)})
    line = found.lines[0]
    v0, v1 = 0.8 - 0.2**2, 0.8 - 0.6**2
    assert line.rate_sd == pytest.approx((100 / 300 + 100 / 200) / 2 * math.sqrt(v0 / 100 + v1 / 100))


def test_simulated_rates_and_mixes_vary_as_their_deviations_say():
    rng = np.random.default_rng(7)
    weights, p = np.array([0.5, 0.3, 0.2]), np.array([[0.2, 0.3, 0.5], [0.4, 0.2, 0.4], [0.1, 0.1, 0.8]])
    found = [split(*(sampled(rng, 2000, weights, p) for _ in range(2))) for _ in range(400)]
    for place in range(3):
        rates, mixes = ([getattr(one.lines[place], name) for one in found] for name in ("rate", "mix"))
        stated = [np.mean([getattr(one.lines[place], name) for one in found]) for name in ("rate_sd", "mix_sd")]
        assert np.std(rates) == pytest.approx(stated[0], rel=0.12)
        assert np.std(mixes) == pytest.approx(stated[1], rel=0.12, abs=1e-4)


def sampled(rng, n, weights, p):
    sizes = rng.multinomial(n, weights)
    return {f"s{place:02}": tuple(rng.multinomial(size, p[place])) for place, size in enumerate(sizes)}


@given(COUNTS, COUNTS)
def test_verdicts_of_segments_are_those_of_the_breakdown(after, before):
    found = split(after, before)
    scores = [guard(read(answers(counts)), DEFAULT) for counts in (after, before)]
    shown = dict(zip(scores[0].groups["channel"], change.verdicts_by(*scores), strict=True))
    for line in found.lines:
        if len(line.segments) == 1 and line.n1:
            assert line.verdict == shown[line.segments[0]].verdict


def test_the_whole_change_has_its_verdict():
    quiet = split({"a": (100, 0, 110)}, {"a": (100, 0, 100)})
    loud = split({"a": (100, 0, 310)}, {"a": (100, 0, 100)})
    assert (quiet.change.verdict, loud.change.verdict) == ("noise", "clear")


# Promoters against detractors.


@given(COUNTS, COUNTS)
def test_a_net_score_changes_by_what_promoters_gain_less_what_detractors_gain(after, before):
    good, bad = promoters_detractors(answers(after), answers(before), "", DEFAULT)
    whole = split(after, before).change
    assert good.difference - bad.difference == pytest.approx(whole.difference, abs=1e-12)
    for part, name in ((good, "promoters"), (bad, "detractors")):
        sides = [read(answers(counts).total(), name) for counts in (after, before)]
        (expected,) = change.verdicts([tuple(sides)])
        assert (part.before, part.after, part.low, part.high) == pytest.approx(
            (expected.before, expected.after, expected.low, expected.high)
        )


def test_fewer_promoters_and_more_detractors_are_told_apart():
    good, bad = promoters_detractors(answers({"a": (20, 0, 80)}), answers({"a": (0, 20, 80)}), "", DEFAULT)
    assert (good.difference, bad.difference) == (0, 0.2)
    assert (good.verdict, bad.verdict) == ("noise", "clear")
    assert bad.better is False


def test_only_a_net_score_has_promoters_and_detractors():
    with pytest.raises(BadInput, match="no difference of two shares"):
        promoters_detractors(answers({"a": (1, 1, 1)}), answers({"a": (1, 1, 1)}), "mean", DEFAULT)


# What cannot be split.


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_reading_is_split_or_refused_with_one_that_can_be(name):
    for reading in MEASURES[name].definitions():
        if reading.linear:
            assert linear(MEASURES[name], reading) is reading
            continue
        with pytest.raises(BadInput) as caught:
            linear(MEASURES[name], reading)
        assert reading.full_name in str(caught.value)


@pytest.mark.parametrize(
    ("name", "reading", "instead"),
    [("resolution", "", "within:86400"), ("first_response", "p90@business", "within:3600@business")],
)
def test_of_a_percentile_the_share_within_the_target_is_offered(name, reading, instead):
    with pytest.raises(BadInput, match=f"read it as {instead}"):
        linear(measure(name), reading)


def test_questions_that_may_not_be_added_up_are_not_split():
    surveys = {"one": Survey("one", "nps"), "two": Survey("two", "nps", 1, 10)}
    frame = pd.DataFrame({"survey": ["one", "two"], "bin": [9, 9], "n": [50, 50]})
    tally = Tally.from_frame(measure("nps"), frame, ["survey"], surveys)
    with pytest.raises(Unavailable):
        decompose(tally, tally, "", DEFAULT)


def test_questions_that_may_be_added_up_are_segments():
    surveys = {name: Survey(name, "nps") for name in ("one", "two")}
    frame = pd.DataFrame({"survey": ["one", "two"], "bin": [9, 2], "n": [50, 50]})
    tally = Tally.from_frame(measure("nps"), frame, ["survey"], surveys)
    assert [line.segments for line in decompose(tally, tally, "", DEFAULT).lines] == [("one",), ("two",)]


@pytest.mark.parametrize("by", [(), ("channel", "team")])
def test_a_change_is_split_over_one_dimension(by):
    frame = pd.DataFrame({"channel": ["a"], "team": ["b"], "bin": [9], "n": [50]})
    tally = Tally.from_frame(measure("nps"), frame, by, NPS)
    with pytest.raises(ValueError, match="one dimension"):
        decompose(tally, tally, "", DEFAULT)


# The mix as one number.


def test_a_mix_that_chance_made_is_seldom_called_clear_and_one_that_moved_always_is():
    rng = np.random.default_rng(5)
    shares, scores = np.array([0.5, 0.3, 0.2]), np.array([[0.5, 0.2, 0.3], [0.1, 0.2, 0.7], [0.2, 0.2, 0.6]])

    def sampled(shares):
        return {name: tuple(rng.multinomial(n, scores[k])) for k, (name, n) in
                enumerate(zip("abc", rng.multinomial(1000, shares), strict=True))}  # fmt: skip

    chance = [split(sampled(shares), sampled(shares)) for _ in range(400)]
    moved = [split(sampled(np.array([0.7, 0.15, 0.15])), sampled(shares)) for _ in range(50)]
    assert sum(one.mix_verdict == "clear" for one in chance) == pytest.approx(20, abs=14)
    assert np.std([one.mix for one in chance]) == pytest.approx(np.mean([one.mix_sd for one in chance]), rel=0.1)
    assert all(one.mix_verdict == "clear" for one in moved)
    assert np.std([one.mix for one in moved]) == pytest.approx(np.mean([one.mix_sd for one in moved]), rel=0.25)


def test_a_mix_of_few_answers_or_of_one_segment_is_not_clear():
    assert split({"a": (9, 0, 0), "b": (0, 0, 9)}, {"a": (2, 0, 0), "b": (0, 0, 9)}).mix_verdict == "few"
    assert split({"a": (90, 0, 10)}, {"a": (10, 0, 90)}).mix_verdict == "noise"
    assert split({"a": (90, 0, 10)}, {"a": (10, 0, 90)}).mix_sd == 0
