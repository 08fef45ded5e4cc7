"""What the rows are called, whether they replace the earlier ones, and the mapping as a preset that is kept."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from cx.recognise.raw import to_toml
from cx.reports.language import translate as _
from pages._parts import import_edit
from pages._parts.import_bench import Work, controlled
from pages._parts.import_spool import harmless_name
from pages._parts.popover import opened


def options(work: Work, nr: int) -> None:
    """The last choices before the import."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key=f"options-{nr}"):
        st.text_input(
            _("Name of the source"), width=260, max_chars=import_edit.LONGEST_NAME,
            help=_("Rows of one source know each other: the same answer imported twice counts once"),
            **controlled(f"source.{nr}", work.source, _set(work, "source")),
        )  # fmt: skip
        st.toggle(
            _("Replace the earlier rows"),
            help=_("Earlier rows of this source that are not in these files are removed; otherwise they stay"),
            **controlled(f"replace.{nr}", work.replace, _set(work, "replace")),
        )  # fmt: skip
        if work.preset is None:
            st.toggle(
                _("Remember the mapping"), help=_("It is offered again for the next file with these columns"),
                **controlled(f"remember.{nr}", work.remember, _set(work, "remember")),
            )  # fmt: skip
        _as_preset(work, nr)


def _set(work: Work, name: str) -> Callable[[Any], None]:
    def change(value: Any) -> None:
        setattr(work, name, value.strip() if isinstance(value, str) else value)

    return change


def _as_preset(work: Work, nr: int) -> None:
    """The mapping as the file that the command line takes too, with that very command."""
    with opened(_("By the command line"), f"preset-{nr}", type="tertiary", width=460) as is_open:
        if not is_open or work.missing:
            return
        preset = work.preset.name if work.preset else _file(work, nr)
        said = _("The same from the command line, also for files that are too large to be dropped:")
        st.html(f'<p class="cx-subtitle">{escape(said)}</p>')
        file = "" if work.database else work.looked.file
        st.code(command(file, preset, work.source), language=None, wrap_lines=True)


def _file(work: Work, nr: int) -> str:
    """The name of the mapping, and the button that takes it away; what the file is called."""
    st.text_input(
        _("Name of the mapping"), max_chars=import_edit.LONGEST_NAME,
        **controlled(f"name.{nr}", work.name or work.source, _set(work, "name")),
    )  # fmt: skip
    file = file_name(work.name or work.source)
    st.download_button(
        _("Download it as TOML"), to_toml(work.raw()).encode(), file, "application/toml", key=f"toml-{nr}",
        on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    return file


def file_name(mapping: str) -> str:
    """What the file of a mapping is called."""
    return f"{harmless_name(mapping).replace(' ', '-')}.toml"


def command(file: str, preset: str, source: str) -> str:
    """What brings such a file in without a page; every name is quoted where a shell would read it otherwise."""
    given = [file] if file else []
    return shlex.join(["python", "-m", "cx", "import", *given, "--preset", preset, "--source", source])
