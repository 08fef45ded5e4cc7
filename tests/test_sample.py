from __future__ import annotations

import gzip
import zlib

import numpy as np
import pandas as pd
import pytest

from cx.calendars import business_seconds, parse
from cx.sample import AS_OF, FILES, STORIES, generate
from cx.sample.clock import after_work
from cx.sample.files import as_csv, packed
from cx.sample.parameters import ANSWERS, CHANNELS, DAY, HOUR, START
from cx.sample.phrases import TRICKY
from cx.settings import ROOT
from cx.store.schema import EVENT_KINDS, TABLES

TABLE_NAMES = {name: name for name in ("answers", "tickets", "customers", "invitations")} | {"events": "ticket_events"}
DECLARED = {"measure", "scale_low", "scale_high", "direction", "kind", "anonymous", "headline", "wording"}

Company = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def company() -> Company:
    return generate()


def seconds(text: str) -> np.ndarray:
    return np.array([np.datetime64(text).astype("datetime64[s]").astype(np.int64)])


def text_of(seconds_: np.ndarray) -> str:
    return str(seconds_.astype("datetime64[s]")[0])


def test_it_has_the_size_that_is_promised(company: Company) -> None:
    answers = company["answers"]

    assert {name: len(company[name]) for name in ("answers", "tickets", "customers")} == {
        "answers": 51_600,
        "tickets": 60_000,
        "customers": 8_000,
    }
    assert answers["survey"].value_counts().to_dict() == ANSWERS
    assert (answers["measure"] == "nps").sum() == 24_000


def test_the_same_seed_gives_the_same_tables(company: Company) -> None:
    again = generate()

    for name, frame in company.items():
        pd.testing.assert_frame_equal(again[name], frame)


def test_the_same_table_gives_the_same_bytes(company: Company) -> None:
    assert packed(company["customers"].copy()) == packed(company["customers"])


def test_the_files_that_ship_are_these_tables(company: Company) -> None:
    for file in FILES:
        shipped = gzip.decompress((ROOT / "data" / file.name).read_bytes())
        same = shipped == as_csv(company[file.table]).encode()
        assert same, f"{file.name}: run make sample-files"


@pytest.mark.skipif("ng" in zlib.ZLIB_RUNTIME_VERSION, reason="another zlib packs the same text into other bytes")
def test_the_files_that_ship_are_written_again_byte_for_byte(company: Company) -> None:
    for file in FILES:
        same = (ROOT / "data" / file.name).read_bytes() == packed(company[file.table])
        assert same, f"{file.name}: run make sample-files"


def test_the_files_that_ship_are_under_six_megabytes_together() -> None:
    assert sum((ROOT / "data" / file.name).stat().st_size for file in FILES) < 6_000_000


def test_the_description_counts_right(company: Company) -> None:
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    customers, tickets, answers = company["customers"], company["tickets"], company["answers"]
    counts = [len(frame) for frame in company.values()] + [customers["left_on"].notna().sum()]
    counts += [tickets["is_open"].sum(), answers["comment"].notna().sum(), *ANSWERS.values()]
    invitations = company["invitations"]
    counts += [invitations["rows"].fillna(1).sum(), (invitations["survey"] == "again").sum()]

    assert [count for count in counts if f" {count:,} " not in text] == []
    assert [file.name for file in FILES if file.name not in text] == []


def test_its_columns_are_facts_of_the_warehouse(company: Company) -> None:
    for name, frame in company.items():
        facts = {column.name for column in TABLES[TABLE_NAMES[name]].facts}
        assert set(frame) - facts == (DECLARED if name == "answers" else set())


def test_a_story_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="no story 'flood'"):
        generate({"flood"})


def test_switching_the_stories_off_leaves_arrivals_and_topics_as_they_were(company: Company) -> None:
    tickets, other = company["tickets"], generate(frozenset())["tickets"]

    for column in ("created_at", "priority", "topic", "product"):
        pd.testing.assert_series_equal(other[column], tickets[column])


def test_without_the_outage_only_chat_of_those_two_weeks_is_served_otherwise(company: Company) -> None:
    tickets, other = company["tickets"], generate(STORIES - {"outage"})["tickets"]
    inside = tickets["created_at"].between("2025-11-10", "2025-11-24") & (other["channel"] == "chat")

    changed = tickets["first_response_at"].ne(other["first_response_at"]) & tickets["first_response_at"].notna()

    assert changed.sum() > 200
    assert not (changed & ~inside & other["channel"].notna()).any()


def test_every_event_belongs_to_a_ticket_and_has_a_known_kind(company: Company) -> None:
    events, tickets = company["events"], company["tickets"]

    assert set(events["kind"]) == set(EVENT_KINDS)
    assert set(events["ticket_id"]) == set(tickets["ticket_id"])
    assert not events.duplicated(["ticket_id", "nr"]).any()
    assert events.groupby("ticket_id")["at"].is_monotonic_increasing.all()


def test_the_stamps_of_a_ticket_are_those_of_its_events(company: Company) -> None:
    tickets = company["tickets"].set_index("ticket_id")
    times = company["events"].groupby(["ticket_id", "kind"])["at"].agg(["min", "max"]).unstack()
    closed = tickets["is_open"] == 0

    for column, kind, which in (
        ("created_at", "created", "min"),
        ("first_response_at", "agent_reply", "min"),
        ("first_solved_at", "solved", "min"),
    ):
        expected = times[which][kind].reindex(tickets.index)
        pd.testing.assert_series_equal(tickets[column], expected, check_names=False)
    solved = times["max"]["solved"].reindex(tickets.index)[closed]
    pd.testing.assert_series_equal(tickets.loc[closed, "solved_at"], solved, check_names=False)


def test_the_counts_of_a_ticket_are_those_of_its_events(company: Company) -> None:
    tickets = company["tickets"].set_index("ticket_id")
    counts = company["events"].groupby(["ticket_id", "kind"]).size().unstack(fill_value=0).loc[tickets.index]

    for column, kind in (("agent_replies", "agent_reply"), ("solves", "solved"), ("reopens", "reopened")):
        assert (tickets[column] == counts[kind]).all()
    assert (tickets["customer_messages"] == counts["customer_message"] + 1).all()
    assert (tickets["transfers"] == counts["transferred"]).all()


def test_the_times_of_a_ticket_follow_each_other(company: Company) -> None:
    tickets = company["tickets"].query("reopens == 0")  # who comes back may get an agent after a bot's solution

    for earlier, later in (
        ("created_at", "first_response_at"),
        ("first_response_at", "first_solved_at"),
        ("first_solved_at", "solved_at"),
        ("solved_at", "closed_at"),
    ):
        both = tickets[[earlier, later]].dropna()
        assert len(both) > 50_000
        assert (both[earlier] <= both[later]).all()


def test_what_a_bot_solved_alone_has_no_agent(company: Company) -> None:
    alone = company["tickets"].query("bot_only == 1")

    assert len(alone) > 1_000
    assert alone[["first_response_at", "agent"]].isna().all().all()


def test_it_ends_in_the_middle_of_a_wednesday_with_tickets_open(company: Company) -> None:
    tickets = company["tickets"]
    still_open = tickets[tickets["is_open"] == 1]
    newest = max(frame.select_dtypes("datetime").max().max() for frame in company.values())

    assert newest <= pd.Timestamp(AS_OF)
    assert newest > pd.Timestamp(AS_OF) - pd.Timedelta(hours=1)
    assert pd.Timestamp(AS_OF).day_name() == "Wednesday"
    assert tickets["created_at"].min() >= pd.Timestamp(START)
    assert 100 < len(still_open) < 1_000
    assert still_open["solved_at"].isna().all()
    assert set(still_open["status"]) == {"new", "pending"}


def test_every_ticket_is_opened_and_solved_in_turns(company: Company) -> None:
    turns = company["events"][company["events"]["kind"].isin(("created", "reopened", "solved"))]
    balance = turns["kind"].map({"created": 1, "reopened": 1, "solved": -1}).groupby(turns["ticket_id"]).cumsum()

    assert set(balance) == {0, 1}


def test_the_seconds_on_hold_are_those_between_the_events_of_a_hold(company: Company) -> None:
    tickets, events = company["tickets"].set_index("ticket_id"), company["events"]
    at = events.pivot_table(index="ticket_id", columns="kind", values="at", aggfunc="min")
    held = (at["hold_end"] - at["hold_start"]).dt.total_seconds().reindex(tickets.index).fillna(0)

    assert (tickets["hold_seconds"] == held).all()
    assert (held > 0).sum() > 5_000


def test_who_gave_up_waited_in_a_queue_and_got_no_answer(company: Company) -> None:
    gave_up = company["tickets"].query("abandoned == 1")

    assert len(gave_up) > 900
    assert set(gave_up["channel"].dropna()) == {"chat", "phone", "messenger"}
    assert (gave_up["queue_seconds"] > 0).all()
    assert gave_up[["first_response_at", "solved_at"]].isna().all().all()


def test_new_customers_hide_in_every_month_that_others_leave(company: Company) -> None:
    customers = company["customers"]
    for month in pd.period_range("2024-10", "2026-07", freq="M"):
        first, end = month.start_time, (month + 1).start_time
        there = (customers["joined_on"] < first) & ~(customers["left_on"] < first)
        lost = there & (customers["left_on"] < end)
        at_end = (customers["joined_on"] < end) & ~(customers["left_on"] < end)
        assert 40 < lost.sum() < 100
        assert at_end.sum() > there.sum()


@pytest.mark.parametrize(
    ("calendar", "start", "end", "hours"),
    [
        ("office", "2026-08-24T05:00:00", "2026-08-24T15:00:00", 9.25),
        ("office", "2026-02-16T00:00:00", "2026-02-17T00:00:00", 0),
        ("office", "2026-08-29T00:00:00", "2026-08-31T00:00:00", 0),
        ("always", "2026-02-16T00:00:00", "2026-02-17T00:00:00", 24),
    ],
)
def test_the_example_of_business_hours_has_a_lunch_break_and_holidays(
    calendar: str, start: str, end: str, hours: float
) -> None:
    calendars = parse((ROOT / "data" / "sample-calendars.toml").read_text(encoding="utf-8")).calendars

    assert business_seconds(seconds(start), seconds(end), calendars[calendar]).tolist() == [hours * HOUR]


def test_the_example_of_business_hours_tells_channels_of_the_company_apart() -> None:
    found = parse((ROOT / "data" / "sample-calendars.toml").read_text(encoding="utf-8"))

    assert found.default == "office"
    assert {name for rule in found.rules for name in rule.values["channel"]} <= {channel.name for channel in CHANNELS}


def test_nobody_writes_before_joining_or_after_leaving(company: Company) -> None:
    customers = company["customers"].set_index("customer_id")
    who = customers.loc[company["tickets"]["customer_id"]]
    written = company["tickets"]["created_at"].to_numpy()

    assert (written >= who["joined_on"].to_numpy()).all()
    assert not (written >= who["left_on"].to_numpy()).any()


def test_answers_lie_on_the_scale_that_their_survey_declares(company: Company) -> None:
    answers = company["answers"]

    assert (answers["score"] >= answers["scale_low"]).all()
    assert (answers["score"] <= answers["scale_high"]).all()
    assert answers.groupby("survey")[sorted(DECLARED)].nunique().max().max() == 1


def test_the_anonymous_survey_names_nobody(company: Company) -> None:
    pulse = company["answers"].query("survey == 'pulse'")

    assert (pulse["anonymous"] == 1).all()
    assert pulse[["customer_id", "ticket_id"]].isna().all().all()


def test_comments_are_varied_and_in_three_languages(company: Company) -> None:
    words = company["answers"].dropna(subset="comment")
    distinct = words.groupby("language")["comment"].nunique()

    assert set(distinct.index) == {"en", "lt", "ru"}
    assert distinct.min() > 300
    assert words.loc[words["language"] == "ru", "comment"].str.contains("[а-я]").all()
    assert words.loc[words["language"] != "ru", "comment"].str.contains("[а-я]").sum() == 0


def test_comments_fit_their_score(company: Company) -> None:
    words = company["answers"].dropna(subset="comment").query("measure == 'nps'")
    pleased, angry = words["comment"].str.contains("Puikus|Great support"), words["comment"].str.contains("Very disapp")

    assert words.loc[pleased, "score"].min() >= 9
    assert words.loc[angry, "score"].max() <= 6


def test_exactly_two_comments_would_be_run_by_a_careless_program(company: Company) -> None:
    words = company["answers"]["comment"].dropna()
    names = [company["customers"]["name"], company["tickets"]["subject"]]

    assert words[words.str.contains("^[=+@\t\r-]|<")].tolist() == list(TRICKY)
    assert not any(texts.str.contains("^[=+@\t\r-]|<").any() for texts in names)


def test_it_looks_like_a_company_at_work(company: Company) -> None:
    tickets = company["tickets"]
    by_day = tickets["created_at"].dt.day_of_week.value_counts()
    years = tickets["created_at"].dt.to_period("Q").value_counts()
    waits = (tickets["first_response_at"] - tickets["created_at"]).dt.total_seconds()

    assert by_day[0] > 2 * by_day[6]
    assert years["2026Q2"] > 1.25 * years["2024Q4"]
    assert waits.mean() > 3 * waits.median()
    assert set(tickets["channel"].dropna()) == {channel.name for channel in CHANNELS}
    assert 0.003 < tickets["channel"].isna().mean() < 0.008


@pytest.mark.parametrize(
    ("start", "hours", "days", "end"),
    [
        ("2026-08-24T10:00:00", 2, 5, "2026-08-24T12:00:00"),
        ("2026-08-24T17:00:00", 2, 5, "2026-08-25T07:00:00"),
        ("2026-08-24T03:00:00", 1, 5, "2026-08-24T07:00:00"),
        ("2026-08-28T17:00:00", 2, 5, "2026-08-31T07:00:00"),
        ("2026-08-28T17:00:00", 2, 7, "2026-08-29T07:00:00"),
        ("2026-08-29T12:00:00", 1, 5, "2026-08-31T07:00:00"),
        ("2026-08-24T06:00:00", 60, 5, "2026-08-31T06:00:00"),
    ],
)
def test_work_passes_only_in_opening_hours(start: str, hours: int, days: int, end: str) -> None:
    assert text_of(after_work(seconds(start), np.array([hours * HOUR]), days)) == end


def test_a_csv_says_days_without_a_time_and_instants_in_utc() -> None:
    frame = pd.DataFrame({"joined_on": seconds("2026-01-05"), "at": seconds("2026-01-05") + DAY - 1, "n": [None]})
    frame = frame.astype({"joined_on": "datetime64[s]", "at": "datetime64[s]"})

    assert as_csv(frame) == "joined_on,at,n\n2026-01-05,2026-01-05T23:59:59Z,\n"
