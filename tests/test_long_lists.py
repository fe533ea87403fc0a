"""A list that no cell rule takes stands on a sheet of its own: chosen from like any other, and never read."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.formats.opening import read_workbook
from duban.forms import design_form
from duban.model.layout import Option
from duban.model.snapshot import Snapshot
from duban.returns.identify import identify_form
from duban.returns.parse import parse_form
from duban.value_object import replace
from duban.workbook.book import Book, Cell, Sheet, SheetRow, Validation
from duban.workbook.long_lists import LISTS_SHEET, with_lists_sheet
from tests import returns
from tests.office.driver import Office
from tests.returns import JUNE, MILESTONE_SHEET, book_bytes, edited, type_values

NAMES = tuple(f"第{number}项从下拉框中选择的说法" for number in range(1, 41))
"""More than the 255 characters that a rule takes."""


def book(*lists: tuple[str, ...]) -> Book:
    """A sheet with one list a column."""
    rules = tuple(Validation(f"{letter}1", "list", options) for letter, options in zip("ABC", lists, strict=False))
    return Book([Sheet("表", [SheetRow([Cell("", "input-center")] * len(lists))], validations=rules, locked=True)])


def test_a_list_that_a_rule_takes_stays_in_it() -> None:
    plain = book(("是", "否"), NAMES[:5])
    assert with_lists_sheet(plain) is plain


@pytest.mark.parametrize("options", [NAMES, ("一、二", "三,四")], ids=["long", "comma"])
def test_any_other_stands_on_the_hidden_sheet_once(options: tuple[str, ...]) -> None:
    """A comma would part one choice into two."""
    opened = load_workbook(io.BytesIO(book_bytes(book(options, ("是", "否"), options))))
    rules = {str(rule.sqref): rule.formula1 for rule in opened["表"].data_validations.dataValidation}
    assert rules == {"A1": f"{LISTS_SHEET}_1", "B1": '"是,否"', "C1": f"{LISTS_SHEET}_1"}
    assert opened.defined_names[f"{LISTS_SHEET}_1"].attr_text == f"{LISTS_SHEET}!$A$1:$A${len(options)}"
    assert opened[LISTS_SHEET].sheet_state == "veryHidden"
    assert tuple(cell.value for cell in opened[LISTS_SHEET]["A"]) == options


def snapshot() -> Snapshot:
    """The small office's, with a long list of states."""
    issued = returns.snapshot()
    sheet = issued.layout.sheets[1]
    more = tuple(Option(text=name) for name in NAMES)
    columns = tuple(
        replace(column, options=(*column.options, *more)) if column.key == "state" else column
        for column in sheet.columns
    )
    sheets = (issued.layout.sheets[0], replace(sheet, columns=columns))
    return replace(issued, layout=replace(issued.layout, sheets=sheets))


def form() -> bytes:
    issued = snapshot()
    batch = replace(returns.form_batch(), snapshot=issued, snapshot_hash=issued.digest)
    return book_bytes(design_form(batch, returns.unit()))


def answers(data: bytes) -> tuple[object, list[str]]:
    """What was chosen of June's milestone, and what else than blanks is told of the form."""
    grid = read_workbook(data)
    identity = identify_form(grid)
    assert identity.form_id
    parsed = parse_form(grid, "回.xlsx", "", identity.form_id, returns.expected_forms(issued_from=snapshot()))
    found = [finding.code for finding in parsed.findings if finding.code != "missing"]
    return parsed.submission.records[JUNE].answer("state"), found


def test_what_was_chosen_is_read_and_the_sheet_is_not() -> None:
    chosen = edited(form(), type_values({(JUNE, "节点情况"): NAMES[-1]}))
    assert answers(chosen) == (NAMES[-1], [])


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_libreoffice_offers_the_list_and_saves_it(office: Office, tmp_path: Path, kind: str) -> None:
    """Very hidden becomes hidden there; it is read as little."""
    (tmp_path / "表.xlsx").write_bytes(form())
    with office.open(tmp_path / "表.xlsx") as opened:
        opened.select(MILESTONE_SHEET, "G5")
        offered = opened.choices()
        assert offered[-40:] == list(NAMES)
        assert opened.pick(len(offered))
        opened.save_as(tmp_path / f"回.{kind}", kind)  # type: ignore[arg-type]
    assert answers((tmp_path / f"回.{kind}").read_bytes()) == (NAMES[-1], [])
