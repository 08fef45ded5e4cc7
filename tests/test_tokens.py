"""The figures behind the colour table are recomputed, so that nobody changes a hex without seeing what it costs."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cx.charts import tokens

ROOT = Path(__file__).resolve().parent.parent
HEX = re.compile(r"#[0-9A-Fa-f]{6}\b")

#: Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
BLINDNESS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


Array = NDArray[np.float64]


def linear(colour: str) -> Array:
    """Linear RGB of a hex colour (sRGB, IEC 61966-2-1)."""
    share = np.array(tokens.channels(colour)) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    light, dark = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: Array) -> Array:
    """CIELAB (D65) of linear RGB."""
    matrix = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    x, y, z = (np.array(matrix) @ rgb) / [0.95047, 1.0, 1.08883]
    fx, fy, fz = (np.cbrt(t) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def ciede2000(one: Array, other: Array) -> float:
    """Difference of two colours in CIELAB (Sharma, Wu and Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(mean_c7 / (mean_c7 + 25**7)))
    c1, c2 = np.hypot((1 + g) * a1, b1), np.hypot((1 + g) * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, (1 + g) * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    t = 1 - 0.17 * np.cos(np.radians(hm - 30)) + 0.24 * np.cos(np.radians(2 * hm))
    t += 0.32 * np.cos(np.radians(3 * hm + 6)) - 0.20 * np.cos(np.radians(4 * hm - 63))
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rt = -2 * np.sqrt(cm**7 / (cm**7 + 25**7)) * np.sin(np.radians(60 * np.exp(-(((hm - 275) / 25) ** 2))))
    parts = (l2 - l1) / sl, (c2 - c1) / sc, hue / sh
    return float(np.sqrt(sum(p * p for p in parts) + rt * parts[1] * parts[2]))


def seen(colour: str, blindness: str) -> str:
    """The hex that a screen would show to stand for what a colour-blind reader sees."""
    rgb = np.clip(BLINDNESS[blindness] @ linear(colour), 0, 1)
    encoded = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(share) * 255):02X}" for share in encoded)


def apart(one: str, other: str, blindness: str) -> float:
    return ciede2000(*(lab(linear(seen(colour, blindness))) for colour in (one, other)))


def least(colours: list[str], blindness: str) -> float:
    return min(apart(one, other, blindness) for one, other in itertools.combinations(colours, 2))


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ],
)
def test_the_difference_formula_gives_the_published_figures(one: tuple, other: tuple, difference: float) -> None:
    """Sharma, Wu and Dalal 2005, table 1."""
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(difference, abs=1e-4)


@pytest.mark.parametrize("name", sorted(tokens.MARKS))
def test_every_mark_stands_out_from_both_grounds(name: str) -> None:
    assert contrast(tokens.MARKS[name], tokens.LIGHT["card"]) >= 3.0
    assert contrast(tokens.MARKS[name], tokens.DARK["card"]) >= 3.0


@pytest.mark.parametrize("colour", tokens.CATEGORICAL)
def test_every_part_of_a_whole_stands_out_from_both_grounds(colour: str) -> None:
    assert min(contrast(colour, tokens.LIGHT["card"]), contrast(colour, tokens.DARK["card"])) >= 2.95


def test_text_on_a_mark_can_be_read() -> None:
    for mark, text in tokens.TEXT_ON.items():
        assert contrast(mark, text) >= 4.5, mark


@pytest.mark.parametrize("theme", [tokens.LIGHT, tokens.DARK], ids=["light", "dark"])
def test_words_can_be_read_on_every_ground(theme: dict[str, str]) -> None:
    for name in ("text", "link", "grey", "good", "bad", "primary"):
        assert contrast(theme[name], theme["page"]) >= 4.5, name
        assert contrast(theme[name], theme["card"]) >= 4.5, name


@pytest.mark.parametrize(
    ("blindness", "difference"), [("normal", 26.8), ("deuteranopia", 15.0), ("protanopia", 15.9), ("tritanopia", 14.4)]
)
def test_marks_stay_apart_for_every_eye(blindness: str, difference: float) -> None:
    marks = [tokens.GOOD, tokens.BAD, tokens.PASSIVE, tokens.MAIN]

    assert least(marks, blindness) == pytest.approx(difference, abs=0.06)


@pytest.mark.parametrize("blindness", sorted(BLINDNESS))
def test_good_and_bad_are_never_mixed_up(blindness: str) -> None:
    assert apart(tokens.GOOD, tokens.BAD, blindness) >= 34


@pytest.mark.parametrize(
    ("blindness", "difference"), [("normal", 17.5), ("deuteranopia", 9.3), ("protanopia", 10.1), ("tritanopia", 10.7)]
)
def test_parts_of_a_whole_stay_apart_for_every_eye(blindness: str, difference: float) -> None:
    assert least(list(tokens.CATEGORICAL), blindness) == pytest.approx(difference, abs=0.06)


def test_ramps_have_ten_steps_and_end_in_the_marks() -> None:
    for ramp in (*tokens.SEQUENTIAL.values(), *tokens.DIVERGING.values()):
        assert len(ramp) == 10
    assert {ramp[-1] for ramp in tokens.SEQUENTIAL.values()} == {tokens.MAIN}
    assert {(ramp[0], ramp[-1]) for ramp in tokens.DIVERGING.values()} == {(tokens.BAD, tokens.GOOD)}


def test_a_faded_mark_keeps_its_channels() -> None:
    assert tokens.fade("#0A808C", 0.2) == "rgba(10,128,140,0.2)"


def all_tokens() -> set[str]:
    source = (ROOT / "cx" / "charts" / "tokens.py").read_text(encoding="utf-8")
    return {found.upper() for found in HEX.findall(source)}


def test_charts_and_reports_name_no_colour_of_their_own() -> None:
    files = [*(ROOT / "cx" / "charts").glob("*.py"), *(ROOT / "cx" / "reports").glob("*.py")]

    assert {str(path): HEX.findall(path.read_text("utf-8")) for path in files if path.name != "tokens.py"} == {
        str(path): [] for path in files if path.name != "tokens.py"
    }


@pytest.mark.parametrize("path", ["cx/reports/style.css", "pages/_parts/style.css", ".streamlit/config.toml"])
def test_style_and_settings_use_only_colours_of_the_table(path: str) -> None:
    used = {found.upper() for found in HEX.findall((ROOT / path).read_text(encoding="utf-8"))}

    assert used - all_tokens() == set()


def test_swatches_of_the_style_sheet_are_the_marks() -> None:
    style = (ROOT / "cx" / "reports" / "style.css").read_text(encoding="utf-8")

    assert dict(re.findall(r"\.cx-mark-(\w+) \{ --mark: (#\w+);", style)) == tokens.MARKS


@pytest.mark.parametrize(("section", "theme"), [("light", tokens.LIGHT), ("dark", tokens.DARK)])
def test_the_theme_of_the_browser_is_the_table(section: str, theme: dict[str, str]) -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][section]
    names = {
        "backgroundColor": "page", "secondaryBackgroundColor": "secondary", "textColor": "text",
        "primaryColor": "primary", "linkColor": "link", "borderColor": "border", "grayColor": "grey",
        "redColor": "bad", "greenColor": "good", "blueColor": "blue",
    }  # fmt: skip

    assert {name: config[name] for name in names} == {name: theme[token] for name, token in names.items()}
    assert tuple(config["chartSequentialColors"]) == tokens.SEQUENTIAL[section]
    assert tuple(config["chartDivergingColors"]) == tokens.DIVERGING[section]


def test_every_setting_of_the_web_server_is_known_to_streamlit() -> None:
    from streamlit import config as known

    def names(table: dict, prefix: str = "") -> set[str]:
        here = {f"{prefix}{name}" for name, value in table.items() if not isinstance(value, dict)}
        return here.union(*(names(t, f"{prefix}{name}.") for name, t in table.items() if isinstance(t, dict)))

    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    assert names(config) - set(known._config_options_template) == set()


def test_a_pale_mark_is_what_a_faded_one_shows_on_white() -> None:
    for colour in tokens.MARKS.values():
        strength, white = tokens.ALPHA["pale"], 255
        shown = [white + strength * (part - white) for part in tokens.channels(colour)]
        assert tokens.channels(tokens.pale(colour)) == pytest.approx(shown, abs=0.5)


def test_the_web_server_is_safe_as_it_comes() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    assert config["server"]["address"] == "localhost"
    assert config["server"]["enableXsrfProtection"] is True
    assert config["server"]["enableCORS"] is True
    assert config["client"]["showErrorDetails"] == "none"
    assert config["browser"]["gatherUsageStats"] is False


def test_fonts_lie_where_the_theme_looks_for_them() -> None:
    faces = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]["fontFaces"]

    for face in faces:
        assert (ROOT / "pages" / "static" / face["url"].removeprefix("app/static/")).read_bytes()[:4] == b"wOF2"
    assert "SIL Open Font License" in (ROOT / "pages" / "static" / "inter-LICENSE.txt").read_text(encoding="utf-8")
