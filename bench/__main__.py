"""`python -m bench [--rows N]`: all benchmarks, printed as ratios within this run, with the seconds beside them."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench import imports, pages


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("imports", "pages"), help="one part (pages needs the imports' data)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for run in imports.bench(folder, options.rows):
            print(f"{run.name:<60} {run.seconds:9.2f} s  {run.megabytes:7.0f} MB  {run.ratio:6.2f} x", flush=True)
        if options.only != "imports":
            pages.bench(folder)


if __name__ == "__main__":
    main()
