"""The pictures in README.md: demos played afresh, their workbooks printed by LibreOffice.

`python docs/pictures.py` writes docs/pictures/*.png. Needs LibreOffice, a Chinese font and poppler's pdftoppm.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
DEMO = ROOT / "output" / "demo"
PLANS = ("taishan-2022", "sanshui-2020", "quanzhou-2024")


class Shot(NamedTuple):
    """A page of a workbook, whose name may have stars. height: of the picture in dots, from the top; 0: all of it."""

    workbook: Path
    page: int
    height: int = 0


SHOTS = {
    "form": Shot(DEMO / "taishan-2022/2022-07/1-下发/TS2022-2022-07-进展情况表-督导室.xlsx", 1),
    "correction": Shot(DEMO / "taishan-2022/2022-06/3-汇总/退回修改/TS2022-2022-06-招考股-退回修改.xlsx", 3, 260),
    "report": Shot(DEMO / "taishan-2022/2022-07/3-汇总/*汇总报告（*.xlsx", 1),
    "matrix": Shot(DEMO / "sanshui-2020/2020-D1231/3-汇总/*汇总报告（*.xlsx", 2, 450),
    "scores": Shot(DEMO / "quanzhou-2024/2024-绩效核定表/3-汇总/*汇总报告（*.xlsx", 1),
}


def main() -> None:
    """Play the demos, then print and picture their workbooks one by one."""
    for plan in PLANS:
        run(sys.executable, str(ROOT / "examples" / "demo.py"), plan)
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, shot in SHOTS.items():
            take(shot, PICTURES / name, Path(scratch))
            print(f"docs/pictures/{name}.png")


def take(shot: Shot, target: Path, scratch: Path) -> None:
    """A page as a PNG; the target has no extension."""
    own_profile = f"-env:UserInstallation={(scratch / 'profile').as_uri()}"
    workbook = next(shot.workbook.parent.glob(shot.workbook.name))
    run("soffice", own_profile, "--headless", "--convert-to", "pdf", "--outdir", str(scratch), str(workbook))
    printed = str(scratch / f"{workbook.stem}.pdf")
    only = ("-f", str(shot.page), "-l", str(shot.page), "-singlefile")
    run("pdftoppm", "-png", "-r", "90", *only, "-H", str(shot.height), printed, str(target))


def run(*command: str) -> None:
    """Start a program and wait for it; what it prints matters only when it fails."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300)


if __name__ == "__main__":
    main()
