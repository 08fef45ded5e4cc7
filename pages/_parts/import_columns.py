"""What each column becomes: a list with a choice beside every one, those that were recognised first."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from cx.readers.converters import BY_KIND
from cx.recognise.choosing import chosen
from cx.recognise.draft import Choice, kind_of
from cx.recognise.look import ColumnLook
from cx.recognise.suggest import draft_of
from cx.reports import import_words
from cx.reports.import_fields import field_name, kind_name
from cx.reports.language import translate as _
from cx.reports.language import translate_plural as ngettext
from pages._parts import import_edit, import_known
from pages._parts.company_forms import zones
from pages._parts.import_bench import Work, controlled
from pages._parts.markdown import literal

#: Files with at most this many columns show all of them at once; of the others, so many more are shown at a time.
FEW, AT_ONCE = 16, 20
#: How many examples of a column are shown, and how many characters of each.
EXAMPLES, LONGEST = 3, 28
#: Widths: the column, examples, what it becomes, how it is read.
WIDTHS = (2.4, 2.6, 2.6, 2.4)


def columns(work: Work, nr: int) -> None:
    """The choice of what the rows are, then the columns; of a preset that is known, what it makes of them."""
    if work.preset is not None:
        import_known.known(work, nr)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"kind-{nr}"):
        st.selectbox(
            _("What the rows are"), import_edit.KINDS, format_func=kind_name, width=300,
            **controlled(f"kind.{nr}", work.draft.table, lambda table: _retable(work, table)),
        )  # fmt: skip
        _zone(work, nr)
        if work.suggestion.why == "vendor" and not work.draft.questions:
            import_known.back(work, nr)
    _head(nr)
    first, rest = _parts(work)
    for look in first:
        _row(work, nr, look)
    if rest:
        _more(work, nr, rest)


def _retable(work: Work, table: str) -> None:
    """The rows are of another kind, so the columns are matched anew."""
    work.draft = draft_of(work.looked, table)


def _zone(work: Work, nr: int) -> None:
    """Where the clocks of the file stand, if it has times; where they say it themselves, that counts."""
    stamps = {work.looked.column(one.column).kind for one in work.draft.choices if _is_stamp(work, one)}
    if not stamps or (stamps == {"day"} and not work.draft.zone):
        return

    def change(zone: str) -> None:
        work.draft = replace(work.draft, zone=zone)

    st.selectbox(
        _("Time zone of its times"), ["", *zones()], width=260,
        format_func=lambda zone: zone or _("That of the company"),
        **controlled(f"zone.{nr}", work.draft.zone, change),
    )  # fmt: skip


def _parts(work: Work) -> tuple[list[ColumnLook], list[ColumnLook]]:
    """Columns that are something or were touched, and the others; all of them where they are few."""
    looks = list(work.looked.columns)
    if len(looks) <= FEW:
        return looks, []
    known = {one.column for one in work.draft.choices if one.part != "aside" or one.why == "chosen"}
    return [look for look in looks if look.name in known], [look for look in looks if look.name not in known]


def _head(nr: int) -> None:
    titles = (_("Column"), _("Holds"), _("Becomes"), _("How it is read"))
    with st.container(key=f"columns-head-{nr}"):
        for place, title in zip(st.columns(WIDTHS, gap="small"), titles, strict=True):
            place.html(f'<p class="cx-eyebrow">{escape(title)}</p>')


def _more(work: Work, nr: int, rest: list[ColumnLook]) -> None:
    """The others, some at a time: a file may have hundreds."""
    label = ngettext("{n} more column", "{n} more columns", len(rest)).format(n=len(rest))
    more = st.expander(label, key=f"more-{nr}", on_change="rerun")
    if not more.open:
        return
    with more:
        page = st.session_state.get(f"more-page-{nr}", 0)
        start = min(page * AT_ONCE, (len(rest) - 1) // AT_ONCE * AT_ONCE)
        for look in rest[start : start + AT_ONCE]:
            _row(work, nr, look)
        if len(rest) > AT_ONCE:
            _turn(nr, start // AT_ONCE, -(-len(rest) // AT_ONCE))


def _turn(nr: int, page: int, pages: int) -> None:
    def to(other: int) -> None:
        st.session_state[f"more-page-{nr}"] = other

    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"action-more-{nr}"):
        st.button(_("Before"), key=f"more-before-{nr}", disabled=not page, on_click=to, args=(page - 1,))
        st.button(_("Further"), key=f"more-after-{nr}", disabled=page + 1 >= pages, on_click=to, args=(page + 1,))
        st.caption(_("Part {n} of {all}").format(n=page + 1, all=pages))


def _row(work: Work, nr: int, look: ColumnLook) -> None:
    """One column of the file. Its name and what it holds are data."""
    choice, place = import_edit.choice_of(work.draft, look.name), _place(work, look)
    with st.container(key=f"column-{nr}-{place}"):
        name, holds, becomes, reads = st.columns(WIDTHS, gap="small", vertical_alignment="center")
        name.html(_name(look))
        holds.html(_examples(look))
        becomes.selectbox(
            literal(_("What “{column}” becomes").format(column=look.name)), import_edit.codes(work.draft, look.name),
            format_func=lambda code: said(work, code), label_visibility="collapsed",
            **controlled(f"becomes.{nr}.{place}", import_edit.code_of(choice), lambda code: _choose(work, look, code)),
        )  # fmt: skip
        with reads, st.container(gap="xxsmall"):
            _reading(work, nr, look, choice)


def _place(work: Work, look: ColumnLook) -> int:
    """The number of a column: names may hold anything, keys not."""
    return [one.name for one in work.looked.columns].index(look.name)


def _choose(work: Work, look: ColumnLook, code: str) -> None:
    work.draft = import_edit.recoded(work.looked, work.draft, look.name, code)


def said(work: Work, code: str) -> str:
    """What a column becomes, in plain words."""
    part, _colon, name = code.partition(":")
    if part == "field":
        return field_name(work.draft.table, name)
    if part == "comment":
        return _("The comment to “{name}”").format(name=name)
    own = {import_edit.ASIDE: _("Leave aside"), import_edit.DIMENSION: _("A dimension of our own"),
           import_edit.QUESTION: _("A question")}  # fmt: skip
    return own[part]


def _name(look: ColumnLook) -> str:
    label = f"<small>{escape(look.label)}</small>" if look.label and look.label != look.name else ""
    return f'<div class="cx-column"><b>{escape(look.name)}</b>{label}</div>'


def _examples(look: ColumnLook) -> str:
    if not look.given:
        nothing = _("empty")
        return f'<div class="cx-examples">{escape(nothing)}</div>'
    shown = [text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…" for text in look.examples[:EXAMPLES]]
    return f'<div class="cx-examples">{"".join(f"<span>{escape(text)}</span>" for text in shown)}</div>'


def _reading(work: Work, nr: int, look: ColumnLook, choice: Choice) -> None:
    """How it is read where that can be chosen, and how it was known."""
    place = _place(work, look)
    facts = [import_words.why(choice.why)]
    if choice.part == "dimension":
        st.text_input(
            literal(_("Name of the dimension “{column}”").format(column=look.name)), label_visibility="collapsed",
            max_chars=import_edit.LONGEST_NAME,
            **controlled(f"dimension.{nr}.{place}", choice.name, lambda name: _rename(work, look, name)),
        )  # fmt: skip
    elif _is_stamp(work, choice):
        facts.append(_dates(work, nr, look, choice))
    elif _has_open_comma(work, look, choice):
        facts.append(_commas(work, nr, look, choice))
    elif choice.options.get("comma"):
        facts.append(_("decimals with a comma"))
    shown = "".join(f"<span>{escape(fact)}</span>" for fact in facts if fact)
    st.html(f'<div class="cx-facts">{shown}</div>')


def _rename(work: Work, look: ColumnLook, name: str) -> None:
    work.draft = chosen(work.looked, work.draft, look.name, "dimension", name.strip() or look.name)


def _is_stamp(work: Work, choice: Choice) -> bool:
    if choice.part != "field":
        return False
    return str(choice.options.get("as", BY_KIND[kind_of(work.draft.table, choice.name)])) == "stamp"


def _has_open_comma(work: Work, look: ColumnLook, choice: Choice) -> bool:
    """Whether somebody must say what a comma marks in its numbers, or has said it."""
    asked = any((doubt.kind, doubt.column) == ("comma", look.name) for doubt in work.doubts)
    return asked or (bool(look.undecided) and "comma" in choice.options)


def _commas(work: Work, nr: int, look: ColumnLook, choice: Choice) -> str:
    """What commas in its numbers mark, where no number tells: that is asked. What is to be said besides."""
    said = {None: _("Comma: please say"), True: _("Comma before decimals"), False: _("Comma between thousands")}

    def change(comma: bool | None) -> None:
        if comma is not None:
            work.draft = import_edit.decimals(work.draft, look.name, comma)

    present = choice.options.get("comma")
    st.selectbox(
        literal(_("What a comma marks in “{column}”").format(column=look.name)),
        [one for one in said if one is not None or present is None],
        format_func=said.__getitem__, label_visibility="collapsed",
        **controlled(f"comma.{nr}.{_place(work, look)}", present, change),
    )  # fmt: skip
    text = _("{example} is rejected until then").format(example=look.undecided)
    return text if present is None else ""


def _dates(work: Work, nr: int, look: ColumnLook, choice: Choice) -> str:
    """How its dates are written; where the column leaves it open, that is asked. What is to be said besides."""
    known = choice.options.get("formats") or work.draft.kept.get("formats") or ["iso"]
    present = next((written for written in known if written in look.formats), known[0])
    offered = list(dict.fromkeys([present, *look.formats]))
    if len(offered) == 1:
        return import_words.date_format(present) if look.formats else _("no date is recognised in it")

    def change(written: str) -> None:
        work.draft = import_edit.dated(work.draft, look.name, written)

    st.selectbox(
        literal(_("How the dates of “{column}” are written").format(column=look.name)), offered,
        format_func=import_words.date_format, label_visibility="collapsed",
        **controlled(f"dates.{nr}.{_place(work, look)}", present, change),
    )  # fmt: skip
    if look.name in work.draft.dated:
        return ""
    key = f"dates-right-{nr}-{_place(work, look)}"
    st.button(_("That is right"), key=key, type="tertiary", icon=":material/check:", on_click=change, args=(present,))
    return _("both would be possible: please check")
