"""What commands share: the company's own data, and tables printed as text."""

from __future__ import annotations

from collections.abc import Sequence

from cx.company import Company, open_company, open_own
from cx.errors import StoreError
from cx.settings import load

NO_ROWS = (
    "The warehouse holds no rows yet; bring a file in with `python -m cx import`, "
    "or load the sample with `python -m cx sample`."
)


def own_company() -> Company:
    """The configured warehouse and workspace, never the sample's."""
    return open_own(load())


def filled_company() -> Company:
    """The configured company; StoreError with the way out where it holds no rows yet."""
    company = own_company()
    if company.warehouse.is_empty:
        raise StoreError(NO_ROWS)
    return company


def shown_company() -> Company:
    """The company that the dashboard shows: the configured one, or the sample's while that is empty, which every file
    says. StoreError where there is no sample either.
    """
    company = open_company(load())
    if company.warehouse.is_empty:
        raise StoreError(NO_ROWS)
    return company


def plain(text: str) -> str:
    """Text for a terminal: what a file holds may not steer it."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


def text_table(rows: Sequence[Sequence[object]], heads: Sequence[str]) -> str:
    """Aligned columns: numbers to the right, words to the left; each cell on one line."""
    cells = [[("" if cell is None else plain(str(cell)).replace("\n", " ")) for cell in row] for row in rows]
    widths = [max(len(head), *(len(row[i]) for row in cells), 0) for i, head in enumerate(heads)]
    right = [all(isinstance(row[i], int | float) or row[i] is None for row in rows) for i in range(len(heads))]
    lines = [_line(heads, widths, right), _line(["-" * width for width in widths], widths, right)]
    return "\n".join(lines + [_line(row, widths, right) for row in cells])


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(cells, widths, right, strict=True))
    return "  ".join(padded).rstrip()
