"""Real sets of data and the headers of vendors' exports, where that folder is present: what is suggested of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx.recognise.draft import needed
from cx.recognise.look import look
from cx.recognise.suggest import draft_of, suggest
from tests.recognising import parts

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
HEADERS = DATA / "vendor-format-samples" / "headers"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the real sets are not present (../shared/data)")

KNOWN = {
    "boston-311/filtered_2015.csv.gz": "boston-311",
    "boston-311/filtered_2019.csv.gz": "boston-311",
    "cfpb-complaints/complaints_2013-2017_all_channels.csv": "cfpb-complaints",
    "cfpb-complaints/complaints_2023_payday_loans.csv.gz": "cfpb-complaints",
    "olist-reviews/olist_order_reviews_dataset.csv.gz": "olist-reviews",
    "olist-reviews/olist_orders_dataset.csv.gz": "olist-reviews",
    "olist-reviews/olist_customers_dataset.csv.gz": "olist-reviews",
    "servicenow-incidents/incident_event_log.csv.gz": "servicenow-incidents",
    "sfo-survey-2017/2017_SFO_Customer_Survey.csv": "sfo-survey-2017",
    "telco-churn-ibm-fictional/Telco-Customer-Churn.csv": "telco-churn-ibm-fictional",
    "twitter-support/twcs_first_5000.csv": "twitter-support",
    "vendor-format-samples/qualtrics/sample.csv": "qualtrics",
    "vendor-format-samples/headers/freshdesk_ticket_export.csv": "freshdesk",
    "vendor-format-samples/headers/intercom_conversation_export_by_prodsight.csv": "intercom-messages",
    "vendor-format-samples/headers/liveagent_tickets.csv": "liveagent",
    "vendor-format-samples/headers/questionpro_raw_data_system_columns.csv": "questionpro-csv",
    "vendor-format-samples/headers/surveymonkey_responses_export.csv": "surveymonkey",
    "vendor-format-samples/headers/zendesk_ticket_export.csv": "zendesk",
}


@pytest.mark.parametrize("file", KNOWN)
def test_a_file_is_known_by_its_columns(file: str) -> None:
    found = suggest(look(DATA / file))
    assert (found.preset_name, found.why) == (KNOWN[file], "vendor")


#: What the names of columns tell of a vendor's export that no preset is for.
NAMED = {
    "chatwoot_csat_report.csv": (
        "answers",
        {
            "Agent Name": "agent", "Rating": "csat 1..5", "Feedback Comment": "comment: csat",
            "Contact Email Address": "customer_id", "Link to the conversation": "url", "Recorded date": "answered_at",
        },
    ),
    "typeform_responses_export.csv": (
        "answers",
        {
            "#": "response_id", "How likely are you to recommend us?": "nps 0..10", "Why?": "comment: nps",
            "Submit Date (UTC)": "answered_at",
        },
    ),
    "jira_service_management_export.csv": (
        "tickets",
        {
            "Summary": "subject", "Issue key": "ticket_id", "Issue Type": "topic", "Status": "status",
            "Priority": "priority", "Assignee": "agent", "Created": "created_at", "Resolved": "solved_at",
            "Satisfaction rating": "csat 1..5",
        },
    ),
    "salesforce_case_report.csv": (
        "tickets",
        {
            "Case Number": "ticket_id", "Case Owner": "agent", "Case Origin": "channel", "Case Reason": "topic",
            "Status": "status", "Priority": "priority", "Subject": "subject", "Date/Time Opened": "created_at",
            "Date/Time Closed": "closed_at", "Escalated": "escalated",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("file", NAMED)
def test_a_header_is_understood_by_its_names(file: str) -> None:
    draft = draft_of(look(HEADERS / file))
    assert (draft.table, parts(draft)) == NAMED[file]
    assert needed(draft) == ()


def test_reviews_are_understood_without_their_preset() -> None:
    draft = draft_of(look(DATA / "olist-reviews" / "olist_order_reviews_dataset.csv.gz"))
    assert (draft.table, {key: part for key, part in parts(draft).items() if "comment" not in part}) == (
        "answers",
        {
            "review_id": "response_id", "review_score": "review 1..5", "review_creation_date": "answered_at",
        },
    )  # fmt: skip


def test_complaints_are_understood_without_their_preset() -> None:
    draft = draft_of(look(DATA / "cfpb-complaints" / "complaints_2013-2017_all_channels.csv"))
    assert draft.table == "tickets"
    found = parts(draft)
    assert {name: found[name] for name in ("Date received", "Product", "Issue", "State", "Submitted via")} == {
        "Date received": "created_at", "Product": "product", "Issue": "topic", "State": "region",
        "Submitted via": "channel",
    }  # fmt: skip
