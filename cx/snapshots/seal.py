"""The seal of a content, and the file that carries both. What can be said of such a file: `proof.py`.

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
from typing import Final

from cx.errors import BadInput

#: The most bytes of a file that is read.
LARGEST = 200_000_000

#: What a sealed file says that it is.
FORMAT: Final = "cx snapshot"
#: How it begins. No text inside another file can look like this: in JSON its quotation marks are escaped.
_HEAD = re.compile(
    rf'\{{\s*"format":\s*"{FORMAT}",\s*"seal":\s*"(?P<seal>[0-9a-f]{{64}})",\s*"key":\s*"(?P<key_name>[0-9a-f]{{16}})",'
    r'\s*"sha256":\s*"(?P<sha256>[0-9a-f]{64})",\s*"content":\s*(?=\{)'
)


@dataclass(frozen=True)
class Sealed:
    """A content and its seal. content: canonical JSON; seal, sha256: hexadecimal digits; key_name: of the key it is
    said to be made with; export: the JSON export that it was found in, which shows its numbers, empty for none.
    """

    content: bytes = field(repr=False)
    seal: str
    key_name: str
    sha256: str
    export: bytes = field(default=b"", repr=False)


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
    head = {"format": FORMAT, "seal": sealed.seal, "key": sealed.key_name, "sha256": sealed.sha256}
    return json.dumps(head, indent=0).removesuffix("\n}").encode() + b',\n"content": ' + sealed.content + b"\n}\n"


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
    alone = (text[: head.start()] + text[end:]).strip() == "}"
    return Sealed(text[head.end() : end].encode(), **head.groupdict(), export=b"" if alone else given)
