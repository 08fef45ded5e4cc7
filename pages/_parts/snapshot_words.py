"""What is said of a snapshot wherever it is named."""

from __future__ import annotations

from html import escape

from cx.company import Company
from cx.exports.document import SHORT_SEAL
from cx.reports import dates, words
from cx.reports.language import translate as _
from cx.reports.pages import titles
from cx.store.workspace.snapshots import Kept


def cover(kept: Kept, company: Company) -> tuple[str, ...]:
    """What stands below its title where it is open."""
    taken = _("Taken {when}.").format(when=dates.moment(kept.taken_at, company.settings.zone))
    return f"{titles(kept.pages)}, {words.date_range(*kept.days)}.", taken


def facts_of(kept: Kept, company: Company) -> tuple[str, ...]:
    """What a list says below its title: the number by which commands know it, pages, days, when taken, size, seal."""
    return (
        _("No. {number}").format(number=kept.number),
        titles(kept.pages),
        words.date_range(*kept.days),
        _("taken {when}").format(when=dates.moment(kept.taken_at, company.settings.zone)),
        _("{n} kB").format(n=words.count(-(-kept.bytes // 1000))),
        _("seal {digits}").format(digits=kept.seal[:SHORT_SEAL]),
    )


def named(kept: Kept) -> str:
    """A snapshot in a list to choose from: its title, its days if they are not in that, and its number, because titles
    may be the same.
    """
    days, number = words.date_range(*kept.days), _("No. {number}").format(number=kept.number)
    return " · ".join([kept.title, *([days] if days not in kept.title else []), number])


def in_order(one: Kept, other: Kept) -> tuple[Kept, Kept]:
    """Two snapshots as they are compared: the one of earlier days first, of the same days the one taken first."""
    before, after = sorted((one, other), key=lambda kept: (kept.days, kept.number))
    return before, after


def note(kept: Kept) -> str:
    """What somebody wrote about it, as markup."""
    return f'<p class="cx-taken-note">{escape(kept.note)}</p>' if kept.note else ""
