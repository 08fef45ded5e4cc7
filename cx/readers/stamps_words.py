"""Dates written with words, brought to the one spelling that formats know: English months, AM and PM."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

#: How each month is called beside its English name: English in other abbreviations, Russian, Lithuanian.
_MONTHS = {
    "Jan": "янв(?:ар[ья])?|saus(?:io|is)?",
    "Feb": "фев(?:р(?:ал[ья])?)?|vas(?:ario|aris)?",
    "Mar": "мар(?:та?)?|kov(?:o|as)?",
    "Apr": "апр(?:ел[ья])?|bal(?:andžio|andis)?",
    "May": "ма[йя]|geg(?:užės|užė)?",
    "Jun": "июн[ья]?|birž(?:elio|elis)?",
    "Jul": "июл[ья]?|liep(?:os|a)?",
    "Aug": "авг(?:уста?)?|rugp(?:j|jūčio|jūtis)?",
    "Sep": "sept|сент?(?:ябр[ья])?|rugs(?:ėjo|ėjis)?",
    "Oct": "окт(?:ябр[ья])?|spal(?:io|is)?",
    "Nov": "ноя(?:б(?:р[ья])?)?|lapkr(?:ičio|itis)?",
    "Dec": "дек(?:абр[ья])?|gruod(?:žio|is)?",
}
#: What stands before and behind a month. Patterns of "no letter of any language" would be slow.
_BEFORE, _BEHIND = r"(^|[\d\s/.,-])", r"([\d\s/.,-]|$)"
_ENGLISH = "jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec"


def in_english(texts: pa.Array, *, months: bool = True) -> pa.Array:
    """The texts with plain blanks (some tools put a narrow one before PM), with a.m. and p.m. as AM and PM, and
    (`months`) with months in English: Russian and Lithuanian ones, and abbreviations with a point; the words "year" and
    "day" of these languages are dropped."""
    plain = pc.replace_substring_regex(texts, r"[\x{a0}\x{2009}\x{202f}]", " ")
    plain = pc.replace_substring_regex(plain, r"(?i)\b([ap])\.? ?m\b\.?", r"\1m")
    if not months:
        return plain
    plain = pc.replace_substring_regex(plain, r"(\d{4}) ?(?:г\.?|m\.)", r"\1")
    plain = pc.replace_substring_regex(plain, r"(\d) ?d\.", r"\1")
    plain = pc.replace_substring_regex(plain, rf"(?i)\b({_ENGLISH})\.", r"\1")
    for month, names in _MONTHS.items():
        plain = pc.replace_substring_regex(plain, rf"(?i){_BEFORE}(?:{names})\.?{_BEHIND}", rf"\1{month}\2")
    return plain
