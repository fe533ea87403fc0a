"""Nothing is wrong with any workbook or document that we write: to the standard, and to LibreOffice.

The standard is what openxml-audit, at its strictest, makes of it.
"""

import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openxml_audit import FileFormat, OpenXmlValidator

from duban.forms import FormBatch, design_form
from duban.journeys.context import open_context
from duban.writers.xlsx import write_workbook
from tests.clerk import ROOT, Clerk, taishan_answers
from tests.office.printed_sheets import printed, printed_pages

JUNE, JULY = "2022-06", "2022-07"
KINDS = (".xlsx", ".docx")
NO_THEME = "A required relationship type 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme'"
"""ECMA-376, 11.3.8 lets a document have a theme; the audit demands one."""
HAS_OFFICE = all(map(shutil.which, ("soffice", "pdftoppm", "pdftohtml")))
needs_office = pytest.mark.skipif(not HAS_OFFICE, reason="needs LibreOffice and poppler")
LEAST_POINTS = 9.0
_COLOURED = 60
"""How far the channels of a dot are apart at least that no shade of grey looks like it."""


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Everything of June and July: forms, lists, reports of two editions, a correction copy, all letters in Word."""
    clerk, answers = Clerk(tmp_path_factory.mktemp("audit") / "desk"), taishan_answers()
    for period, issued, day in ((JUNE, "2022-06-03", "2022-06-21"), (JULY, "2022-07-04", "2022-07-21")):
        clerk.build(period, issued)
        clerk.hand_in_all(period, answers[period])
        clerk.compile(period, day)
    clerk.run("duban", "edition", "系统内印发")
    clerk.run("duban", "notice", "全部", "--checked", "全部")
    return sorted(path for kind in KINDS for path in (clerk.folder / "output").glob(f"*/*/[13]-*/**/*{kind}"))


def test_there_is_one_of_each_kind(workbooks: list[Path]) -> None:
    names = [path.name for path in workbooks]
    for kind, count in {"-进展情况表-": 21, "分发清单": 2, "汇总报告": 3, "工作底稿": 2, "-退回修改": 1}.items():
        assert sum(kind in name for name in names) == count
    assert sum(path.suffix == ".docx" for path in workbooks) > 2


@pytest.mark.parametrize("version", [FileFormat.OFFICE_2007, FileFormat.OFFICE_2019, FileFormat.MICROSOFT_365])
def test_nothing_is_wrong_with_any_workbook(workbooks: list[Path], version: FileFormat) -> None:
    """The oldest Excel that must open it, a usual one, and the newest."""
    audit = OpenXmlValidator(
        file_format=version,
        max_errors=0,
        schema_validation=True,
        semantic_validation=True,
        security_validation=True,
        strict=True,
    )
    wrong = [f"{path.name}: {error}" for path in workbooks for error in audit.validate(path).errors]
    assert [error for error in wrong if NO_THEME not in error] == []


@pytest.mark.parametrize("plan", sorted(path.parent.name for path in ROOT.glob("plans/*/plan.yaml")))
def test_nothing_is_wrong_with_any_kind_of_form(plan: str, tmp_path: Path) -> None:
    """The first unit's form of each kind, as the oldest Excel would read it."""
    desk = open_context(ROOT / "config.yaml", plan, None, None, date(2024, 1, 1), None, compiling=False)
    for series in desk.issuer.all_series:
        snapshot = desk.issuer.snapshot(series, series.periods[0])
        issue = FormBatch(snapshot, snapshot.digest, desk.workspace.messages)
        if snapshot.assignment.units:  # of some plans, nobody leads anything yet
            book = design_form(issue, snapshot.assignment.units[0])
            (tmp_path / f"{series.layout.name}.xlsx").write_bytes(write_workbook(book, desk.workspace.resolved_styles))
    audit = OpenXmlValidator(file_format=FileFormat.OFFICE_2007, max_errors=0, schema_validation=True, strict=True)
    assert [f"{path.name}: {error}" for path in tmp_path.iterdir() for error in audit.validate(path).errors] == []


def test_the_audit_would_see_a_mistake(workbooks: list[Path], tmp_path: Path) -> None:
    """The test above can fail."""
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(workbooks[0]) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<sheetProtection ", b"<sheetProtektion "))
    assert not OpenXmlValidator(max_errors=0).validate(broken).is_valid


@pytest.fixture(scope="module")
def prints(workbooks: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """What leaders and units read, as LibreOffice prints it."""
    wanted = [path for path in workbooks if path.suffix == ".docx" or "汇总报告" in path.name or "退回" in path.name]
    folder = tmp_path_factory.mktemp("prints")
    return dict(zip(wanted, printed(wanted, folder), strict=True))


@needs_office
def test_libreoffice_prints_every_one_with_every_sheet(prints: dict[Path, Path]) -> None:
    missing = []
    for path, pdf in prints.items():
        pages = printed_pages(pdf)
        sheets = {page.sheet for page in pages}
        missing += [f"{path.name}: {name}" for name in visible_sheets(path) if name not in sheets]
        missing += [f"{path.name}: page {page.number} is empty" for page in pages if not page.inked]
    assert missing == []


@needs_office
def test_nothing_is_printed_in_letters_below_nine_points(prints: dict[Path, Path]) -> None:
    """Charts neither: measured where columns are as wide as with Calibri."""
    if "Carlito" not in subprocess.run(["fc-list"], check=True, capture_output=True, text=True).stdout:
        pytest.skip("needs a font as wide as Calibri")
    reports = {path: pdf for path, pdf in prints.items() if path.suffix == ".docx" or "汇总报告" in path.name}
    small = [
        f"{path.name}: page {page.number}, {page.sheet}: {page.smallest} points"
        for path, pdf in reports.items()
        for page in printed_pages(pdf)
        if 0 < page.smallest < LEAST_POINTS
    ]
    assert small == []


@needs_office
def test_libreoffice_draws_every_chart(prints: dict[Path, Path], tmp_path: Path) -> None:
    """The page of its sheet has more dots in colour than a page of letters and light fills."""
    drawn = {}
    for path, pdf in prints.items():
        pages = {page.sheet: page.number for page in reversed(printed_pages(pdf))} if path.suffix == ".xlsx" else {}
        for name in sheets_with_charts(path) if pages else ():
            drawn[f"{path.parent.name}/{path.name}: {name}"] = dots_in_colour(pdf, pages[name], tmp_path)
    assert len(drawn) > 2
    assert [name for name, dots in drawn.items() if dots < 300] == []


def visible_sheets(path: Path) -> list[str]:
    if path.suffix != ".xlsx":
        return []
    book = load_workbook(path)
    return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]


def sheets_with_charts(path: Path) -> list[str]:
    """By the names of sheets; openpyxl reads the charts of a workbook with it."""
    return [sheet.title for sheet in load_workbook(path).worksheets if vars(sheet).get("_charts")]


def dots_in_colour(pdf: Path, page: int, scratch: Path) -> int:
    """How many dots of a page are in a colour that is not pale, at 50 an inch."""
    which = ("-f", str(page), "-l", str(page), "-singlefile")
    subprocess.run(["pdftoppm", "-r", "50", *which, str(pdf), str(scratch / "page")], check=True, timeout=600)
    data = (scratch / "page.ppm").read_bytes()
    _, width, height, _ = data.split(maxsplit=4)[:4]
    dots = data[-int(width) * int(height) * 3 :]
    channels = zip(dots[::3], dots[1::3], dots[2::3], strict=True)
    return sum(max(dot) - min(dot) > _COLOURED for dot in channels)
