"""No workbook that we write has anything that openxml-audit, at its strictest, would call an error."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from duban.forms import FormBatch, design_form
from duban.journeys.context import open_context
from duban.writers.xlsx import write_workbook
from tests.clerk import ROOT, Clerk, taishan_answers

JUNE, JULY = "2022-06", "2022-07"


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Everything of June and July: blank, carried and folded forms, lists, reports, a correction copy."""
    clerk, answers = Clerk(tmp_path_factory.mktemp("audit") / "desk"), taishan_answers()
    for period, issued, day in ((JUNE, "2022-06-03", "2022-06-21"), (JULY, "2022-07-04", "2022-07-21")):
        clerk.build(period, issued)
        clerk.hand_in_all(period, answers[period])
        clerk.compile(period, day)
    return sorted(path for path in (clerk.folder / "output").glob("*/*/[13]-*/**/*.xlsx"))


def test_there_is_one_of_each_kind(workbooks: list[Path]) -> None:
    names = [path.name for path in workbooks]
    for kind, count in {"-进展情况表-": 20, "分发清单": 2, "汇总报告": 2, "工作底稿": 2, "-退回修改": 1}.items():
        assert sum(kind in name for name in names) == count


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
    assert wrong == []


@pytest.mark.parametrize("plan", sorted(path.parent.name for path in ROOT.glob("plans/*/plan.yaml")))
def test_nothing_is_wrong_with_any_kind_of_form(plan: str, tmp_path: Path) -> None:
    """The first unit's form of each kind, as the oldest Excel would read it."""
    desk = open_context(ROOT / "config.yaml", plan, None, None, date(2024, 1, 1), None, compiling=False)
    for series in desk.issuer.all_series:
        snapshot = desk.issuer.snapshot(series, series.periods[0])
        issue = FormBatch(snapshot, snapshot.digest(), desk.workspace.messages)
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
