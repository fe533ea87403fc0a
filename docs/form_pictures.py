"""Every kind of form as a department sees it: LibreOffice on a screen of 1366 × 768, in an input; and as it is printed.

`python docs/form_pictures.py FOLDER [PLAN …]` plays the demos and writes into a folder, of each table of the forms of
shown_forms.py, a picture with the first row's first input selected and one with its last, and one of each printed page.
`--keep` takes the demos as they were played. Those that docs/forms.md shows go into docs/pictures, too. Needs
LibreOffice, Xvfb, ImageMagick, poppler and Chinese fonts.
"""

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from docs.shown_forms import PLANS, InputCell, ShownForm, input_cells, shown_forms  # noqa: E402
from tests.office.driver import Office  # noqa: E402
from tests.office.pictures import pictures  # noqa: E402
from tests.office.printed_sheets import office_fonts, printed, printed_pages  # noqa: E402
from tests.office.screen import SIZE, blank_screen, photograph  # noqa: E402

DEMO = ROOT / "output" / "demo"
IN_DOCS = {
    "form-window": "taishan-2022-进展情况表-进展情况表-first",
    "form-window-wide": "city-projects-2025-民生实事月报表-进展情况-last",
    "form-window-carried": "enterprise-2025-进展跟踪表-进展跟踪-first",
}
"""The name of a picture in docs/pictures → the one that it is."""
HEADING_ROWS = 3
"""An input in one of the first rows stands above the table."""
UNTIL_DRAWN = 1.0
"""Seconds that a window takes to show what was done to it."""
PRINTED_DPI = 60
LEAST_POINTS = 8.95
"""Nine, but for what a printer rounds."""


def main() -> None:
    """Play what is asked for, then picture form by form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("plans", nargs="*", default=PLANS)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    if not options.keep:
        for plan in options.plans:
            demo = [sys.executable, str(ROOT / "examples" / "demo.py"), plan]
            subprocess.run(demo, check=True, stdout=subprocess.DEVNULL, timeout=600)
    options.folder.mkdir(parents=True, exist_ok=True)
    forms = list(shown_forms(DEMO, tuple(options.plans)))
    with office_fonts(), blank_screen() as screen, Office(screen=screen) as office:
        for form in forms:
            picture_windows(office, screen, form, options.folder)
    for name, made in IN_DOCS.items():
        if (picture := options.folder / f"{made}.png").is_file():
            shutil.copy(picture, ROOT / "docs" / "pictures" / f"{name}.png")
    picture_pages(forms, options.folder)


def picture_windows(office: Office, screen: str, form: ShownForm, folder: Path) -> None:
    """The tables of a form, with their inputs."""
    with office.open(form.path) as book:
        book.fill_screen(*SIZE)
        for sheet, cells in input_cells(form.path).items():
            for name, cell in ends_of_first_row(cells):
                book.select(sheet, cell)
                time.sleep(UNTIL_DRAWN)
                photograph(screen, folder / f"{form.plan}-{form.form}-{sheet}-{name}.png")


def ends_of_first_row(cells: Sequence[InputCell]) -> Iterator[tuple[str, str]]:
    """The first and the last input of a table's first row, with what their pictures are called."""
    rows = [cell for cell in cells if row_of(cell) > HEADING_ROWS]
    row = list(takewhile(lambda cell: row_of(cell) == row_of(rows[0]), rows))
    yield "first", row[0].cell
    if len(row) > 1:
        yield "last", row[-1].cell


def row_of(cell: InputCell) -> int:
    """Counted from 1."""
    return int(cell.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def picture_pages(forms: Sequence[ShownForm], folder: Path) -> None:
    """The printed pages, and a line for each with the least letters on it."""
    for form in forms:
        [pdf] = printed([form.path], folder)
        named = pdf.rename(folder / f"{form.plan}-{form.form}-page.pdf")
        for page in printed_pages(named):
            small = "  below 9 pt" if 0 < page.smallest < LEAST_POINTS else ""
            print(f"{form.plan} {form.form} {page.number} {page.sheet} {page.paper} {page.smallest}{small}")
        pictures(named, PRINTED_DPI)
        named.unlink()


if __name__ == "__main__":
    main()
