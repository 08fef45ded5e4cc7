"""What holds the rows of the register together: each is signed with the end of the register before it.

A keyed hash, HMAC with SHA-256 (RFC 2104, FIPS 198-1), so that nobody without the workspace's key can make a row fit.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

#: What the workspace calls its key and the end of its register among what it wrote down for itself.
KEY, END = "seal_key", "register_end"
#: As many as the hash gives, which is what its keys should have (RFC 2104, section 3).
KEY_BYTES = 32


def link(key: bytes, before: str, nr: int, seal: str, sealed_at: datetime) -> str:
    """The chain of a row, 64 hexadecimal digits. before: the end of the register that it is added to."""
    return _signed(key, f"register|{before}|{nr}|{seal}|{sealed_at.isoformat(timespec='seconds')}")


def end(key: bytes, chain: str = "") -> str:
    """The end of a register whose newest row has this chain; "" for that of an empty one. It is kept apart from the
    rows, so that a register without its newest rows does not end as it says.
    """
    return _signed(key, f"end|{chain}")


def _signed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
