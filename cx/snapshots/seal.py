"""The seal of a content, the file that carries both, and what can be said of such a file.

A seal is a keyed hash of the bytes of a content, HMAC with SHA-256 (RFC 2104, FIPS 198-1): whoever lacks the key of the
workspace can make none that fits, and one changed bit makes another. What it proves is that somebody with that key
sealed these very bytes; since when, the register of the workspace says. It says nothing of the data they were counted
from. The plain SHA-256 beside it (FIPS 180-4) needs no key: it shows damage, and proves nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from datetime import datetime

from cx.errors import BadInput, CxError
from cx.reports import words
from cx.reports.attempt import logged
from cx.reports.language import mark
from cx.reports.words import _, ngettext
from cx.snapshots.content import from_bytes
from cx.snapshots.redraw import Difference, differences
from cx.store.workspace import Workspace

#: The most bytes of a file that is read.
LARGEST = 200_000_000

#: How a sealed file begins. No text inside another file can look like this: in JSON its quotation marks are escaped.
_HEAD = re.compile(
    r'\{\s*"format":\s*"cx snapshot",\s*"seal":\s*"(?P<seal>[0-9a-f]{64})",\s*"key":\s*"(?P<key_name>[0-9a-f]{16})",'
    r'\s*"sha256":\s*"(?P<sha256>[0-9a-f]{64})",\s*"content":\s*(?=\{)'
)


@dataclass(frozen=True)
class Sealed:
    """A content and its seal. content: canonical JSON; seal, sha256: hexadecimal digits; key_name: of the key it is
    said to be made with.
    """

    content: bytes = field(repr=False)
    seal: str
    key_name: str
    sha256: str


def digest(content: bytes) -> str:
    """The SHA-256 of a content, 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def seal(content: bytes, key: bytes) -> str:
    """The seal of a content under a key, 64 hexadecimal digits."""
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def key_name(key: bytes) -> str:
    """What a key is called where it must not be told: 16 hexadecimal digits that anybody may see."""
    return hashlib.sha256(b"name of a key of seals\n" + key).hexdigest()[:16]


def sealed_with(content: bytes, key: bytes) -> Sealed:
    """A content under the seal of a key."""
    return Sealed(content, seal(content, key), key_name(key), digest(content))


# The file.


def sealed_file(sealed: Sealed) -> bytes:
    """Content and seal as one JSON file; the content stands in it byte for byte."""
    head = f'{{"format": "cx snapshot",\n"seal": "{sealed.seal}",\n"key": "{sealed.key_name}",\n'
    return f'{head}"sha256": "{sealed.sha256}",\n"content": '.encode() + sealed.content + b"}\n"


def read_sealed(given: bytes) -> Sealed:
    """What a sealed file holds, or the first one inside another JSON file (`python -m cx export --format json`).

    Nothing in it is trusted or compared here. BadInput for a file without one, or above `LARGEST` bytes.
    """
    if len(given) > LARGEST:
        raise BadInput(f"The file has more than {LARGEST // 10**6} MB, which no snapshot has; choose another one.")
    try:
        text = given.decode("utf-8-sig")
        head = _HEAD.search(text)
        if head is None:
            raise ValueError("no head")
        _content, end = json.JSONDecoder().raw_decode(text, head.end())
    except (ValueError, RecursionError):
        raise BadInput("The file holds no sealed snapshot; choose one that was taken as JSON.") from None
    return Sealed(text[head.end() : end].encode(), **head.groupdict())


# The proof.


@dataclass(frozen=True)
class Proof:
    """What can be said of a sealed content. state: one of

    proved: sealed by this workspace, and in its unbroken register, at `sealed_at` (UTC);
    unregistered: the seal is right, but the register does not hold it;
    register_broken: the seal is right, but rows of the register were altered or removed, so no time can be said;
    changed: it names this workspace's key, and its seal is not that of its content;
    foreign: another key's; complete and self-consistent, not proved;
    inconsistent: another key's; damaged, or its numbers do not follow from its counts.

    differences: where a redraw shows something else than the scores kept; unread: why it cannot be drawn again, in one
    sentence, "" where it can.
    """

    state: str
    key_name: str
    sealed_at: datetime | None = None
    differences: tuple[Difference, ...] = ()
    unread: str = ""


def prove(workspace: Workspace, sealed: Sealed) -> Proof:
    """What this workspace can say of a sealed content; nothing is written. StoreError where its key is lost."""
    key = workspace.seal_key()
    found, unread = _drawn_again(sealed.content)
    if sealed.key_name != key_name(key):
        whole = sealed.sha256 == digest(sealed.content) and not found and not unread
        state, sealed_at = "foreign" if whole else "inconsistent", None
    elif not hmac.compare_digest(sealed.seal, seal(sealed.content, key)):
        state, sealed_at = "changed", None
    else:
        state, sealed_at = _registered(workspace, sealed.seal)
    return Proof(state, sealed.key_name, sealed_at, found, unread)


def _registered(workspace: Workspace, right: str) -> tuple[str, datetime | None]:
    """The state of a seal that is right, and since when it is registered; a broken register is asked for no time."""
    if not workspace.register_intact():
        return "register_broken", None
    sealed_at = workspace.sealed_at(right)
    return ("proved" if sealed_at else "unregistered"), sealed_at


def _drawn_again(content: bytes) -> tuple[tuple[Difference, ...], str]:
    """Where a redraw differs, and why there is none; whatever a file holds, it gets an answer."""
    try:
        return differences(from_bytes(content)), ""
    except CxError as error:
        return (), str(error)
    except Exception:
        said = _("It cannot be drawn again. The reason is in the log under {code}.")
        return (), said.format(code=logged("redraw"))


_SAID = {
    "proved": (
        mark("Proved: sealed on {when}"),
        mark("The seal fits every digit, it was made with the key of this workspace, and it stands in its register."),
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
        mark("The seal is said to be of this workspace and does not fit: at least one character is another one."),
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
    if proof.unread or not proof.differences:
        return proof.unread
    n = len(proof.differences)
    sentence = ngettext("Drawn again, {n} number differs from what it shows.",
                        "Drawn again, {n} numbers differ from what it shows.", n)  # fmt: skip
    return sentence.format(n=words.count(n))
