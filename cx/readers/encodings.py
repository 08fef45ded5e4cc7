"""Which encoding bytes are written in: by their mark, by their zero bytes, by the letters they would be."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from itertools import chain

#: Bytes of text that are kept to judge by, of the lines that are not plain ASCII.
SAMPLE = 1 << 16

_ASCII = bytes(range(0x80))
_HIGH_LINES = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

#: Words with a letter above ASCII: all such letters (Cyrillic), or some (Latin).
_WORDS = re.compile(rb"[A-Za-z]*[\xc0-\xff][A-Za-z\xc0-\xff]*")
_ALL_HIGH = re.compile(rb"[\xc0-\xff]{2,}")
#: Letters that are words by themselves in Western languages: à, y a; é; o; the river, the island.
_LONE = frozenset("àÀáÁéÉèÈêóÓòíúåÅöÖ".encode("cp1252"))

#: The letters beyond ASCII of languages, as the encodings hold them.
_WESTERN = tuple(
    frozenset((letters + letters.upper().replace("SS", "")).encode("cp1252"))
    for letters in (
        "àâæçéèêëîïôœùûüÿ", "äöüß", "áéíñóúü", "àáâãçéêíóôõúü", "àèéìíîòóùú", "áèéëïóöü", "åäöé", "æøåéöäü",
        "áðéíóúýþæö", "àçèéíïòóúü", "äöõü",
    )
)  # fmt: skip
#: With those of names from abroad.
_BALTIC = tuple(frozenset((one + one.upper()).encode("cp1257")) for one in ("ąčęėįšųūžäöüé", "āčēģīķļņšūžäöüé"))

#: What Lithuanian and Latvian write and others do not: š and ž, ė after a consonant, č before a vowel, ą inside a word,
#: ę and ų at its end, į alone. (Ą and ˙ are the first and the last of the bytes of letters.)
_BALTIC_SIGNS = re.compile(
    "[šžŠŽ]|(?<=[bcdfghjklmnprstvz])ė|[čČ](?=[aeiouėęįųūą])|(?<=[a-z])ą(?=[a-z])|[ęų](?![a-zĄ-˙])"
    "|(?<![A-Za-zĄ-˙])į(?![A-Za-zĄ-˙])".encode("cp1257")
)


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


def encoding_of(chunks: Iterable[bytes]) -> str:
    """The encoding of a text without a mark, from all of its bytes: UTF-8, or the likeliest of one byte to a letter.

    Raises UnicodeDecodeError where it is UTF-8 for the most part, but not whole.
    """
    decoder, longer = codecs.getincrementaldecoder("utf-8")(), 0
    pieces, last = iter(chunks), b""
    try:
        for chunk in pieces:
            last = decoder.getstate()[0] + chunk
            longer += len(last) - len(decoder.decode(chunk))
        decoder.decode(b"", final=True)
        return "utf-8"
    except UnicodeDecodeError:
        found = _not_all_utf8(chain([last], pieces), longer)
        if found:
            return found
        raise


def _not_all_utf8(chunks: Iterable[bytes], longer: int) -> str:
    """The encoding of a text that is not UTF-8; "" if most of it is. longer: how many bytes of longer characters were
    read before as UTF-8."""
    sample, high = b"", set[int]()
    for chunk in chunks:
        high.update(chunk.translate(None, _ASCII))
        if len(sample) < SAMPLE:
            sample += b"\n".join([*_HIGH_LINES.findall(chunk), b""])[:SAMPLE]
    good = sum(map(len, _UTF8.findall(sample)))
    others = len(sample.translate(None, _ASCII)) - good
    return "" if good + longer > others else single_byte(sample, high)


def single_byte(sample: bytes, high: Iterable[int] = ()) -> str:
    """The likeliest encoding of one byte to a letter. high: bytes that it must know besides those of the sample."""
    likeliest = "cp1251" if _is_cyrillic(sample) else "cp1257" if _is_baltic(sample) else "cp1252"
    every = bytes({*high, *sample.translate(None, _ASCII)})
    for encoding in (likeliest, "cp1252"):
        try:
            every.decode(encoding)
            return encoding
        except UnicodeDecodeError:
            continue
    return "latin-1"


def _is_cyrillic(sample: bytes) -> bool:
    """Cyrillic words are of high letters alone, Latin ones have a few."""
    words = _WORDS.findall(sample)
    whole = sum(bool(_ALL_HIGH.fullmatch(word)) for word in words)
    mixed = sum(len(word) > 1 for word in words) - whole
    lone = [word[0] for word in words if len(word) == 1]
    return whole > mixed or (not mixed and bool(lone) and not _LONE.issuperset(lone))


def _is_baltic(sample: bytes) -> bool:
    """Whether a language of the Baltic explains more of the letters than any of the West; if as many, by its signs."""
    letters = [byte for byte in sample if byte >= 0xC0]
    if not letters:
        return False
    west, east = (max(sum(byte in one for byte in letters) for one in all_) for all_ in (_WESTERN, _BALTIC))
    if abs(east - west) > 0.1 * len(letters):
        return east > west
    return 2 * len(_BALTIC_SIGNS.findall(sample)) >= len(letters)
