"""What this workspace can say of a sealed content: whether it is what was sealed, and since when."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from cx.errors import CxError
from cx.reports import coverage, words
from cx.reports.attempt import logged
from cx.reports.language import mark
from cx.reports.pages import titles
from cx.reports.words import _, ngettext
from cx.snapshots import export_check
from cx.snapshots.content import Content, ask_of
from cx.snapshots.encoding import from_bytes
from cx.snapshots.redraw import Difference, differences
from cx.snapshots.seal import Sealed, digest, key_name, seal
from cx.snapshots.snapshot import Snapshot
from cx.store.workspace import Workspace
from cx.version import version


@dataclass(frozen=True)
class Proof:
    """What can be said of a sealed content. state: one of

    proved: sealed by this workspace, and in its unbroken register, at `sealed_at` (UTC);
    content_only: the same, but the export round the content cannot be held against it, for another version of the
    product made it: what it shows may have been changed;
    unregistered: the seal is right, but the register does not hold it;
    register_broken: the seal is right, but rows of the register were altered or removed, so no time can be said;
    changed: it names this workspace's key, and the seal, or the export round the content, is not that of its content;
    foreign: another key's; complete and self-consistent, not proved;
    inconsistent: another key's; damaged, or its numbers do not follow from its counts.

    differences: where a redraw shows something else than the scores kept; beside: places where the export shows
    something else than its content, which another version of the product may do; product: the version that made it;
    covers: which pages it is of, its days, its filters and how far its data reach, in sentences; unread: why it cannot
    be drawn again, in one sentence, "" where it can.
    """

    state: str
    key_name: str
    sealed_at: datetime | None = None
    product: str = ""
    differences: tuple[Difference, ...] = ()
    beside: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    unread: str = ""


def prove(workspace: Workspace, sealed: Sealed) -> Proof:
    """What this workspace can say of a sealed content; nothing is written. StoreError where its key is lost."""
    state, sealed_at = _state(workspace, sealed)
    redrawn = _redrawn(sealed, sealed_at)
    edited = bool(redrawn.beside) and redrawn.product == version()
    whole = sealed.sha256 == digest(sealed.content) and not (redrawn.differences or redrawn.unread)
    if state == "foreign" and (edited or not whole):
        state = "inconsistent"
    elif state != "foreign" and edited:
        state, sealed_at = "changed", None
    elif state == "proved" and sealed.export and (redrawn.beside or redrawn.unread):
        state = "content_only"
    return Proof(state, sealed.key_name, sealed_at, *redrawn)


def _state(workspace: Workspace, sealed: Sealed) -> tuple[str, datetime | None]:
    """What the seal alone says, and since when it is registered; a broken register is asked for no time."""
    key = workspace.seal_key()
    if sealed.key_name != key_name(key):
        return "foreign", None
    if not hmac.compare_digest(sealed.seal, seal(sealed.content, key)):
        return "changed", None
    if not workspace.register_intact():
        return "register_broken", None
    sealed_at = workspace.sealed_at(sealed.seal)
    return ("proved" if sealed_at else "unregistered"), sealed_at


class _Redrawn(NamedTuple):
    """As of a proof."""

    product: str = ""
    differences: tuple[Difference, ...] = ()
    beside: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    unread: str = ""


def _redrawn(sealed: Sealed, sealed_at: datetime | None) -> _Redrawn:
    """What a redraw says of it; whatever a file holds, it gets an answer."""
    try:
        content = from_bytes(sealed.content)
        known = Snapshot(0, "", "", datetime.min, content, sealed, sealed_at)
        beside = export_check.differing(sealed.export, known) if sealed.export else ()
        return _Redrawn(content.product, differences(content), beside, _covers(content))
    except CxError as error:
        return _Redrawn(unread=str(error))
    except Exception:
        said = _("It cannot be drawn again. The reason is in the log under {code}.")
        return _Redrawn(unread=said.format(code=logged("redraw")))


def _covers(content: Content) -> tuple[str, ...]:
    return f"{titles(name for name, _arrangement in content.pages)}.", *coverage.cover(ask_of(content))


_SAID = {
    "proved": (
        mark("Proved: unchanged since {when}"),
        mark("The seal fits every digit, it was made with the key of this workspace, and it stands in its register."),
    ),
    "content_only": (
        mark("The sealed content is unchanged, what the file shows beside it may not be"),
        mark("The seal fits and stands in the register, but the rest of the file cannot be held against it. Check it "
             "with the version of the product that made it, or have the snapshot written anew."),
    ),
    "unregistered": (
        mark("The seal is right, but not in the register"),
        mark("It was made with the key of this workspace, which does not know when. The workspace may have been put "
             "back from an older copy."),
    ),
    "register_broken": (
        mark("The seal is right, but the register was changed"),
        mark("It was made with the key of this workspace, but rows of the register were altered or removed, so it "
             "cannot be said when. Compare with a backup of the workspace."),
    ),
    "changed": (
        mark("Changed after it was sealed"),
        mark("It names the key of this workspace, and at least one character is not as it was sealed."),
    ),
    "foreign": (
        mark("Complete and self-consistent, not proved"),
        mark("It names the key {key} of another workspace, and only that one can prove it. Nothing is damaged, and its "
             "numbers follow from its counts."),
    ),
    "inconsistent": (
        mark("Not proved, and not consistent"),
        mark("It names the key {key} of another workspace, and it is damaged or its numbers do not follow from its "
             "counts."),
    ),
}  # fmt: skip


def said(proof: Proof, zone: str) -> tuple[str, str]:
    """The finding and what it rests on, in the language in force; zone: in which times are said."""
    finding, why = (_(message) for message in _SAID[proof.state])
    when = words.as_of(proof.sealed_at, zone) if proof.sealed_at else ""
    named = {"key": proof.key_name, "when": when}
    explained = [why.format(**named), _redraw_said(proof)]
    return finding.format(**named), " ".join(sentence for sentence in explained if sentence)


def _redraw_said(proof: Proof) -> str:
    """How a redraw came out, where that is worth a sentence."""
    if proof.unread:
        return proof.unread
    drawn = ngettext("Drawn again, {n} number differs from what it shows.",
                     "Drawn again, {n} numbers differ from what it shows.", len(proof.differences))  # fmt: skip
    beside = ngettext("Beside its sealed content, the file shows {n} value that does not follow from it.",
                      "Beside its sealed content, the file shows {n} values that do not follow from it.",
                      len(proof.beside))  # fmt: skip
    made_by = _("Version {product} of the product made it, which may say some things otherwise.")
    counted = ((drawn, len(proof.differences)), (beside, len(proof.beside)))
    sentences = [sentence.format(n=words.count(n)) for sentence, n in counted if n]
    older = [made_by.format(product=proof.product)] if sentences and proof.product != version() else []
    return " ".join(sentences + older)
