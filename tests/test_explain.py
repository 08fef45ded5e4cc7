"""The command that says why: what it prints adds up, agrees with `score`, hides small groups and names no cause."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx import why
from cx.commands.against import class_name
from cx.filters import DIMENSIONS, Filters
from cx.pairs import BESIDE, EDGES
from cx.reports.explain import DIGITS, OTHER, adding_up, nearest, printed, printed_net, records, whole
from cx.store.warehouse import Warehouse
from cx.why import Decomposition, promoters_detractors
from tests.conftest import Run
from tests.segments import DEFAULT, Counts, answers, split

JANUARY, FEBRUARY = "2026-01-15T12:00:00Z", "2026-02-15T12:00:00Z"
QUESTION = ("explain", "nps", "--period", "2026-02")


def bring(run: Run, folder: Path, before: Counts, after: Counts, anonymous: str = "") -> None:
    """Import two months of NPS by channel; each channel has two products that have nothing to do with it."""
    rows = [
        f"{JANUARY if month == 0 else FEBRUARY},{score},{channel or ''},{('one', 'two')[place % 2]}"
        for month, counts in enumerate((before, after))
        for channel, classes in counts.items()
        for score, n in zip((3, 8, 10), classes, strict=True)
        for place in range(n)
    ]
    head = "response_id,survey,measure,scale_low,scale_high,anonymous,answered_at,score,channel,product"
    lines = [f"{nr},nps,nps,0,10,{anonymous},{row}" for nr, row in enumerate(rows)]
    last = f"end,nps,nps,0,10,{anonymous},2026-02-28T23:00:00Z,,,"
    path = folder / "months.csv"
    path.write_text("\n".join([head, *lines, last]), encoding="utf-8")
    assert run("import", str(path), "--preset", "generic-answers")[0] == 0


MIXED = {"chat": (20, 0, 20), "mail": (10, 10, 140)}, {"chat": (80, 0, 80), "mail": (5, 5, 70)}


def explained(run: Run, *more: str) -> dict[str, object]:
    status, out, _ = run(*QUESTION, *more, "--format", "json")
    assert status == 0
    return json.loads(out)


# What it says.


def test_the_lines_add_up_to_the_change_that_score_prints_with_its_verdict(run: Run, tmp_path: Path) -> None:
    bring(run, tmp_path, *MIXED)

    found = explained(run, "--by", "channel")
    (scored,) = json.loads(run("score", *QUESTION[1:], "--compare", "before", "--format", "json")[1])

    for name in ("before", "change", "change_low", "change_high", "verdict"):
        assert found[name] == scored[name]
    assert found["after"] == scored["value"]
    assert found["mix"] + found["rate"] == pytest.approx(found["change"], abs=1e-10)
    assert sum(line["mix"] + line["rate"] for line in found["lines"]) == pytest.approx(found["change"], abs=1e-10)
    assert [line["segment"] for line in found["lines"]] == ["chat", "mail"]
    assert found["period"] == "2026-02-01..2026-02-28"
    assert found["compared_with"] == "2026-01-01..2026-01-31"


def test_a_change_that_only_moved_volume_is_mix(run: Run, tmp_path: Path) -> None:
    bring(run, tmp_path, *MIXED)

    found = explained(run, "--by", "channel")

    assert found["change"] < -30
    assert found["mix"] == pytest.approx(found["change"])
    assert all(line["rate"] == pytest.approx(0) for line in found["lines"])


def test_promoters_and_detractors_are_told_apart(run: Run, tmp_path: Path) -> None:
    bring(run, tmp_path, *MIXED)

    found = explained(run, "--by", "channel")
    shares = json.loads(run("score", *QUESTION[1:], "--reading", "promoters", "--format", "json")[1])

    assert found["promoters"]["change"] - found["detractors"]["change"] == pytest.approx(found["change"])
    assert found["promoters"]["after"] == shares[0]["value"]
    assert "promoters" not in explained(run, "--by", "channel", "--reading", "mean")


def test_without_a_dimension_all_are_ranked_and_the_first_is_split(run: Run, tmp_path: Path) -> None:
    bring(run, tmp_path, *MIXED)

    found = explained(run)
    table = run(*QUESTION)[1]

    assert [ranked["dimension"] for ranked in found["dimensions"]] == ["channel", "product"]
    assert [ranked["stands_out"] for ranked in found["dimensions"]] == [True, False]
    assert found["by"] == "channel"
    assert table.index("channel") < table.index("product")


def test_the_table_names_no_cause_and_says_where_chance_would_do(run: Run, tmp_path: Path) -> None:
    bring(run, tmp_path, {"chat": (20, 0, 30)}, {"chat": (20, 0, 28)})

    loud = run(*QUESTION, "--by", "channel")[1]

    assert "Within noise" in loud
    assert "associated" in loud
    assert "because" not in loud


def test_a_clear_change_is_not_called_noise(run: Run, tmp_path: Path) -> None:
    bring(run, tmp_path, *MIXED)

    table = run(*QUESTION, "--by", "channel")[1]

    assert "Within noise" not in table
    assert "(-" in table
    assert ", clear" in table


def test_in_a_table_missing_segments_and_small_ones_have_names(run: Run, tmp_path: Path) -> None:
    before = {"chat": (20, 0, 20), "": (10, 0, 30), "fax": (1, 0, 1), "telex": (0, 0, 2)}
    bring(run, tmp_path, before, before)

    table = run(*QUESTION, "--by", "channel")[1]
    (other,) = [line for line in explained(run, "--by", "channel")["lines"] if line["lumped"]]

    assert "(not given)" in table
    assert "other (2)" in table
    assert "fax" not in table
    assert (other["segment"], other["lumped"], other["n_before"]) == (OTHER, ["fax", "telex"], 4)


def test_a_file_holds_the_lines_unrounded_and_no_formula(run: Run, tmp_path: Path) -> None:
    before, after = ({"=cmd": counts["chat"], "mail": counts["mail"]} for counts in MIXED)
    bring(run, tmp_path, before, after)

    rows = list(csv.DictReader(io.StringIO(run(*QUESTION, "--by", "channel", "--format", "csv")[1])))
    lines = explained(run, "--by", "channel")["lines"]

    assert [row["segment"] for row in rows] == ["'=cmd", "mail"]
    assert [float(row["mix"]) for row in rows] == [line["mix"] for line in lines]
    assert {row["measure"] for row in rows} == {"nps"}


# What it refuses.


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nps", "--period", "all"), "Nothing comes before everything"),
        (("nps", "--by", "region"), "Not available by region"),
        (("nps", "--by", "survey"), "--where survey=NAME"),
        (("nps", "--where", "channel=chat", "--where", "product=one"), "No dimension of nps has two segments"),
        (("resolution", "--by", "channel"), "read it as within:86400"),
        (("resolution", "--reading", "within:86400", "--by", "channel"), "No data"),
        (("nps", "--against", "first_response"), "ticket"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    bring(run, tmp_path, *MIXED)

    status, out, err = run("explain", *arguments)

    assert status != 0
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


def test_of_an_anonymous_survey_small_segments_are_printed_together(run: Run, tmp_path: Path) -> None:
    before = {"chat": (20, 0, 20), "mail": (10, 0, 30), "fax": (1, 0, 1), "web": (3, 3, 3)}
    bring(run, tmp_path, before, before, anonymous="1")

    lines = explained(run, "--by", "channel")["lines"]

    assert [line["lumped"] or line["segment"] for line in lines] == ["chat", "mail", ["fax", "web"]]
    assert all(line["n_before"] >= DEFAULT.hide_below for line in lines)


def test_of_an_anonymous_survey_with_few_answers_nothing_is_split(run: Run, tmp_path: Path) -> None:
    bring(run, tmp_path, {"chat": (1, 0, 2), "mail": (0, 0, 1)}, MIXED[1], anonymous="1")

    found = explained(run, "--by", "channel")
    table = run(*QUESTION, "--by", "channel")[1]

    assert found["lines"] == []
    assert found["before"] is found["change"] is found["mix"] is None
    assert found["n_before"] == 0
    assert "nothing to split" in table


# Printed digits.

SEGMENTS = st.dictionaries(st.sampled_from([*"abcdef", None]), st.tuples(*[st.integers(0, 60)] * 3), min_size=1).filter(
    lambda counts: sum(map(sum, counts.values())) > 0
)


@given(SEGMENTS, SEGMENTS, st.sampled_from(["nps", "promoters", "mean"]))
def test_everything_that_is_printed_adds_up(after: Counts, before: Counts, reading: str) -> None:
    found = split(after, before, reading)
    digits = DIGITS[found.reading.unit]
    *lines, total = printed(found)

    assert same(total["before"] + total["mix"] + total["rate"], total["after"], digits)
    for name in ("mix", "rate", "both"):
        assert same(sum(line[name] for line in lines), total[name], digits)
    for name in ("share_before", "share_after"):
        assert same(sum(line[name] for line in lines), 100, 1)
    for line, exact in zip(lines, records(found), strict=True):
        assert abs(line["mix"] - exact["mix"]) <= 2 * 10**-digits
        assert line["n_after"] == exact["n_after"]


def same(one: float, other: float, digits: int) -> bool:
    return nearest(one * 10**digits) == nearest(other * 10**digits)


@given(SEGMENTS, SEGMENTS)
def test_printed_promoters_less_printed_detractors_are_the_printed_change(after: Counts, before: Counts) -> None:
    found = split(after, before)
    good, bad = printed_net(found, *promoters_detractors(answers(after), answers(before), "", DEFAULT))

    assert same(good - bad, printed(found)[-1]["both"], 1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_rounded_parts_add_up_and_stay_next_to_theirs(parts: list[float]) -> None:
    total = nearest(sum(parts))
    found = adding_up(parts, total)

    assert sum(found) == total
    assert all(abs(number - part) < 1 + 1e-6 for number, part in zip(found, parts, strict=True))


def test_halves_are_rounded_away_from_nought() -> None:
    assert [nearest(number) for number in (0.5, 1.5, -0.5, -2.5, 0.49, 0.0)] == [1, 2, -1, -3, 0, 0]


# Against what the ticket took.


ANSWER_HEAD = "response_id,survey,score,answered_at,ticket_source,ticket_id"


def bring_both(run: Run, folder: Path, tickets: list[str], given_answers: list[str]) -> None:
    for name, lines in (("tickets", tickets), ("answers", given_answers)):
        path = folder / f"{name}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        assert run("import", str(path), "--preset", f"generic-{name}")[0] == 0


def bring_tickets(run: Run, folder: Path) -> None:
    """Quick replies that please and slow ones that do not; one answer has no ticket, one ticket no reply."""
    tickets, given_answers = ["ticket_id,created_at,first_response_at,solved_at"], [ANSWER_HEAD]
    for nr in range(200):
        slow = nr >= 100
        reply = "" if nr == 199 else f"2026-02-0{3 if slow else 2}T09:10:00Z"
        tickets.append(f"{nr},2026-02-02T09:00:00Z,{reply},")
        given_answers.append(f"{nr},nps,{3 if slow and nr % 2 else 10},2026-02-20T09:00:00Z,generic-tickets,{nr}")
    bring_both(run, folder, tickets, [*given_answers, "none,nps,10,2026-02-20T09:00:00Z,,"])


def test_scores_by_the_time_of_the_reply_turn_where_the_slow_ones_begin(run: Run, tmp_path: Path) -> None:
    bring_tickets(run, tmp_path)
    question = ("explain", "nps", "--against", "first_response", "--period", "all")

    found = json.loads(run(*question, "--format", "json")[1])
    table = run(*question)[1]
    rows = list(csv.DictReader(io.StringIO(run(*question, "--format", "csv")[1])))

    assert [(one["first_response"], one["n"]) for one in found["classes"]] == [
        ("under 15 min", 100), ("24 h to 2 days", 99), ("no time known", 1),
    ]  # fmt: skip
    assert (found["matched"], found["rows"]) == (200, 201)
    (step,) = found["steps"]
    assert (step["verdict"], step["below"], step["above"]) == ("clear", "under 15 min", "24 h to 2 days")
    assert step["change"] == pytest.approx(-100 * 98 / 99)
    assert "from 24 h on: -98.99" in table
    assert "200 of 201 answers found their ticket" in table
    assert "not what makes it so" in table
    assert [row["first_response"] for row in rows] == ["under 15 min", "24 h to 2 days", "no time known"]


def test_what_the_tickets_do_not_tell_is_refused(run: Run, tmp_path: Path) -> None:
    bring_tickets(run, tmp_path)

    status, out, err = run("explain", "nps", "--against", "transfers", "--period", "all")

    assert status != 0
    assert out == ""
    assert "transfers" in err


def test_answers_of_those_who_had_to_come_back_are_set_against_the_others(run: Run, tmp_path: Path) -> None:
    tickets, given_answers = ["ticket_id,customer_id,created_at,solved_at"], [ANSWER_HEAD]
    for nr in range(80):
        tickets.append(f"{nr},{nr},2026-02-02T09:00:00Z,2026-02-02T10:00:00Z")
        tickets += [f"again{nr},{nr},2026-02-04T09:00:00Z,2026-02-04T10:00:00Z"] if nr % 2 else []
        given_answers.append(f"{nr},nps,{3 if nr % 2 else 10},2026-02-20T09:00:00Z,generic-tickets,{nr}")
    tickets.append("last,last,2026-03-20T09:00:00Z,2026-03-20T10:00:00Z")
    bring_both(run, tmp_path, tickets, given_answers)

    found = json.loads(run("explain", "nps", "--against", "fcr", "--period", "all", "--format", "json")[1])
    table = run("explain", "nps", "--against", "fcr", "--period", "all")[1]

    assert [(one["fcr"], one["n"], one["value"]) for one in found["classes"]] == [("no", 40, -100), ("yes", 40, 100)]
    assert "Solved at first contact: +200.00" in table


@pytest.mark.parametrize("beside", BESIDE)
def test_every_class_has_a_name_of_its_own(beside: str) -> None:
    places = [0, 1, None] if beside == "fcr" else [*range(len(EDGES[beside]) + 1), None]

    assert len({class_name(beside, place) for place in places}) == len(places)


def test_classes_are_called_by_their_edges() -> None:
    assert [class_name("first_response", place) for place in (0, 1, 6)] == [
        "under 15 min", "15 min to 1 h", "2 days or more",
    ]  # fmt: skip
    assert [class_name("transfers", place) for place in (0, 2, 3)] == ["0", "2", "3 or more"]


# The stories of the sample company.


def changes(sample: Warehouse, measure: str, period: str) -> dict[str, Decomposition]:
    """The change split by every dimension the sample has."""
    return {by: change(sample, measure, period, by) for by in DIMENSIONS if by not in ("survey", "source")}


def change(sample: Warehouse, measure: str, period: str, by: str) -> Decomposition:
    tally = sample.tally(measure, Filters(period=period), ("period", by))
    after, before = (tally.select({"period": side}).over(by) for side in ("current", "previous"))
    return why.decompose(after, before, "", sample.settings)


def test_the_shift_of_volume_is_mix_and_channel_explains_it_best(sample: Warehouse) -> None:
    found = changes(sample, "nps", "2026-Q2")
    by_channel = found["channel"]

    assert by_channel.change.verdict == "clear"
    assert by_channel.mix < -0.08
    assert abs(by_channel.rate) < 0.03
    assert {line.verdict for line in by_channel.lines} <= {"noise", "few"}
    assert why.ranked(list(found.values()))[0].dimension == "channel"
    assert by_channel.stands_out


def test_the_release_is_rate_in_its_product(sample: Warehouse) -> None:
    found = changes(sample, "ces", "2026-07-27..2026-08-23")
    by_product = found["product"]
    (shop,) = [line for line in by_product.lines if line.segments == ("Shop",)]

    assert by_product.change.verdict == "clear"
    assert abs(by_product.mix) < 0.1 * by_product.rate
    assert shop.rate > 0.9 * by_product.rate > 0
    assert [line.segments[0] for line in by_product.lines if line.verdict == "clear"] == ["Shop"]
    assert why.ranked(list(found.values()))[0].dimension == "product"
    assert whole(by_product)["stands_out"]
