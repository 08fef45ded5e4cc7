"""Which words, and which two words side by side, mark what the unhappy write against what the happy write.

Each one's log-odds among the words of the one against those of the other, shrunk towards the language of all comments
by an informative Dirichlet prior and divided by its standard error: Monroe, Colaresi & Quinn (2008), "Fightin' Words",
Political Analysis 16(4). So rare words do not win by chance. A word counts once in a comment, however often it stands
in it. Words that only hold sentences together (`cx.function_words`) are left out: what they mark, nobody can act on.

Two words side by side are a phrase where they are found together `LIFT` times as often as their numbers alone would
make them (the association ratio of Church & Hanks (1990), "Word Association Norms, Mutual Information, and
Lexicography", Computational Linguistics 16(1)), or where the first turns the other round ("not working"). Of function
words only those can begin one that change what follows. A phrase is told where it marks more clearly than its words do,
or where nearly all comments with one of its words hold it: then in the place of that word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cx.function_words import begins_phrases, function_words, is_negation
from cx.moods import HAPPY, UNHAPPY
from cx.searching import SPACE, WORD, lowered

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Shorter words are grammar more often than not, in languages without a list of function words too.
SHORTEST = 3
#: Longer runs of letters are no words; two of them in quotes still fit into a search.
LONGEST = 80

#: How many words the prior is worth: all comments together, as if so many of their words had been read before.
PRIOR = 500.0

#: Words of fewer comments of the happy and the unhappy together mark nothing.
LEAST = 5

#: How much more often than by chance two words stand side by side that are a phrase.
LIFT = 8.0
#: Of the comments with a word, the share with a phrase from which on the phrase stands for the word.
NEARLY_ALL = 0.9

#: What stands between two comments, and every piece of one: a word, or a sign that ends a phrase.
_END = "\x1e"
_PIECE = re.compile(rf"{WORD}|[^\w{SPACE}]")


@dataclass(frozen=True, eq=False)
class Wording:
    """(W,) each, from the word most typical of the unhappy to that of the happy.

    word: one, or two with a space between, in small letters; unhappy, happy: comments that hold it; log_odds: of the
    unhappy against the happy, above 0 where the unhappy use it more; z: log_odds by its standard error; p: two-sided,
    Benjamini & Hochberg (1995) over all words and phrases of enough comments; n_unhappy, n_happy: comments in all.
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


def wording(
    texts: Sequence[str], moods: Sequence[object], least: int = LEAST, *, unmarked: Collection[str] | None = None
) -> Wording:
    """The words and phrases of comments. texts: as they were written; moods: of each (`cx.moods`); comments of another
    mood, or of none, only tell the prior how people write; unmarked: words that mark nothing by themselves, by default
    the function words of the languages that the product speaks. Empty where nobody is unhappy, or nobody happy.
    """
    mood = pd.Series(list(moods), dtype=object).to_numpy()
    read = _read(texts, function_words() if unmarked is None else unmarked)
    pairs = _pairs(read, least)
    held = _held(read, pairs, len(read.vocabulary) + len(pairs.words))
    everybody, unhappy, happy = map(held.counts, (np.ones(len(mood), bool), mood == UNHAPPY, mood == HAPPY))
    log_odds, z = _against(unhappy, happy, everybody, np.append(read.content, np.zeros(len(pairs.words), bool)))
    n_unhappy, n_happy = int((mood == UNHAPPY).sum()), int((mood == HAPPY).sum())
    can_mark = np.append(read.content, _are_phrases(read, pairs, everybody, len(mood)))
    enough = can_mark & (unhappy + happy >= least) & np.isfinite(z) & (min(n_unhappy, n_happy) > 0)
    p = np.full(len(z), np.nan)
    p[enough] = _p(z[enough])
    words = np.append(read.vocabulary, [" ".join(read.vocabulary[pair]) for pair in pairs.words]).astype(object)
    told = np.flatnonzero(_told(pairs.words, np.where(enough, np.abs(z), 0), everybody) & enough)
    order = told[np.lexsort((words[told], -z[told]))]
    return Wording(words[order], unhappy[order], happy[order], log_odds[order], z[order], p[order], n_unhappy, n_happy)


class _Read(NamedTuple):
    """Texts as one row of pieces. code: (T,) the place of each in `vocabulary`; comment: (T,) of which text it is;
    is_word, content: (V,) whether a piece is a word, and one that says something by itself.
    """

    code: Ints
    comment: Ints
    vocabulary: NDArray[np.object_]
    is_word: Bools
    content: Bools


def _read(texts: Sequence[str], unmarked: Collection[str]) -> _Read:
    joined = f"\n{_END}\n".join(text.replace(_END, ".") for text in texts)
    pieces = np.array(_PIECE.findall(lowered(joined)), dtype=object)
    code, known = pd.factorize(pieces)
    vocabulary = np.asarray(known, dtype=object)
    is_word = np.array([piece[0].isalnum() or piece[0] == "_" for piece in vocabulary], dtype=bool)
    content = np.array([_says(piece) and piece not in unmarked for piece in vocabulary], dtype=bool)
    return _Read(code, np.cumsum(pieces == _END), vocabulary, is_word, is_word & content)


def _says(piece: str) -> bool:
    """Whether a piece is as long as words that say something, and no number."""
    if not SHORTEST <= len(piece) <= LONGEST or piece.isdecimal():
        return False
    return piece.isalpha() or any(map(str.isalpha, piece))


def _begins(piece: str) -> bool:
    """Whether a word that says nothing by itself may begin a phrase."""
    return len(piece) <= LONGEST and begins_phrases(piece)


class _Pairs(NamedTuple):
    """Two words side by side that may be a phrase. words: (Q, 2) places in the vocabulary; begins, which: (P,) the
    pieces that begin one, and which it is.
    """

    words: Ints
    begins: Ints
    which: Ints


def _pairs(read: _Read, least: int) -> _Pairs:
    """Those that stand in at least so many places."""
    first, second, size = read.code[:-1], read.code[1:], max(len(read.vocabulary), 1)
    can_begin, before = read.content.copy(), read.content[second] & (first != second)
    others = np.unique(first[before & ~can_begin[first]])
    can_begin[others] = [_begins(word) for word in read.vocabulary[others]]
    begins = np.flatnonzero(can_begin[first] & before)
    keys, which, n = np.unique(first[begins] * size + second[begins], return_inverse=True, return_counts=True)
    kept = n >= max(least, 1)
    chosen = kept[which]
    words = np.stack(np.divmod(keys[kept], size), axis=1)
    return _Pairs(words, begins[chosen], (np.cumsum(kept) - 1)[which[chosen]])


class _Held(NamedTuple):
    """Which comment holds which word or phrase, each pair once. comment, place: (H,); several: how many there are."""

    comment: Ints
    place: Ints
    several: int

    def counts(self, among: Bools) -> Ints:
        """(several,) how many of the comments chosen hold each."""
        return np.bincount(self.place[among[self.comment]], minlength=self.several)


def _held(read: _Read, pairs: _Pairs, several: int) -> _Held:
    """Words by their place in the vocabulary, phrases after them."""
    words = np.flatnonzero(read.is_word[read.code])
    comment = np.concatenate([read.comment[words], read.comment[pairs.begins]])
    place = np.concatenate([read.code[words], len(read.vocabulary) + pairs.which])
    comment, place = np.divmod(np.unique(comment * max(several, 1) + place), max(several, 1))
    return _Held(comment, place, several)


def _against(one: Ints, other: Ints, everybody: Ints, words: Bools) -> tuple[Floats, Floats]:
    """(W,) log-odds of one side against the other under the prior, and the same by its standard error; NaN where there
    is no other word. words: those that all words of a side are made of.
    """
    prior = PRIOR * everybody / max(int(everybody[words].sum()), 1)
    mine, theirs = one + prior, other + prior
    with np.errstate(invalid="ignore", divide="ignore"):
        odds, others = mine / (mine[words].sum() - mine), theirs / (theirs[words].sum() - theirs)
        log_odds = np.log(odds) - np.log(others)
        return log_odds, log_odds / np.sqrt(1 / mine + 1 / theirs)


def _are_phrases(read: _Read, pairs: _Pairs, holds: Ints, comments: int) -> Bools:
    """(Q,) whether two words are more than neighbours by chance. holds: (W,) comments that hold each, of so many."""
    first, second = pairs.words.T
    lift = holds[len(read.vocabulary) :] * comments / (holds[first].astype(float) * holds[second])
    turned = np.array([is_negation(word) for word in read.vocabulary[first]], dtype=bool)
    found: Bools = (lift >= LIFT) | turned
    return found


def _told(pairs: Ints, weight: Floats, holds: Ints) -> Bools:
    """(W,) words without those that a phrase stands for, and phrases that stand for one, or mark more clearly than
    both of theirs. weight: (W,) how clearly each marks, 0 where it does not.
    """
    words, phrases = len(weight) - len(pairs), np.arange(len(weight) - len(pairs), len(weight))
    better = weight[phrases] > weight[pairs].max(axis=1, initial=0)
    word, phrase = pairs.T.ravel(), np.tile(phrases, 2)
    stands = (weight[word] > 0) & (weight[phrase] > 0) & (holds[phrase] >= NEARLY_ALL * holds[word])
    order = np.lexsort((-weight[phrase], -holds[phrase], ~stands))[: int(stands.sum())]
    gone, best = np.unique(word[order], return_index=True)
    told = np.append(np.ones(words, bool), better)
    told[gone], told[phrase[order][best]] = False, True
    return told


def _p(z: Floats) -> Floats:
    """Two-sided p of standard normal z, adjusted over all of them."""
    from scipy.special import ndtr
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(2 * ndtr(-np.abs(z)))) if len(z) else z
