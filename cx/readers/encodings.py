"""Which encoding bytes are written in: by their mark, by their zero bytes, by the letters they would be."""

from __future__ import annotations

import codecs

#: Bytes of Windows-1257 that stand for the letters of Lithuanian which Windows-1252 reads otherwise.
_BALTIC = frozenset("ąčęėįšųūžĄČĘĖĮŠŲŪŽ".encode("cp1257"))
#: Of those, the bytes that are rare in Western text (eth and thorn): š and ž.
_BALTIC_ONLY = frozenset("šžŠŽ".encode("cp1257"))
#: Bytes that Windows-1252 leaves undefined.
_NOT_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")


def by_mark(head: bytes) -> str:
    """UTF by its byte-order mark, or UTF-16 without one by its zero bytes; "" if neither."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return next((name for name in ("utf-16-le", "utf-16-be") if b"\0" in head and _reads_as(head, name)), "")


def _reads_as(head: bytes, encoding: str) -> bool:
    """Whether nearly all of some bytes would be letters and marks of Europe: in the other order they are Chinese."""
    text = head[: len(head) // 2 * 2].decode(encoding, errors="replace")
    known = sum(0 < ord(character) < 0x530 or 0x2000 <= ord(character) < 0x20D0 for character in text)
    return "\0" not in text and known > 0.9 * len(text)


def single_byte(sample: bytes) -> str:
    """The likeliest one-byte encoding of text that is not UTF-8."""
    high = [byte for byte in sample if byte >= 0x80]
    letters = [byte for byte in high if byte >= 0xC0]
    if _neighbours(sample) > len(letters) / 2:
        return "cp1251"
    if sum(byte in _BALTIC for byte in letters) > 0.8 * len(letters) and _BALTIC_ONLY.intersection(letters):
        return "cp1257"
    return "latin-1" if _NOT_1252.intersection(high) else "cp1252"


def _neighbours(sample: bytes) -> int:
    """How many letters above 0xC0 follow another: most in Cyrillic words, few in Latin ones."""
    return sum(one >= 0xC0 and other >= 0xC0 for one, other in zip(sample, sample[1:], strict=False))
