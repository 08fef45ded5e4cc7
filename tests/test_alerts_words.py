"""What stands out, in words: a sentence for each measure, and under it the places, the whole before its parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cx.alerts import Alert
from cx.reports import alerts

WEEK = date(2026, 8, 17)
CHAT = Alert("nps", "nps", "nps", "channel", "chat", WEEK, -0.7, 90, -0.2, 0.3, 0.05, 1e-6, 1e-4, "shift", False)
WHOLE = replace(CHAT, dimension="", group=None, value=-0.1, n=1289)
FASTER = replace(
    CHAT, measure="first_response", reading="within:3600", survey="", group=None, value=0.78, kind="drift", better=True
)


def plain(lines: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [tuple(cell.replace("\u00a0", " ") for cell in line) for line in lines]


def test_one_sentence_says_what_stands_out_the_same_way_in_the_same_week() -> None:
    earlier, better = replace(CHAT, week=date(2026, 8, 10)), replace(CHAT, better=True)

    assert alerts.grouped([CHAT, FASTER, WHOLE, earlier, better]) == [
        (WHOLE, CHAT), (FASTER,), (earlier,), (better,),
    ]  # fmt: skip
    assert alerts.grouped([]) == []


def test_a_sentence_names_the_measure_its_reading_and_the_week() -> None:
    assert alerts.sentence([CHAT]) == "NPS was unusually bad in the week of 17 Aug 2026."
    assert alerts.sentence([FASTER]).replace("\u00a0", " ") == (
        "First reply (within 1 h) has been better than usual for several weeks, up to the week of 17 Aug 2026."
    )
    assert alerts.sentence([replace(CHAT, better=None)]) == "NPS was unusual in the week of 17 Aug 2026."


def test_each_place_has_its_numbers_in_the_units_people_use() -> None:
    assert alerts.heads([CHAT]) == ("where", "that week", "usually", "a week may be", "answers")
    assert plain(alerts.lines([WHOLE, CHAT])) == [
        ("everywhere", "−10", "+5", "−20 to +30", "1,289"),
        ("Channel: chat", "−70", "+5", "−20 to +30", "90"),
    ]


def test_a_drift_names_no_limits_because_each_week_may_be_within_them() -> None:
    assert alerts.heads([FASTER]) == ("where", "that week", "usually", "tickets")
    assert plain(alerts.lines([FASTER])) == [("Channel: (not given)", "78%", "5%", "90")]
