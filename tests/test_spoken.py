"""Every visible word goes through gettext: the source is walked for texts that do not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cx.exports.html import POLICY
from cx.exports.paper import FONT
from cx.reports.messages import COMMENT, KEYWORDS

ROOT = Path(__file__).resolve().parent.parent

#: What makes the texts in its arguments something else than words for a visitor: errors go to who runs the server,
#: the rest are names of things.
SILENT_CALLS = {
    "warning", "info", "exception", "getLogger", "Formatter", "compile", "sub", "basicConfig", "get_option", "environ",
    "TypeVar", "ParamSpec", "NewType", "with_name", "get", "pop", "replace", "strip", "lstrip", "rstrip", "split",
    "partition", "rpartition", "startswith", "endswith", "removeprefix", "removesuffix", "encode", "format_skeleton",
    "getattr", "hasattr", "setattr", "cast", "format_interval", "format_date", "format_time", "strftime", "mark_of",
    "col",
}  # fmt: skip

#: Arguments that no visitor reads.
SILENT_ARGUMENTS = {
    "key", "type", "icon", "icon_position", "gap", "width", "height", "mime", "theme", "layout", "on_click",
    "on_change", "vertical_alignment", "horizontal_alignment", "label_visibility", "selection_mode", "position",
    "format", "name", "kind", "colour", "encoding", "url_path", "file_name", "color", "bar", "mark", "state",
    "verdict", "page", "how", "unit", "reading", "measure", "counts", "dtype", "orient", "skeleton",
    "on_select", "on_dismiss", "language",
}  # fmt: skip

#: Where Streamlit takes what a visitor reads, besides the first argument.
SHOWN_ARGUMENTS = {
    "label", "help", "placeholder", "title", "subtitle", "caption", "body", "text", "options", "captions", "alt",
    "definition", "footer", "noun", "says", "finding", "eyebrow", "cover", "notes", "sentence", "evidence", "value",
    "change", "verdict_text", "verdict_help", "interval", "count", "beside", "target", "note", "tabs", "facts", "who",
    "score", "hover", "display_text",
}  # fmt: skip

#: Which arguments of a function a visitor reads, by place.
SHOW = {
    **dict.fromkeys((
        "button", "download_button", "link_button", "checkbox", "toggle", "radio", "selectbox", "multiselect", "pills",
        "segmented_control", "slider", "text_input", "text_area", "number_input", "date_input", "time_input", "caption",
        "markdown", "write", "text", "title", "header", "subheader", "popover", "expander", "dialog", "toast",
        "success", "error", "progress", "status", "spinner", "metric", "file_uploader", "form_submit_button", "opened",
    ), (0,)),
    "Head": (0, 1, 2), "Message": (0, 1), "Swatch": (2,), "Chart": (1, 2, 3), "Table": (1, 2, 3), "Item": (1, 2),
    "Attention": (1, 2), "Quotes": (1, 2), "Picker": (1,), "Point": (1, 2), "Choices": (0,), "Heading": (0,),
}  # fmt: skip

#: Texts that look like words and are none, by file, each with its reason.
KNOWN = {
    "pages/_frame.py": {"CX": "the product's name"},
    "app.py": {"CX": "the product's name"},
    "pages/_parts/data.py": dict.fromkeys(("the sample company", "the company's own data"), "said in the log"),
    "pages/_parts/import_bring.py": {
        "python -m cx import FILE --preset my-preset.toml --source NAME": "a command",
    },
    "cx/exports/html.py": {POLICY: "a rule that browsers read"},
    "cx/exports/paper.py": {FONT: "names of fonts"},
    "cx/reports/messages.py": {COMMENT: "the head of the catalogues"},
}


#: The parts of `cx` that speak to visitors.
SPEAKING = ("reports", "exports", "snapshots")


def sources() -> list[Path]:
    own = [path for part in SPEAKING for path in sorted((ROOT / "cx" / part).rglob("*.py"))]
    return [*sorted((ROOT / "pages").rglob("*.py")), *own, ROOT / "app.py"]


def unspoken(source: str) -> list[tuple[int, str]]:
    """Lines and texts that a visitor would read in English whatever the language."""
    tree = ast.parse(source)
    found = {(node.lineno, text) for node, text in _texts(tree) if _reads_like_words(text)}
    return sorted(found | {(node.lineno, text) for node, text in _shown(tree) if re.search("[A-Za-z]{2}", text)})


def _texts(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """All texts but those that are translated, that document, or that only name something."""
    if isinstance(node, ast.Raise | ast.Assert | ast.Compare | ast.Subscript | ast.AnnAssign | ast.arg):
        return
    if isinstance(node, ast.Call) and _name(node) in (*KEYWORDS, *SILENT_CALLS):
        return
    if isinstance(node, ast.keyword) and node.arg in SILENT_ARGUMENTS:
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node, node.value
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


def _shown(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Texts that stand where something is shown, even single words in small letters."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        by_place = [call.args[place] for place in SHOW.get(_name(call), ()) if place < len(call.args)]
        for argument in [*by_place, *(given.value for given in call.keywords if given.arg in SHOWN_ARGUMENTS)]:
            yield from _plain(argument)


def _plain(node: ast.expr) -> Iterator[tuple[ast.AST, str]]:
    """The texts an argument is made of, where it is no call."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node, _without_markup(node.value)
    elif isinstance(node, ast.Tuple | ast.List | ast.JoinedStr | ast.BoolOp | ast.BinOp | ast.IfExp):
        skipped = node.test if isinstance(node, ast.IfExp) else None
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr) and child is not skipped:
                yield from _plain(child)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _reads_like_words(text: str) -> bool:
    """Two words one after the other, or one that begins like a sentence."""
    left = _without_markup(text)
    return bool(re.search("[A-Za-z]{2,}[,;]? [A-Za-z]{2,}", left) or re.match("[A-Z][a-z]+[ .:,]?$", left.strip()))


def _without_markup(text: str) -> str:
    """Without tags (whole or cut by a placeholder), style sheets, entities, and names of icons."""
    without = re.sub(r"(?s)<[^<>]*>?|^[^<>]*>|&#?\w+;|:material/\w+:|:\w+\[|\{[^{}]*\}", " ", text)
    return "" if re.search(r"[{};]\s*$|:root|=>", text) else without


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_visible_word_goes_through_gettext(path: Path) -> None:
    known = KNOWN.get(path.relative_to(ROOT).as_posix(), {})

    assert [(line, text) for line, text in unspoken(path.read_text(encoding="utf-8")) if text not in known] == []


@pytest.mark.parametrize(
    "line",
    [
        'st.button("save")',
        'st.selectbox(label, options, placeholder="any")',
        'st.caption(f"{n} rows")',
        'Chart("key", title, "By week and by day")',
        'Chart("key", title, subtitle, alt="chart")',
        'text = "Nothing found"',
        'st.html(f"<p>Nothing found</p>")',
        'Card(note="few" if n else "none")',
        'names = {"a": "Everything"}',
    ],
)
def test_a_text_that_does_not_is_found(line: str) -> None:
    assert len(unspoken(line)) >= 1


@pytest.mark.parametrize(
    "line",
    [
        'st.button(_("save"), key="two words here")',
        'raise BadInput("This is for who runs it.")',
        '"""A docstring is not shown."""',
        "st.html(f'<p class=\"cx-note\">{words}</p>')",
        'st.caption(_("{n} rows").format(n=n))',
        'table["Some column"]',
    ],
)
def test_what_is_translated_or_not_shown_is_left_alone(line: str) -> None:
    assert unspoken(line) == []
