"""Texts that came with the data, made safe for places where Streamlit reads Markdown (labels, captions, links)."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
#: Where addresses are told from words, also those whose punctuation is escaped (GitHub Flavored Markdown, 6.9).
_ADDRESSES = re.compile(r"(?=://)|(?<=www)(?=\.)|(?<=[\w.+-])(?=@[\w-])", re.IGNORECASE)
#: A joint that nobody sees: an address with one in it is no link.
_JOINT = "\u2060"


def literal(text: str) -> str:
    """The text as it is: every mark of punctuation escaped, line breaks turned into spaces.

    This covers emphasis, links, images, HTML, formulas, `:colour[...]` directives, emoji codes and bare addresses.
    """
    return _PUNCTUATION.sub(r"\\\1", _ADDRESSES.sub(_JOINT, " ".join(text.split())))
