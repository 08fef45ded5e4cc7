"""What the sample company's customers answer, and to which invitations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cx.sample import generate
from cx.store.schema import ANSWERS as ANSWERS_TABLE

Company = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def company() -> Company:
    return generate()


def invitations_of(invitations: pd.DataFrame) -> pd.Series:
    """How many invitations each row stands for."""
    return invitations["rows"].fillna(1).astype(np.int64)


def test_answers_name_the_customer_of_their_ticket(company: Company) -> None:
    tickets = company["tickets"].set_index("ticket_id")
    answers = company["answers"].dropna(subset="ticket_id")
    asked = tickets.loc[answers["ticket_id"]]

    assert (answers["customer_id"].to_numpy() == asked["customer_id"].to_numpy()).all()
    assert (answers["answered_at"].to_numpy() > asked["created_at"].to_numpy()).all()
    assert set(answers["ticket_source"]) == {"sample-helpdesk"}
    assert not company["answers"].duplicated(list(ANSWERS_TABLE.key[1:])).any()


def test_answers_to_the_form_come_after_the_solution(company: Company) -> None:
    tickets = company["tickets"].set_index("ticket_id")
    form = company["answers"].query("kind == 'transactional'")

    assert (form["answered_at"].to_numpy() > tickets.loc[form["ticket_id"], "first_solved_at"].to_numpy()).all()


def test_service_and_solution_look_worse_after_transfers_reopenings_and_long_waits(company: Company) -> None:
    tickets = company["tickets"].set_index("ticket_id")
    wait = (tickets["first_response_at"] - tickets["created_at"]).dt.total_seconds()
    long_wait = wait > wait.groupby(tickets["channel"]).transform("median")
    for survey in ("service", "solved"):
        answers = company["answers"][company["answers"]["survey"] == survey].set_index("ticket_id")["score"]
        for trouble in (tickets["transfers"] > 0, tickets["reopens"] > 0, long_wait):
            troubled = trouble.reindex(answers.index)
            assert answers[troubled].mean() < answers[~troubled].mean() - 0.01


def test_reviews_come_from_two_portals_and_bad_ones_are_answered_more_often(company: Company) -> None:
    reviews = company["answers"].query("survey == 'store-reviews'")
    replied = reviews["replied_at"].notna()

    assert set(reviews["collection"]) == {"app store", "map portal"}
    assert reviews[["customer_id", "ticket_id"]].isna().all().all()
    assert replied[reviews["score"] <= 2].mean() > 0.6 > replied[reviews["score"] >= 4].mean() > 0.2
    assert (reviews["replied_at"] > reviews["answered_at"])[replied].all()
    assert reviews["comment"].notna().mean() > 0.75


def test_nobody_says_of_buying_again_that_it_is_an_nps(company: Company) -> None:
    again = company["answers"].query("survey == 'again'")

    assert set(again["measure"]) == {"satisfaction"}
    assert set(again["score"]) == set(range(1, 11))


def test_every_answer_to_a_form_was_invited_on_the_day_of_its_contact(company: Company) -> None:
    tickets = company["tickets"].set_index("ticket_id")
    invitations = company["invitations"].query("answered == 1")
    for survey, stamp in (("nps", "created_at"), ("csat", "first_solved_at"), ("service", "first_solved_at")):
        asked = company["answers"].query("survey == @survey")["ticket_id"]
        days = tickets.loc[asked, stamp].dt.normalize().value_counts().sort_index()
        invited = invitations[invitations["survey"] == survey].groupby("sent_at")["rows"].sum()
        assert invited.to_dict() == days.to_dict()


def test_every_answer_about_buying_again_has_its_invitation(company: Company) -> None:
    invitations = company["invitations"].query("survey == 'again' and answered == 1")
    answers = company["answers"].query("survey == 'again'")
    invited = set(zip(invitations["customer_id"], invitations["sent_at"], strict=True))

    assert len(invitations) == len(answers) == len(invited)
    assert set(zip(answers["customer_id"], answers["invited_at"].dt.normalize(), strict=True)) == invited
    assert (answers["invited_at"] < answers["answered_at"]).all()


@pytest.mark.parametrize("survey", ["nps", "csat", "service", "again"])
def test_with_each_further_invitation_fewer_answer_and_more_opt_out(company: Company, survey: str) -> None:
    invitations = company["invitations"].query("survey == @survey and delivered == 1")
    n = invitations_of(invitations)
    nr = invitations["nr"].clip(upper=4)
    delivered = n.groupby(nr).sum()
    answered, opted_out = ((n * invitations[name]).groupby(nr).sum() / delivered for name in ("answered", "opted_out"))

    assert answered.is_monotonic_decreasing
    assert opted_out.is_monotonic_increasing
    assert answered[1] > 0.25 > 0.15 > answered[4]


def test_who_opts_out_is_not_invited_again_and_attempts_count_the_last_ninety_days(company: Company) -> None:
    invitations = company["invitations"].query("survey == 'again'")
    for _, row in invitations.groupby("customer_id"):
        days = row["sent_at"].to_numpy()
        within = (days[:, None] - days[None, :]) / np.timedelta64(1, "D")
        assert ((within >= 0) & (within <= 90)).sum(axis=1).tolist() == row["nr"].tolist()
        assert not row["opted_out"].iloc[:-1].any()
