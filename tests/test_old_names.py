"""Report sheets that an office wrote for version 0.1.0 say what they said; duban check tells what is renamed."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest

from duban.messages.finding import UnplacedFinding
from duban.model.report_layout import ReportBlock, ReportColumn, ReportSheet
from duban.model.status import Status
from duban.reports.block_rows import block_rows
from duban.reports.old_names import current_names, sheet_name_findings
from duban.reports.report_book import report_sheet
from duban.reports.table_rows import WHOLE_WIDTH
from duban.validation.reading import validated
from duban.workspace.plan_folder import load_typed_file
from tests.drawn import draw
from tests.offices import report
from tests.test_office_reports import huarong, office
from tests.test_sanshui_reports import october
from tests.test_scores import approved

OLD_SHEETS = sorted((Path(__file__).parent / "samples/reports-0.1.0").glob("*.yaml"))
STATUSES: dict[str, Callable[[], Status]] = {
    "huarong": huarong,
    "sanshui": october,
    "quanzhou": approved,
    "huizhou": lambda: office("huizhou-2020"),
}


def load(path: Path) -> ReportSheet:
    return load_typed_file(ReportSheet, path, path.name)


def present(name: str) -> ReportSheet:
    return report(name, "sanshui-2020" if name == "official" else "")


@pytest.mark.parametrize("status", STATUSES.values(), ids=STATUSES)
@pytest.mark.parametrize("path", OLD_SHEETS, ids=lambda path: path.stem)
def test_a_table_of_0_1_0_has_the_rows_of_the_present_one(path: Path, status: Callable[[], Status]) -> None:
    """In each column that both have; titles, labels and widths are for each to choose.

    What was asked of leaders stands by requests and not by milestones since.
    """
    tables = {_listed(block): block for block in present(path.stem).blocks if block.rows}
    for old in map(current_names, load(path).blocks):
        new = tables.get(_listed(old))
        if new and "answered:help" not in old.where:
            keys = {column.key for column in old.columns} & {column.key for column in new.columns}
            assert _cells(status(), old, keys) == _cells(status(), new, keys)
    assert draw(report_sheet(load(path), status()))


def _listed(block: ReportBlock) -> tuple[object, ...]:
    return block.rows, block.where, block.sort, block.limit, block.group


def _cells(status: Status, block: ReportBlock, keys: AbstractSet[str]) -> list[dict[str, object]]:
    shown = keys | {WHOLE_WIDTH}
    rows = ({key: cell for key, cell in row.items() if key in shown} for row in block_rows(status, block))
    return [{key: getattr(cell, "value", cell) for key, cell in row.items()} for row in rows]


@pytest.mark.parametrize("path", OLD_SHEETS, ids=lambda path: path.stem)
def test_old_names_are_told_and_present_ones_are_not(path: Path) -> None:
    assert {finding.code for finding in sheet_name_findings(load(path))} == {"report-name-old"}
    assert not list(sheet_name_findings(present(path.stem)))


def test_what_the_program_works_out_is_called_approved_in_no_sheet() -> None:
    """核定 is for persons; an office's sheet of 0.1.0 that says so is told, and printed with the present word."""
    old = load(next(path for path in OLD_SHEETS if path.stem == "milestones"))
    label = next(column.label for block in old.blocks for column in block.columns if column.key == "light")
    assert label == "核定亮灯"
    sheet = draw(report_sheet(old, huarong()))
    assert "核定亮灯" not in sheet
    assert "拟亮灯" in sheet
    assert ("核定亮灯", "拟亮灯") in {(each.facts["value"], each.facts["now"]) for each in sheet_name_findings(old)}


def test_a_sheet_of_0_1_0_keeps_its_own_words_and_looks_where_the_program_set_none() -> None:
    """Its titles and limits are its own; a style that the program always set stays set."""
    columns = tuple(ReportColumn(key=key, label=key, style="word") for key in ("own", "lost", "name"))
    old = ReportBlock(rows="losses", title="一、失分", text="说明", empty="没有", columns=columns)
    block = current_names(old)
    assert (block.title, block.text, block.empty) == ("一、失分", "说明", "没有")
    assert (block.rows, block.where, block.sort, block.total) == (
        *("tasks", ("weighted", "below-weight")),
        *("largest-gap", "losses"),
    )
    assert [(column.key, column.style) for column in block.columns] == [
        ("self_score", "score"),
        ("score_gap", "score"),
        ("name", "word"),
    ]
    (unstyled,) = current_names(
        ReportBlock(rows="claims", columns=(ReportColumn(key="claims", label="", style="x"),))
    ).columns
    assert (unstyled.key, unstyled.style) == ("claimants", "x")


def test_the_present_settings_of_an_old_table_are_told_as_one_would_write_them() -> None:
    sheet = ReportSheet(name="表", title="表", widths=(1,), blocks=(ReportBlock(rows="top-losses", title="一"),))
    (finding,) = sheet_name_findings(sheet)
    assert finding.facts["now"] == ("rows: tasks, where: ['weighted', 'with-gap'], sort: largest-gap, limit: 6")


def test_words_of_punctuality_are_left_out_and_told_where_they_stand() -> None:
    """The program does not know which returns were in time."""
    words = "已报{{ n.units_filed }}家{% if n.units_filed %}（其中按时{{ n.units_on_time }}家）{% endif %}。"
    block = ReportBlock(text=words)
    assert current_names(block).text == "已报{{ n.units_filed }}家。"
    (finding,) = sheet_name_findings(ReportSheet(name="表", title="表", widths=(1,), blocks=(block,)))
    assert (finding.code, finding.facts["value"]) == ("report-name-old", "n.units_on_time")


def findings(**block: object) -> list[UnplacedFinding]:
    columns = (ReportColumn(key="nmae", label="名称"), ReportColumn(key="sign", label=""))
    blocks = (validated(ReportBlock, {"rows": "milestones", "columns": columns, **block}),)
    return list(sheet_name_findings(ReportSheet(name="表", title="表", widths=(1, 1), blocks=blocks)))


def test_a_column_that_there_is_not_stays_blank_and_is_told() -> None:
    """A gap without a header is no column."""
    assert [(finding.code, finding.facts["near"]) for finding in findings()] == [("report-column-unknown", "name")]


@pytest.mark.parametrize(
    ("setting", "value", "near"),
    [
        ("where", ["worying"], "worrying"),
        ("where", ["not-reed"], "red"),
        ("where", ["answered"], "answered"),  # in which column?
        ("where", ["red:help"], "red"),  # it takes no column
        ("sort", "worst-ligth", "worst-light"),
        ("total", "lossses", "losses"),
    ],
)
def test_names_that_there_are_not_are_told(setting: str, value: object, near: str) -> None:
    wrong = next(finding for finding in findings(**{setting: value}) if finding.code == "value-choice")
    assert wrong.facts["near"] == near


def test_a_task_has_no_column_of_a_milestone() -> None:
    columns = (ReportColumn(key="line", label="节点"),)
    assert [finding.code for finding in findings(rows="tasks", columns=columns)] == ["report-column-unknown"]
