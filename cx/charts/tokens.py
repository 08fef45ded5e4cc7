"""Every colour of the product, in one table: nothing else in charts, style sheet or settings may name a hex.

Marks are the same in the light and the dark theme and in every export; each stands at least 3:1 (WCAG 2 contrast)
on both grounds, and stays apart from the others for colour-blind readers. `tests/test_tokens.py` recomputes these
figures, so that nobody changes a colour without seeing what it costs.
"""

from __future__ import annotations

#: Marks by meaning. GOOD and BAD are only ever used for good and bad.
GOOD = "#0A808C"
BAD = "#CC4A1B"
PASSIVE = "#9A9088"
MAIN = "#7063E0"
REF = "#7C8594"

MARKS = {"good": GOOD, "bad": BAD, "passive": PASSIVE, "main": MAIN, "ref": REF}

#: Text on a filled mark.
ON_DARK_MARK = "#FFFFFF"
ON_LIGHT_MARK = "#14171C"
TEXT_ON = {GOOD: ON_DARK_MARK, BAD: ON_DARK_MARK, MAIN: ON_DARK_MARK, PASSIVE: ON_LIGHT_MARK}

#: Parts of a whole (channels, teams, products), in this order; the colour belongs to the name.
CATEGORICAL = ("#296BAA", "#5A9777", "#AB446C", "#959A17", "#B777BB", "#87604A", "#7085FF", "#F15F7D")

#: How strong a mark is drawn, by what it stands for.
ALPHA = {
    "wash": 0.08, "band": 0.10, "ribbon": 0.20, "bar": 0.26, "possible": 0.30, "pale": 0.55, "column": 0.85,
    "whisker": 0.85, "axis": 0.55, "grid": 0.20,
}  # fmt: skip

#: The grey of Streamlit's chart text in each theme; the style sheet turns both into the page's own ink, so a text
#: given `INK` follows the theme without a redraw. Exports replace it by `LIGHT["text"]`.
INK = "rgb(128, 132, 149)"
INK_DARK = "rgb(230, 234, 241)"

LIGHT = {
    "page": "#FFFFFF", "card": "#FFFFFF", "text": "#171A20", "secondary": "#F5F6F8", "primary": "#5B50CC",
    "link": "#4F45BF", "border": "#E2E5EA", "grey": "#5C6470", "bad": "#B8400F", "good": "#08707B",
    "blue": "#5B50CC", "table_border": "#E8EAEE", "sidebar": "#F8F9FA", "sidebar_secondary": "#EEF0F3",
}  # fmt: skip
DARK = {
    "page": "#12151A", "card": "#171B21", "text": "#E7E9ED", "secondary": "#1C2027", "primary": "#8A81EE",
    "link": "#A7A1FA", "border": "#2B3039", "grey": "#9BA3B0", "bad": "#F2875A", "good": "#4DB9C5",
    "blue": "#A7A1FA", "table_border": "#2B3039", "sidebar": "#0D1014", "sidebar_secondary": "#1A1E25",
}  # fmt: skip

#: Opaque ramps for native tables and charts; our own figures take MAIN, GOOD and BAD by alpha instead.
SEQUENTIAL = {
    "light": (
        "#F8F7FD", "#E9E7FA", "#DAD6F7", "#CBC6F4", "#BBB5F0", "#ACA5ED", "#9D94EA", "#8E84E7", "#7F73E3", "#7063E0",
    ),
    "dark": (
        "#202234", "#292947", "#32315A", "#3B386D", "#443F80", "#4C4694", "#554DA7", "#5E55BA", "#675CCD", "#7063E0",
    ),
}  # fmt: skip
DIVERGING = {
    "light": (
        "#CC4A1B", "#D97754", "#E6A48D", "#F1CEC1", "#FAEDE8", "#E6F2F4", "#BDDDE0", "#84C0C6", "#47A0A9", "#0A808C",
    ),
    "dark": (
        "#CC4A1B", "#9F3E1C", "#72331E", "#48281F", "#292020", "#16252C", "#13363E", "#104E56", "#0D6771", "#0A808C",
    ),
}  # fmt: skip


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue (0..255) of a hex colour."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def fade(colour: str, alpha: float) -> str:
    """A mark made transparent: 0 is nothing, 1 the full colour."""
    red, green, blue = channels(colour)
    return f"rgba({red},{green},{blue},{alpha:g})"


def pale(colour: str) -> str:
    """A mark in its pale tone as it looks on white paper: a hex colour, for what knows no transparency."""
    return "#" + "".join(f"{round(255 - ALPHA['pale'] * (255 - part)):02X}" for part in channels(colour))


GRID = fade(REF, ALPHA["grid"])
AXIS = fade(REF, ALPHA["axis"])
