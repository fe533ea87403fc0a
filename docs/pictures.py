"""The pictures of README.md and docs/: demos played afresh, their files printed by LibreOffice or opened in Chromium.

`python docs/pictures.py` writes docs/pictures/*.png. Needs LibreOffice, Chromium, poppler and Chinese fonts.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.office.chromium import opened_page, running_chromium  # noqa: E402
from tests.office.printed_sheets import printed, printed_pages  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
DEMO = ROOT / "output" / "demo"
PLANS = ("taishan-2022", "sanshui-2020", "quanzhou-2024")
ON_REQUEST = (("notice", "通报", "督办单"), ("page",))
"""What is made of Taishan's July beside its report."""
MOST_BYTES = 200 * 1024
RESOLUTIONS = (90, 80, 70, 60, 50)
"""Dots an inch; the first with which a picture is small enough."""
JULY = DEMO / "taishan-2022" / "2022-07"


class Shot(NamedTuple):
    """A page of a workbook or document.

    pattern: of the one file below a folder. sheet: its first page is taken; empty takes the page of a number. height:
    of the picture in inches, from the top; 0 takes the whole page.
    """

    folder: Path
    pattern: str
    sheet: str = ""
    page: int = 1
    height: float = 0

    @property
    def file(self) -> Path:
        """The first file of that pattern."""
        return min(self.folder.rglob(self.pattern))

    def page_number(self, pdf: Path) -> int:
        """The page that is taken."""
        return next((each.number for each in printed_pages(pdf) if each.sheet == self.sheet), self.page)


SHOTS = {
    "form": Shot(JULY / "1-下发", "督导室-*.xlsx"),
    "correction": Shot(DEMO / "taishan-2022/2022-06/3-汇总/退回修改", "*.xlsx", page=3, height=2.9),
    "report": Shot(JULY / "3-汇总", "*汇总报告*.xlsx"),
    "summary": Shot(JULY / "3-汇总", "*汇总报告*.xlsx", "汇总表"),
    "units": Shot(JULY / "3-汇总", "*汇总报告*.xlsx", "各单位亮灯", height=7.5),
    "trend": Shot(JULY / "3-汇总", "*汇总报告*.xlsx", "趋势", height=8.5),
    "months": Shot(JULY / "3-汇总", "*汇总报告*.xlsx", "节点月历"),
    "circular": Shot(JULY / "3-汇总", "*通报*.docx"),
    "supervision": Shot(JULY / "3-汇总", "*督办单*.docx"),
    "matrix": Shot(DEMO / "sanshui-2020/2020-D1231/3-汇总", "*汇总报告*.xlsx", page=2, height=5),
    "scores": Shot(DEMO / "quanzhou-2024/2024-绩效核定表/3-汇总", "*汇总报告*.xlsx"),
}
WINDOWS = {"page": (1366, 640), "page-phone": (360, 740)}
"""What a browser shows of a page, in pixels, on a screen of 1366 × 768 and on a telephone."""


def main() -> None:
    """Play the demos, then picture their files one by one."""
    for plan in PLANS:
        run(sys.executable, str(ROOT / "examples" / "demo.py"), plan)
    duban, where = Path(sys.executable).with_name("duban"), ("--config", str(DEMO / "config.yaml"))
    for command in ON_REQUEST:
        run(str(duban), *command, *where, "--plan", str(DEMO / "plans" / "taishan-2022"), fails=False)
    PICTURES.mkdir(exist_ok=True)
    picture_prints()
    picture_page()
    tell_sizes([*SHOTS, *WINDOWS])


def picture_prints() -> None:
    """Every shot, of files that are printed once each."""
    files = list(dict.fromkeys(shot.file for shot in SHOTS.values()))
    with tempfile.TemporaryDirectory() as scratch:
        prints = dict(zip(files, printed(files, Path(scratch)), strict=True))
        for name, shot in SHOTS.items():
            take(shot, prints[shot.file], PICTURES / name)


def take(shot: Shot, pdf: Path, target: Path) -> None:
    """A page as a PNG; the target has no extension."""
    number = str(shot.page_number(pdf))
    for dots in RESOLUTIONS:
        only = ("-f", number, "-l", number, "-singlefile", "-H", str(round(shot.height * dots)))
        run("pdftoppm", "-png", "-r", str(dots), *only, str(pdf), str(target))
        if target.with_suffix(".png").stat().st_size <= MOST_BYTES:
            return


def picture_page() -> None:
    """The page, as it is first seen on a desk and in a hand."""
    [path] = (JULY / "3-汇总").glob("*.html")
    with running_chromium() as browser:
        for name, (width, height) in WINDOWS.items():
            with opened_page(browser, path, width, height) as opened:
                opened.page.screenshot(path=PICTURES / f"{name}.png")


def tell_sizes(names: Iterable[str]) -> None:
    """Print what was made, and mark what is too large for a page that is read on the way."""
    for name in names:
        size = (PICTURES / f"{name}.png").stat().st_size
        print(f"docs/pictures/{name}.png  {size >> 10} KB{'  too large' if size > MOST_BYTES else ''}")


def run(*command: str, fails: bool = True) -> None:
    """Start a program and wait for it; what it prints matters only when it fails.

    fails: whether an exit code other than 0 is a fault; a command of ours says by 1 that a person has to look.
    """
    subprocess.run(command, check=fails, stdout=subprocess.DEVNULL, timeout=600)


if __name__ == "__main__":
    main()
