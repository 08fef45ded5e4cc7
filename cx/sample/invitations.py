"""Who is asked to answer: counts by day, as a survey tool exports them, and a panel invitation by invitation.

The more often somebody is asked within 90 days, the seldomer the answer and the oftener the wish not to be asked again.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cx.sample.customers import BEGAN, ids
from cx.sample.draws import normal, position, smallest, uniform
from cx.sample.parameters import (
    ANSWERED_SHARE,
    ANSWERS,
    DAY,
    DELIVERED_SHARE,
    HOUR,
    INVITED_SHARE,
    OPTED_OUT_SHARE,
    PANEL,
    PANEL_ASKED,
    PANEL_MONDAYS,
    Flags,
    Floats,
    Ints,
)
from cx.sample.scoring import DELAYS, Asked
from cx.sample.service import NOW
from cx.sample.tables import channel_names

WINDOW = 6  # waves of the panel within the 90 days before a wave
FLAGS = ["delivered", "answered", "opted_out"]
CELL = ["survey", "sent_at", "channel", "nr", *FLAGS]


def table(frame: pd.DataFrame, rated: dict[str, Asked], panel: pd.DataFrame) -> pd.DataFrame:
    """All invitations, survey by survey and day by day; a row of the panel is one invitation and names its customer."""
    parts = [_one_by_one(panel), *(_counted(frame, survey, rated[survey]) for survey in DELAYS)]
    found = pd.concat(parts, ignore_index=True).astype(dict.fromkeys(FLAGS, np.int64))
    found = found.sort_values(["survey", "sent_at"], kind="stable", ignore_index=True)
    found["sent_at"] = (found["sent_at"] // DAY * DAY).astype("datetime64[s]")
    return found[[*CELL[:2], "customer_id", *CELL[2:], "rows"]]


def members(people: pd.DataFrame) -> pd.DataFrame:
    """The panel's invitations in order: `customer`, `sent`, `nr` (within 90 days), `delivered`, `opted_out`, `answered`
    and `at`, when the answer came or would have come. Who opts out is not asked again.
    """
    member, left = smallest("panel", people["joined"].to_numpy() < BEGAN, PANEL), people["left"].to_numpy()
    sent = PANEL_MONDAYS.astype("datetime64[s]").astype(np.int64) + 9 * HOUR
    asked, nr, opted_out = _waves(left[member], sent)
    wave, place = np.nonzero(asked)
    found = pd.DataFrame({"customer": member[place], "sent": sent[wave], "nr": nr[wave, place]})
    found["opted_out"] = opted_out[wave, place]
    found["delivered"] = found["opted_out"] | (uniform("panel delivered", len(found)) < DELIVERED_SHARE)
    delay = 20 * HOUR * np.exp(normal("panel delay", len(found)))
    found["at"] = found["sent"] + np.clip(delay, 60, 10 * DAY).astype(np.int64)
    found["answered"] = _answered(found, left)
    return found


def _waves(left: Ints, sent: Ints) -> tuple[Flags, Ints, Flags]:
    """(waves, members) each: who is asked, for which time within 90 days, and who then opts out."""
    shape = (len(sent), len(left))
    asked, opted_out = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    nr = np.zeros(shape, dtype=np.int64)
    drawn = uniform("panel asked", asked.size).reshape(shape) < PANEL_ASKED
    leaves = uniform("panel opts out", asked.size).reshape(shape)
    for wave, now in enumerate(sent):
        asked[wave] = drawn[wave] & (now < left) & ~opted_out[:wave].any(axis=0)
        nr[wave] = 1 + asked[max(0, wave - WINDOW) : wave].sum(axis=0)
        opted_out[wave] = asked[wave] & (leaves[wave] < _of_attempt(OPTED_OUT_SHARE, nr[wave]))
    return asked, nr, opted_out


def _of_attempt(shares: tuple[float, ...], nr: Ints) -> Floats:
    """The share that holds for the first, second, ... invitation."""
    return np.asarray(np.array(shares)[np.minimum(nr, len(shares)) - 1], dtype=float)


def _answered(panel: pd.DataFrame, left: Ints) -> Flags:
    """As many as there are answers: those whose draw is smallest beside the share that answers such an invitation."""
    possible = panel["delivered"] & ~panel["opted_out"] & (panel["at"] <= NOW) & (panel["at"] < left[panel["customer"]])
    draws = uniform("panel answers", len(panel)) / _of_attempt(ANSWERED_SHARE, panel["nr"].to_numpy())
    chosen = np.zeros(len(panel), dtype=bool)
    chosen[np.argsort(np.where(possible, draws, np.inf), kind="stable")[: ANSWERS["again"]]] = True
    return chosen


def _one_by_one(panel: pd.DataFrame) -> pd.DataFrame:
    """The panel's invitations as their tool exports them; a row without a count is one."""
    found = panel[["nr", *FLAGS]].assign(survey="again", sent_at=panel["sent"], channel=None)
    return found.assign(
        customer_id=ids(panel["customer"].to_numpy()), rows=pd.array([None] * len(found), dtype="Int64")
    )


def _counted(frame: pd.DataFrame, survey: str, asked: Asked) -> pd.DataFrame:
    """The invitations to one form, counted: those that were answered, and as many others as the shares say."""
    start, channel = frame[DELAYS[survey][0]].to_numpy(), channel_names(frame).to_numpy()
    ticket = np.concatenate([asked.ticket, _silent(survey, start, len(asked.ticket))])
    found = pd.DataFrame({"survey": survey, "sent_at": start[ticket] // DAY * DAY, "channel": channel[ticket]})
    found["answered"] = np.arange(len(ticket)) < len(asked.ticket)
    found["nr"] = _attempts(survey, found["answered"].to_numpy())
    found["delivered"] = found["answered"] | (uniform(f"delivered {survey}", len(ticket)) < DELIVERED_SHARE)
    leaves = uniform(f"opts out {survey}", len(ticket)) < _of_attempt(OPTED_OUT_SHARE, found["nr"].to_numpy())
    found["opted_out"] = found["delivered"] & leaves
    return found.groupby(CELL, dropna=False).size().astype("Int64").reset_index(name="rows")


def _attempts(survey: str, answered: Flags) -> Ints:
    """Which invitation to the same customer each was: seldomer a late one where it was answered."""
    share, rate, draws = np.array(INVITED_SHARE), np.array(ANSWERED_SHARE), uniform(f"attempt {survey}", len(answered))
    late = position(draws, (share * (1 - rate)).tolist())
    return 1 + np.where(answered, position(draws, (share * rate).tolist()), late)


def _silent(survey: str, start: Ints, answers: int) -> Ints:
    """Tickets of invitations that nobody answered; reminders may make several of one ticket."""
    known, answered_share = np.flatnonzero(start <= NOW), float(np.array(INVITED_SHARE) @ np.array(ANSWERED_SHARE))
    size = round(answers * (1 / answered_share - 1))
    return known[np.floor(uniform(f"silent {survey}", size) * len(known)).astype(np.int64)]
