"""The answers to all surveys, as the survey tool would export them."""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

import numpy as np
import pandas as pd

from cx.sample import phrases, scoring
from cx.sample.customers import BEGAN, ids
from cx.sample.draws import first_shares, normal, pick, stream, uniform
from cx.sample.parameters import (
    ANSWERS,
    CUSTOMERS,
    DAY,
    HOUR,
    LAST_MONDAY,
    ONE_TO_TEN,
    PORTALS,
    PRODUCTS,
    QUESTIONS,
    REGIONS,
    REPLIED_SHARE,
    SEGMENTS,
    TICKETS,
    TOPICS,
    WEB_SPAN,
    Floats,
    Ints,
)
from cx.sample.scoring import Asked
from cx.sample.service import NEVER, NOW
from cx.sample.tables import channel_names, names, product_names, stamps, ticket_ids

HELPDESK = "sample-helpdesk"
COMMENT_SHARE = {"nps": 0.36, "web-2025": 0.45, "csat": 0.30, "pulse": 0.35, "store-reviews": 0.8}
TALKATIVE = 1.5  # how much more often the dissatisfied write something

#: By measure, the lowest mixed and the lowest good answer.
MOOD_CUTS = {
    "nps": (7, 9),
    "csat": (3, 4),
    "ces": (3, 4),
    "css": (1, 1),
    "solved": (1, 1),
    "review": (3, 4),
    "satisfaction": (7, 9),
}
COLLECTED = {
    "nps": ("relationship", "e-mail"),
    "csat": ("support", "e-mail"),
    "ces": ("support", "e-mail"),
    "solved": ("support", "e-mail"),
    "service": ("support", "e-mail"),
    "web-2025": ("web site", "pop-up"),
    "pulse": ("relationship", "online form"),
    "again": ("relationship", "e-mail"),
    "store-reviews": ("review portal", ""),
}
LETTERS = {"nps": "N", "service": "S"}  # what ids of responses begin with; those of the form with F
TONGUES = {"lt": 0.45, "en": 0.35, "ru": 0.20}  # of reviews
PULSE_WAVES = np.arange("2024-11", "2026-09", 3, dtype="datetime64[M]").astype("datetime64[s]").astype(np.int64)


def answer_table(
    frame: pd.DataFrame, people: pd.DataFrame, rated: dict[str, Asked], panel: pd.DataFrame, stories: Set[str]
) -> pd.DataFrame:
    """All answers, form by form, oldest first, with what their survey declares on every row.

    panel: the invitations of `invitations.members`.
    """
    parts = [_about_tickets(frame, people, survey, asked) for survey, asked in rated.items()]
    parts += [_web(people, stories), _pulse(), _reviews(), _again(people, panel)]
    found = pd.concat(parts, ignore_index=True)
    found["form"] = found["response_id"].str[0]
    found = found.sort_values(["form", "seconds", "survey", "response_id"], ignore_index=True).drop(columns="form")
    for name, column in (("replied_at", "replied"), ("invited_at", "invited"), ("answered_at", "seconds")):
        found.insert(2, name, stamps(found.pop(column).to_numpy()))
    return _with_tricky(found).join(_declared(found["survey"], stories))


class Said(NamedTuple):
    """Answers to one survey: who they are by (for the id of the response), when (seconds), which score, in which
    language, about which topic, and what was in the news for them; draws: (rows, 6) for the words."""

    respondent: np.ndarray
    seconds: Ints
    score: Ints
    language: np.ndarray
    topic: Ints
    news: np.ndarray
    draws: Floats


def _table(survey: str, said: Said) -> pd.DataFrame:
    """The columns that all surveys fill."""
    found = pd.DataFrame({"survey": survey, "response_id": said.respondent})
    found["seconds"], found["score"] = said.seconds, said.score
    found["invited"] = found["replied"] = NEVER
    found["comment"], found["language"] = _comments(survey, said), said.language
    found["touchpoint"], found["collection"] = COLLECTED[survey]
    return found


def _comments(survey: str, said: Said) -> pd.Series:
    """Comments for some rows, more often for bad scores."""
    mood = phrases.moods_of(said.score, *MOOD_CUTS[QUESTIONS[survey].measure])
    writes = said.draws[:, 5] < COMMENT_SHARE.get(survey, 0.0) * np.where(mood == phrases.BAD, TALKATIVE, 1.0)
    texts = phrases.comments(mood, names(TOPICS, said.topic), said.language, said.news, said.draws)
    return pd.Series(texts, dtype=object).where(writes, None)


def _responses(letter: str, positions: Ints) -> np.ndarray:
    """Ids of responses; the questions of one form share one."""
    return np.char.add(letter, ticket_ids(positions))


def _about_tickets(frame: pd.DataFrame, people: pd.DataFrame, survey: str, asked: Asked) -> pd.DataFrame:
    """nps carries the product of the last contact, too; the form leaves that to its ticket."""
    ticket, customer = asked.ticket, frame["customer"].to_numpy()[asked.ticket]
    question, language = QUESTIONS[survey], people["language"].to_numpy()[customer]
    score = scoring.score(asked.level + scoring.moods()[customer], question.measure, question.scale_low)
    respondent = _responses(LETTERS.get(survey, "F"), ticket)
    topic, news = frame["topic"].to_numpy()[ticket], _news(frame)[ticket]
    draws = stream(f"words {survey}").random((TICKETS, 6))[ticket]
    found = _table(survey, Said(respondent, asked.answered, score, language, topic, news, draws))
    found["customer_id"], found["ticket_source"], found["ticket_id"] = ids(customer), HELPDESK, ticket_ids(ticket)
    found["channel"] = channel_names(frame).to_numpy()[ticket]
    if survey == "nps":
        found["product"] = product_names(frame).to_numpy()[ticket]
    return found


def _news(frame: pd.DataFrame) -> np.ndarray:
    """What is in the news for each ticket; the release, for the topics it changed."""
    topic = names(TOPICS, frame["topic"].to_numpy())
    easier = frame["released"] & np.isin(topic, ("how-to", "data import"))
    return np.where(frame["outage"], "outage", np.where(easier, "release", ""))


def _web(people: pd.DataFrame, stories: Set[str]) -> pd.DataFrame:
    """The question on the web site: many of its visitors are signed in, the others nobody."""
    size = ANSWERS[ONE_TO_TEN]
    score = scoring.score(0.2 + 1.1 * normal("score web", size), "nps", 0)
    score = np.maximum(score, 1) if "one_to_ten" in stories else score
    first, end = (int(edge.astype("datetime64[s]").astype(np.int64)) for edge in WEB_SPAN)
    seconds = np.sort((first + uniform("seconds web", size) * (end - first)).astype(np.int64))
    customer = np.floor(uniform("customer web", size) * CUSTOMERS).astype(np.int64)
    there = (people["joined"].to_numpy()[customer] < seconds) & (seconds < people["left"].to_numpy()[customer])
    known = there & (uniform("signed in", size) < 0.6)
    language = np.where(known, people["language"].to_numpy()[customer], "en")
    found = _table(ONE_TO_TEN, _unasked("W", seconds, score, language))
    found["customer_id"] = pd.Series(ids(customer), dtype=object).where(known, None)
    found["product"] = names(PRODUCTS, pick("product web", first_shares(PRODUCTS), size))
    return found


def _pulse() -> pd.DataFrame:
    """The anonymous question, once a quarter: no customer, only region and segment as the respondent gave them."""
    size = ANSWERS["pulse"]
    score = scoring.score(0.1 + 1.1 * normal("score pulse", size), "csat", 1)
    sent = PULSE_WAVES[np.floor(uniform("wave", size) * len(PULSE_WAVES)).astype(np.int64)] + 9 * HOUR
    seconds = np.minimum(sent + (uniform("seconds pulse", size) ** 2 * 12 * DAY).astype(np.int64), NOW)
    found = _table("pulse", _unasked("P", seconds, score, np.full(size, "en", dtype=object)))
    found["region"] = names(REGIONS, pick("region pulse", first_shares(REGIONS), size))
    found["segment"] = names(SEGMENTS, pick("segment pulse", SEGMENTS, size))
    return found


def _reviews() -> pd.DataFrame:
    """Stars on two portals from whoever writes there; the company replies to some, to bad ones more often."""
    size = ANSWERS["store-reviews"]
    product = pick("product reviews", first_shares(PRODUCTS), size)
    level = np.array([level for _, level in PRODUCTS.values()])[product] + 1.1 * normal("score reviews", size)
    seconds = np.sort((BEGAN + uniform("seconds reviews", size) * (NOW - BEGAN)).astype(np.int64))
    score = scoring.score(level, "review", 1)
    found = _table("store-reviews", _unasked("R", seconds, score, names(TONGUES, pick("tongue", TONGUES, size))))
    found["collection"] = names(PORTALS, pick("portal", PORTALS, size))
    found["channel"], found["product"], found["replied"] = "reviews", names(PRODUCTS, product), _replied(seconds, score)
    return found


def _replied(seconds: Ints, stars: Ints) -> Ints:
    """When the company replied to each review, NEVER where it did not."""
    replies = uniform("replies", len(stars)) < np.array(REPLIED_SHARE)[stars - 1]
    delay = 20 * HOUR * np.exp(1.1 * normal("reply", len(stars)))
    return np.where(replies, seconds + delay.astype(np.int64), NEVER)


def _again(people: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """The panel's answers: how customers feel about the company, whatever they last wrote about."""
    asked = panel[panel["answered"]]
    customer, seconds = asked["customer"].to_numpy(), asked["at"].to_numpy()
    level = scoring.moods()[customer] + normal("score again", len(asked))
    score = scoring.score(level, "satisfaction", 1)
    found = _table("again", _unasked("A", seconds, score, people["language"].to_numpy()[customer]))
    found["customer_id"], found["invited"] = ids(customer), asked["sent"].to_numpy()
    return found


def _unasked(letter: str, seconds: Ints, score: Ints, language: np.ndarray) -> Said:
    """Answers that follow no ticket."""
    size = len(score)
    nothing = np.full(size, "", dtype=object)
    topic = pick(f"topic {letter}", first_shares(TOPICS), size)
    draws = stream(f"words {letter}").random((size, 6))
    return Said(_responses(letter, np.arange(size)), seconds, score, language, topic, nothing, draws)


def _with_tricky(found: pd.DataFrame) -> pd.DataFrame:
    """Two good English comments of the last finished week give way to those that must be shown as plain text."""
    words, good = found["comment"].notna() & (found["language"] == "en"), found["score"] >= 9
    finished = found["answered_at"] < LAST_MONDAY
    last = found.index[words & good & finished & (found["survey"] == "nps")][-len(phrases.TRICKY) :]
    found.loc[last, "comment"] = list(phrases.TRICKY)
    return found


def _declared(survey: pd.Series, stories: Set[str]) -> pd.DataFrame:
    """What each survey says of itself; good answers are high ones."""
    questions = pd.DataFrame({name: question._asdict() for name, question in QUESTIONS.items()}).T
    questions.loc[ONE_TO_TEN, "scale_low"] = int("one_to_ten" in stories)
    questions.insert(3, "direction", "high")
    return questions.loc[survey].reset_index(drop=True)
