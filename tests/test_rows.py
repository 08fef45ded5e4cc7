"""The rows behind a number, as words and as a file: exactly those, and their texts as they were written."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from cx.company import Company, open_own
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import measure
from cx.reports import rows
from cx.reports.ask import Ask
from cx.reports.page import Behind
from cx.scores import read
from cx.settings import Settings
from cx.store.warehouse import Warehouse
from cx.surveys import Survey
from tests.facts import CSAT, NPS, Row, answer, arrow, at, ticket

ALL = Filters(period="all")
TRICKY = ("<script>alert(1)</script>", "![](http://x)", "=cmd()", "$x$", ":red[..]")
PULSE = Survey("pulse", "csat", 1, 5, anonymous=True)


@pytest.fixture
def company(settings: Settings) -> Company:
    own = open_own(settings.with_(zone="Europe/Vilnius"))
    fill(own.warehouse)
    return own


@pytest.fixture
def ask(company: Company) -> Ask:
    return Ask(company.warehouse.contents(), company.settings, ALL, company.warehouse.tally, company=company)


def fill(warehouse: Warehouse) -> None:
    """Answers with odd comments, tickets with and without a clock, customers; 250 answers by chat."""
    odd = [answer(f"x{nr}", nr * 2, "2025-03-04 22:30", comment=text) for nr, text in enumerate(TRICKY)]
    named = answer(1, 9, "2025-03-05 08:00", channel="E-mail", customer_id="c1", comment="Two\nlines",
                   ticket_source="desk", ticket_id="t1", d1="gate 4")  # fmt: skip
    unknown = answer(2, 11, "2025-03-05 07:00", customer_id="c9", date_only=1, url="javascript:alert(1)")
    many = [answer(f"m{nr}", nr % 11, "2025-02-01 10:00", channel="Chat") for nr in range(250)]
    private = [answer(f"p{nr}", 4, survey="pulse") for nr in range(20)]
    tickets: list[Row] = [
        ticket("t1", "2025-03-01 10:00", "2025-03-01 14:12", subject="Wrong bill", url="https://desk/t1",
               first_response_at=at("2025-03-01 10:38"), customer_id="c1", channel="E-mail"),
        ticket("t2", "2025-03-02 10:00", is_open=1, channel="Chat"),
        ticket("t3", "2025-03-03", "2025-03-04", date_only=0b1001, channel="Chat"),
    ]  # fmt: skip
    with warehouse.publish(surveys=(NPS, CSAT, PULSE), dimensions={"gate": "d1"}) as batch:
        batch.add("answers", arrow("answers", [*odd, named, unknown, *many, *private]))
        batch.add("tickets", arrow("tickets", tickets))
        batch.add("customers", arrow("customers", [{"source": "crm", "customer_id": "c1", "name": "=Ann & Sons"}]))


def behind(name: str = "nps", filters: Filters = ALL, **more: object) -> Behind:
    return Behind(name, filters, title=f"{name} rows", **more)  # type: ignore[arg-type]


def cells(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))


def test_there_are_as_many_rows_as_the_number_says(ask: Ask) -> None:
    scores = read(ask.tally("nps", ("channel",)))
    for channel, n in zip(scores.groups["channel"], scores.n, strict=True):
        asked = behind(values=(("channel", channel),), n=int(n))
        found = [rows.page(ask, asked, start) for start in (0, 100, 200, 300)]
        assert sum(len(page.shown) for page in found) == n
        assert [page.more for page in found] == [start + rows.STEP < n for start in (0, 100, 200, 300)]


def test_one_class_of_a_number_has_its_own_rows(ask: Ask) -> None:
    detractors = behind(values=(("channel", "Chat"),), bins=tuple(range(7)))
    found = rows.page(ask, detractors, 100)

    whole = read(ask.tally("nps", ("channel",)).select({"channel": "Chat"}), "detractors")

    assert len(found.shown) == whole.numerator[0] - rows.STEP
    assert set(found.shown["Class"]) == {"Detractor"}


def test_which_rows_are_shown_is_said(ask: Ask) -> None:
    asked = behind(n=1608)

    def shown(many: int, *, more: bool = False) -> rows.Rows:
        return rows.Rows(pd.DataFrame({"Score": range(many)}), more)

    assert rows.span(asked, 0, shown(100, more=True)) == "1 to 100 of 1,608"
    assert rows.span(asked, 1600, shown(8)) == "1,601 to 1,608 of 1,608"
    assert rows.span(asked, 1700, shown(0)) == "none of 1,608"
    assert rows.span(asked, 0, shown(12)) == "1 to 12, which stand for 1,608"


def test_answers_are_read_with_customer_ticket_and_time_in_the_business_zone(ask: Ask) -> None:
    first = rows.page(ask, behind(), 0).shown.iloc[0]

    assert first.to_dict() == {
        "Score": 9, "Class": "Promoter", "Comment": "Two\nlines", "Answered": "5 Mar 2025, 10:00",
        "Customer": "=Ann & Sons", "Channel": "E-mail", "Ticket": "t1", "Subject": "Wrong bill",
        "Link": "https://desk/t1",
    }  # fmt: skip


def test_texts_are_shown_as_they_were_written(ask: Ask) -> None:
    shown = rows.page(ask, behind(filters=ALL.where_("channel", [None])), 0).shown

    assert set(TRICKY) == set(shown["Comment"])
    assert set(shown["Answered"]) == {"5 Mar 2025, 00:30"}


def test_an_answer_outside_its_scale_is_read_where_it_is_asked_for_and_no_script_is_a_link(ask: Ask) -> None:
    outside = Behind("nps", ALL, reading="nps", bins=(-1,))
    every = ask.company.warehouse.rows("nps", ALL, bins=(-1,))  # type: ignore[union-attr]

    assert rows.page(ask, outside, 0).shown.empty
    assert len(every) == 1


def test_tickets_are_read_with_what_they_took(ask: Ask) -> None:
    shown = rows.page(ask, behind("resolution"), 0).shown

    assert shown["Ticket"].tolist() == ["t2", "t1"]
    assert shown["Solved after"].tolist() == ["still open", "4\u00a0h\u00a012\u00a0min"]
    assert shown["First reply"].tolist() == ["", "38\u00a0min"]


def test_the_file_holds_these_rows_unrounded_and_nothing_in_it_runs(ask: Ask) -> None:
    made = cells(rows.csv_file(ask, behind(filters=ALL.where_("channel", [None, "E-mail"]), n=6)))
    head = next(nr for nr, line in enumerate(made) if line[:1] == ["source"])
    table = [dict(zip(made[head], line, strict=True)) for line in made[head + 1 :]]

    assert len(table) == 6
    assert [row["comment"] for row in table] == [
        "Two\nlines",
        *("'" + text if text[0] == "=" else text for text in TRICKY),
    ]
    assert table[0]["customer_name"] == "'=Ann & Sons"
    assert (table[0]["answered_at"], table[0]["gate"]) == ("2025-03-05T10:00:00+02:00", "gate 4")
    assert any(line[:2] == ["Time zone", "Vilnius time"] for line in made[:head])


def test_a_file_that_is_too_large_says_that_it_is_cut(ask: Ask) -> None:
    assert rows.file_note(behind(n=rows.MOST_IN_FILE)) == ""
    assert rows.file_note(behind(n=rows.MOST_IN_FILE + 1)) == "Only the newest 10,000 are in the file."


def test_dates_without_a_clock_stay_dates(ask: Ask) -> None:
    dated = ask.company.warehouse.rows("resolution", ALL)  # type: ignore[union-attr]
    made = rows.table(ask, dated, measure("resolution")).set_index("ticket_id")

    assert made.loc["t3", "created_at"] == "2025-03-03"
    assert made.loc["t1", "created_at"] == "2025-03-01T12:00:00+02:00"


def test_single_answers_to_an_anonymous_survey_are_refused(ask: Ask) -> None:
    private = behind("csat", ALL.where_("survey", ["pulse"]))
    for read_them in (lambda: rows.page(ask, private), lambda: rows.csv_file(ask, private)):
        with pytest.raises(Unavailable) as refused:
            read_them()
        assert refused.value.kind == "anonymous"
