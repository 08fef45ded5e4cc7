"""`python -m cx.sample [FOLDER]` writes the files of the sample company, into `data/` unless told otherwise."""

from __future__ import annotations

import sys
from pathlib import Path

from cx.sample import write_files

if __name__ == "__main__":
    write_files(sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).resolve().parents[2] / "data"))
