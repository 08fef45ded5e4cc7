"""Which words mark what the unhappy write against what the happy write.

Each word's log-odds among the words of the one against those of the other, shrunk towards the language of all comments
by an informative Dirichlet prior and divided by its standard error: Monroe, Colaresi & Quinn (2008), "Fightin' Words",
Political Analysis 16(4). So words that everybody uses need no list of stop words, and rare
ones do not win by chance. A word counts once in a comment, however often it stands in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cx.moods import HAPPY, UNHAPPY

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Letters of any alphabet, with an apostrophe or a hyphen inside: "don't", "e-mail".
WORD = r"[^\W\d_]+(?:['’\-][^\W\d_]+)*"
#: Shorter words are grammar more often than not.
SHORTEST = 3

#: How many words the prior is worth: all comments together, as if so many of their words had been read before.
PRIOR = 500.0

#: Words of fewer comments of the happy and the unhappy together mark nothing.
LEAST = 5


@dataclass(frozen=True, eq=False)
class Wording:
    """(W,) each, from the word most typical of the unhappy to that of the happy.

    word: in small letters; unhappy, happy: comments that hold it; log_odds: of the unhappy against the happy, above 0
    where the unhappy use it more; z: log_odds by its standard error; p: two-sided, Benjamini & Hochberg (1995) over all
    these words; n_unhappy, n_happy: comments in all.
    """

    word: NDArray[np.object_]
    unhappy: Ints
    happy: Ints
    log_odds: Floats
    z: Floats
    p: Floats
    n_unhappy: int
    n_happy: int

    def __len__(self) -> int:
        return len(self.word)

    def share(self, mood: str) -> Floats:
        """(W,) the share of the comments of a mood, unhappy or happy, that hold the word; NaN where there is none."""
        holds, n = (self.unhappy, self.n_unhappy) if mood == UNHAPPY else (self.happy, self.n_happy)
        return holds / n if n else np.full(len(self), np.nan)


def wording(texts: Sequence[str], moods: Sequence[object], least: int = LEAST) -> Wording:
    """The words of comments. texts: as they were written; moods: of each (`cx.moods`); comments of another mood, or of
    none, only tell the prior how people write. Empty where nobody is unhappy, or nobody happy.
    """
    mood = pd.Series(list(moods), dtype=object).to_numpy()
    n_unhappy, n_happy = int((mood == UNHAPPY).sum()), int((mood == HAPPY).sum())
    comment, code, vocabulary = _held(texts)
    everybody, unhappy, happy = (
        np.bincount(code[among], minlength=len(vocabulary))
        for among in (slice(None), mood[comment] == UNHAPPY, mood[comment] == HAPPY)
    )
    log_odds, z = _against(unhappy, happy, everybody)
    enough = (unhappy + happy >= least) & np.isfinite(z) & (min(n_unhappy, n_happy) > 0)
    order = np.flatnonzero(enough)[np.lexsort((vocabulary[enough], -z[enough]))]
    return Wording(
        vocabulary[order], unhappy[order], happy[order], log_odds[order], z[order], _p(z[order]), n_unhappy, n_happy
    )


def _held(texts: Sequence[str]) -> tuple[Ints, Ints, NDArray[np.object_]]:
    """Which comment holds which word, each pair once: places of comments, places of words; and the words."""
    found = pd.Series(list(texts), dtype=object).str.casefold().str.findall(WORD).explode().dropna()
    found = found[found.str.len() >= SHORTEST]
    code, vocabulary = pd.factorize(found.to_numpy(dtype=object))
    pairs = np.unique(found.index.to_numpy(dtype=np.int64) * max(len(vocabulary), 1) + code)
    comment, word = np.divmod(pairs, max(len(vocabulary), 1))
    return comment, word, np.asarray(vocabulary, dtype=object)


def _against(one: Ints, other: Ints, everybody: Ints) -> tuple[Floats, Floats]:
    """(W,) log-odds of one side against the other under the prior, and the same by its standard error; NaN where there
    is no other word.
    """
    prior = PRIOR * everybody / max(int(everybody.sum()), 1)
    mine, theirs = one + prior, other + prior
    with np.errstate(invalid="ignore", divide="ignore"):
        log_odds = np.log(mine / (mine.sum() - mine)) - np.log(theirs / (theirs.sum() - theirs))
    return log_odds, log_odds / np.sqrt(1 / mine + 1 / theirs)


def _p(z: Floats) -> Floats:
    """Two-sided p of standard normal z, adjusted over all of them."""
    from scipy.special import ndtr
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(2 * ndtr(-np.abs(z)))) if len(z) else z
