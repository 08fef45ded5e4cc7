"""What leaves the browser, in files and pictures: ink on white, in a font every machine has, and a line per sheet."""

from __future__ import annotations

from typing import Any

import orjson

from cx.charts.tokens import INK, LIGHT
from cx.exports.document import SHORT_SEAL, Document
from cx.reports.page import Chart
from cx.reports.words import _

FONT = "Inter, 'Source Sans 3', 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"


def on_paper(chart: Chart) -> str:
    """The figure of a chart as JSON with the ink and the font of paper; the figure itself stays as it is."""
    traces, layout = chart.json
    data = ",".join("{" + ",".join(f'"{name}":{part}' for name, part in trace.items()) + "}" for trace in traces)
    drawn = f'{{"data":[{data}],"layout":{_printed(orjson.loads(layout))}}}'
    return drawn.replace(INK, LIGHT["text"])


def _printed(layout: dict[str, Any]) -> str:
    font = {"color": LIGHT["text"], "family": FONT}
    hover = layout.get("hoverlabel", {}) | {"bgcolor": LIGHT["page"], "font": font}
    return orjson.dumps(layout | {"font": layout.get("font", {}) | font, "hoverlabel": hover}).decode()


def short_facts(document: Document) -> str:
    """What stands on every sheet: title, days, how far the data reach, and how the seal begins."""
    facts = dict(document.facts)
    as_of, seal = facts.get(_("As of"), ""), facts.get(_("Seal"), "")[:SHORT_SEAL]
    known = [
        document.title,
        facts.get(_("Days"), ""),
        _("Data to {as_of}").format(as_of=as_of) if as_of else "",
        _("Seal {seal}").format(seal=seal) if seal else "",
    ]
    return " · ".join(text for text in known if text)


def sheet(document: Document) -> str:
    """Style of what browsers print in the margins: the facts above, the number of the sheet below."""
    look = f"font: 9px {FONT}; color: {LIGHT['grey']}"
    return (
        f"@page {{ @top-left {{ content: {_quoted(short_facts(document))}; {look}; white-space: nowrap }}"
        f' @bottom-right {{ content: counter(page) " / " counter(pages); {look} }} }}'
    )


def _quoted(text: str) -> str:
    """A text as CSS takes it: what is no letter or digit is written by its number, so that nothing in it can end it."""
    return '"' + "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in text) + '"'
