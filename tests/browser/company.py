"""The company that is served to browsers: the small one, some of whose customers wrote what could do harm."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from cx.company import open_own
from cx.filters import Filters
from cx.reports.ask import Arrangement
from cx.snapshots import snapshot
from cx.snapshots.taking import take
from cx.store.warehouse import open_warehouse
from tests.pages import small

#: Each would run, be fetched or be formatted where it is not shown as it was written.
COMMENTS = (
    "<script>window.harmed = 'script'</script>",
    "<img src=x onerror=\"window.harmed = 'onerror'\"> <img src=https://harm.example/html.png>",
    "![picture](https://harm.example/markdown.png) [a link](https://harm.example/)",
    "[run](javascript:window.harmed='link') :red[red] $e^x$ **bold** :material/delete:",
    '=HYPERLINK("https://harm.example/","sum")',
    "+1 -- @here | a | table |",
)


def build(folder: Path) -> None:
    """Write the company, then the comments to answers it has already; and keep two snapshots."""
    small.build(folder)
    warehouse = open_warehouse(small.settings(folder).warehouse_url, small.settings(folder))
    with warehouse.publish() as batch:
        batch.add("answers", commented())
    warehouse.close()
    own = open_own(small.settings(folder))
    pages = [(name, Arrangement()) for name in ("overview", "service")]
    snapshot.keep(own, take(own, Filters(), pages, "en"), "For *the* <b>board</b>", "Of March")
    before = Filters("2026-01-12..2026-02-08")
    snapshot.keep(own, take(own, before, [("overview", Arrangement())], "en"), "The month before", "")
    own.warehouse.close()


def commented() -> pa.Table:
    """The newest answers to NPS of the last finished week once more, now with what was written beside them."""
    given = small.answers(60)
    rows = given.to_pandas()
    old = rows[(rows["survey"] == "nps") & (rows["answered_at"] < "2026-03-09")]
    places = old["answered_at"].nlargest(len(COMMENTS)).index
    return given.take(list(places)).append_column("comment", [list(COMMENTS)])
