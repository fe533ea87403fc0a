"""Make pictures of printed pages, for people to look at."""

import subprocess
from pathlib import Path


def pictures(pdf: Path, dots_per_inch: int = 80) -> list[Path]:
    """One PNG a page, beside the PDF, in page order. Needs pdftoppm (Debian: poppler-utils)."""
    stem = pdf.with_suffix("")
    command = ["pdftoppm", "-png", "-r", str(dots_per_inch), str(pdf), str(stem)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))
