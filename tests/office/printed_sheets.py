"""What a printed page looks like in figures: its sheet, its smallest letters, and how much of it is blank.

`python -m tests.office.printed_sheets FILE.xlsx …` prints a table of pages, and with `--pictures FOLDER` makes a PNG of
each. Needs LibreOffice, poppler (pdftoppm, pdftohtml) and the fonts of fonts.conf.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from duban.writers.pdf import print_documents
from tests.office.pictures import pictures

_OBJECT = re.compile(rb"(?<![0-9])([0-9]+) 0 obj\s*(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n", re.DOTALL)
_CONTENTS = re.compile(rb"/Contents\s+([0-9]+) 0 R")
_KIDS = re.compile(rb"([0-9]+) 0 R")
_OUTLINE = re.compile(r'<item page="([0-9]+)">(.*?)</item>')
_NUMBER = rb"(-?[0-9]*\.?[0-9]+)"
_STEP = re.compile(
    rb"(?P<matrix>" + rb"\s+".join([_NUMBER] * 6) + rb")\s+(?P<what>cm|Tm)\b"
    rb"|" + _NUMBER + rb"\s+(?P<height>" + _NUMBER + rb")\s+Td\b"
    rb"|/F[0-9]+\s+(?P<size>[0-9.]+)\s+Tf|(?P<shown>(?:[>\])])\s*T[jJ])|(?<![^\s])(?P<stack>[qQ]|BT)(?![^\s])"
)
_DPI = 20
_WHITE = 250
_FOOT_MM, _HEAD_MM = 22.0, 10.0
"""Of a page: where its foot stands, and the least margin on top; neither is asked whether it is blank."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page of a document."""

    number: int
    sheet: str
    """The name of its sheet, which LibreOffice writes as a bookmark; empty in a text."""
    paper: str
    """A4, A3 or else, with 横 where it lies on its side."""
    smallest: float
    """Points of its smallest letters above the foot as they are printed; 0 where there are none."""
    blank_below: float
    """The share of the page's height between its last ink and its foot, 0 to 1."""
    inked: float
    """The share of the lines of its picture in which there is ink, 0 to 1."""


def printed_pages(pdf: Path) -> list[PrintedPage]:
    """The pages of a PDF that LibreOffice made."""
    sheets = _sheets(pdf)
    contents = list(_page_contents(pdf.read_bytes()))
    with tempfile.TemporaryDirectory() as scratch:
        command = ["pdftoppm", "-gray", "-r", str(_DPI), str(pdf), f"{scratch}/page"]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        rasters = [_raster(path.read_bytes()) for path in sorted(Path(scratch).iterdir())]
    assert len(contents) == len(rasters), "each page of the PDF was found"
    return [
        PrintedPage(number, _sheet_of(sheets, number), _paper(raster), smallest_letters(content), *_ink(raster))
        for number, (content, raster) in enumerate(zip(contents, rasters, strict=True), 1)
    ]


def smallest_letters(content: bytes) -> float:
    """The least size in points of what the drawing of a page shows above its foot, with all that scales it."""
    scale, stack, text_scale, size, height, sizes = 1.0, [], 1.0, 0.0, 0.0, []
    for step in _STEP.finditer(content):
        if step["what"]:
            across, skew_a, skew_b, down, _, up = (float(number) for number in step["matrix"].split())
            factor = abs(across * down - skew_a * skew_b) ** 0.5
            scale, text_scale = (scale * factor, 1.0) if step["what"] == b"cm" else (scale, factor)
            height = up if step["what"] == b"Tm" else height
        elif step["height"]:
            height = float(step["height"])
        elif step["size"]:
            size = float(step["size"])
        elif step["shown"] and height > _FOOT_MM / 25.4 * 72:
            sizes.append(size * text_scale * scale)
        elif step["stack"] == b"q":
            stack.append(scale)
        elif step["stack"] == b"Q":
            scale = stack.pop()
        else:
            text_scale = 1.0
    return round(min(sizes, default=0.0), 2)


def _page_contents(pdf: bytes) -> Iterator[bytes]:
    """The drawing of each page, in page order."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    [root] = [body for body in objects.values() if b"/Type/Pages" in body and b"/Parent" not in body]
    kids = root[root.index(b"/Kids") :]
    for kid in _KIDS.findall(kids[: kids.index(b"]")]):
        found = _CONTENTS.search(objects[int(kid)])
        assert found, "a page has contents"
        body = objects[int(found[1])]
        start = _STREAM.search(body)
        assert start, "contents are a stream"
        yield zlib.decompressobj().decompress(body[start.end() :])


def _sheets(pdf: Path) -> dict[int, str]:
    """The number of a sheet's first page → its name."""
    command = ["pdftohtml", "-xml", "-i", "-stdout", str(pdf)]
    made = subprocess.run(command, check=True, capture_output=True, timeout=600).stdout.decode()
    return {int(page): name for page, name in _OUTLINE.findall(made)}


def _sheet_of(sheets: Mapping[int, str], page: int) -> str:
    return sheets[max(begins)] if (begins := [first for first in sheets if first <= page]) else ""


@dataclass(frozen=True, slots=True)
class _Raster:
    """A picture in greys, `_DPI` dots an inch."""

    width: int
    height: int
    dots: bytes


def _raster(pgm: bytes) -> _Raster:
    _, width, height, _, dots = pgm.split(maxsplit=4)
    size = int(width) * int(height)
    return _Raster(int(width), int(height), pgm[-size:] if len(dots) != size else dots)


def _paper(raster: _Raster) -> str:
    long_mm = max(raster.width, raster.height) * 25.4 / _DPI
    name = next((name for name, mm in {"A4": 297, "A3": 420}.items() if abs(long_mm - mm) < 3), f"{long_mm:.0f} mm")
    return f"{name}横" if raster.width > raster.height else name


def _ink(raster: _Raster) -> tuple[float, float]:
    """How much is blank below the last ink above the foot, and how many lines have ink."""
    first, last = (round(mm / 25.4 * _DPI) for mm in (_HEAD_MM, raster.height * 25.4 / _DPI - _FOOT_MM))
    lines = [raster.dots[at * raster.width : (at + 1) * raster.width] for at in range(first, last)]
    inked = [at for at, line in enumerate(lines) if min(line) < _WHITE]
    below = len(lines) - 1 - max(inked, default=-1)
    return round(below / raster.height, 2), round(len(inked) / len(lines), 2)


@contextmanager
def office_fonts() -> Iterator[None]:
    """Meanwhile programs that are started find fonts like those of an office in China."""
    former = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
    try:
        yield
    finally:
        if former is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = former


def printed(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The PDF of each workbook or text, under its name in a folder; what is a PDF already is taken as it is."""
    documents = {f"{number}{path.suffix}": path for number, path in enumerate(paths) if path.suffix != ".pdf"}
    with office_fonts():
        made = print_documents({name: path.read_bytes() for name, path in documents.items()})
    targets = {documents[name]: (folder / f"{documents[name].stem}.pdf", pdf) for name, pdf in made.items()}
    for target, pdf in targets.values():
        target.write_bytes(pdf)
    return [targets[path][0] if path in targets else path for path in paths]


def main(arguments: Sequence[str]) -> None:
    """Print the table of pages of each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--pictures", type=Path, help="a folder for a PNG of each page")
    parser.add_argument("--dpi", type=int, default=70)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.pictures or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for path, pdf in zip(options.files, printed(options.files, folder), strict=True):
            print(f"{path}\npage  paper   least pt  blank below  inked  sheet")  # noqa: T201 - a script
            for page in printed_pages(pdf):
                small = "  ← below 9 pt" if 0 < page.smallest < 8.95 else ""
                print(  # noqa: T201
                    f"{page.number:4}  {page.paper:6}{page.smallest:8.2f}{page.blank_below:12.0%}{page.inked:8.0%}"
                    f"   {page.sheet}{small}"
                )
            if options.pictures:
                pictures(pdf, options.dpi)


if __name__ == "__main__":
    main(sys.argv[1:])
