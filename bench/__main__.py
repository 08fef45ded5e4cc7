"""`python -m bench [--rows N]`: all benchmarks, printed as ratios within this run, with the seconds beside them."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bench import browser, exports, imports, pages, presets, scores


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument(
        "--only",
        choices=("scores", "imports", "presets", "pages", "exports"),
        help="one part (pages and exports run the imports before, pages a browser after)",
    )
    parser.add_argument("--case", default="", help="of presets only those with this in their name or their file's")
    options = parser.parse_args()
    if options.only in (None, "scores"):
        scores.main()
    if options.only == "scores":
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.only != "presets":
            _print(imports.bench(folder, options.rows))
        if options.only in (None, "presets"):
            presets.main(folder, options.rows, options.case)
        if options.only in (None, "pages"):
            pages.bench(folder)
            browser.bench(folder)
        if options.only in (None, "exports"):
            exports.bench(folder)


def _print(runs: Iterable[imports.Run]) -> None:
    for run in runs:
        print(f"{run.name:<80} {run.seconds:9.2f} s  {run.megabytes:7.0f} MB  {run.ratio:6.2f} x", flush=True)


if __name__ == "__main__":
    main()
