"""A plan's workbook: how it is used, a sheet for each table, and which files it was made from."""

from collections.abc import Iterator, Mapping, Sequence

from duban.messages.catalogue import Messages
from duban.plan_book.book_tables import MARK, MARK_SHEET
from duban.plan_book.plan_rows import PlanRow
from duban.plan_book.sheet_design import SheetWords, design_sheet
from duban.plan_book.tables import AnyModel, all_tables
from duban.workbook.book import PRODUCT_PROPERTY, Book, Cell, PageSetup, Sheet, SheetRow
from duban.workbook.paging import BODY_FONT_SIZE, fitted_row

_ORDER = ("任务", "节点", "分项", "指标", "项目", "调整", "填报", "类别", "组", "计划", "默认", "机构", "群组", "变更")
"""The sheets from left to right; those that it does not name stand behind them."""
_GUIDE_WIDTHS = (16.0, 12.0, 90.0)

FileRows = Mapping[AnyModel, Mapping[str, Sequence[PlanRow]]]
"""The model of each file → key of a table → its rows."""


def design_plan_book(files: FileRows, hashes: Mapping[str, str], title: str, words: SheetWords, password: str) -> Book:
    """The workbook of a plan.

    Args:
        files: what is typed in plan.yaml and units.yaml.
        hashes: name of each file → its hash.
        title: of the plan.
        words: what stands around the entries.
        password: of the sheet locks.
    """
    sheets = {
        key: design_sheet(root, table, rows[key], words)
        for root, rows in files.items()
        for key, table in all_tables(root).items()
    }
    counts = {key: len(rows[key]) for rows in files.values() for key in rows}
    ordered = [key for key in (*_ORDER, *sheets) if key in sheets]
    keys = list(dict.fromkeys(ordered))
    guide = _guide(title, [(key, counts[key]) for key in keys], words.messages)
    return Book((guide, *(sheets[key] for key in keys), _meta(hashes)), title, {PRODUCT_PROPERTY: "plan"}, password)


def _guide(title: str, sheets: Sequence[tuple[str, int]], messages: Messages) -> Sheet:
    """The first sheet: how to go about it, and what stands where."""
    lines = messages.text("plan-book-guide").strip().splitlines()
    rows = [
        SheetRow([Cell(title, "section", column_span=3)], height=30),
        *(fitted_row([Cell(line, "guide", column_span=3)], _GUIDE_WIDTHS, BODY_FONT_SIZE) for line in lines),
        SheetRow([]),
        *_sheet_list(sheets, messages),
    ]
    name = messages.text("plan-book-guide-name")
    page = PageSetup(last_column=len(_GUIDE_WIDTHS), fit_one_page=True)
    return Sheet(name, rows, widths=_GUIDE_WIDTHS, page=page, locked=True)


def _sheet_list(sheets: Sequence[tuple[str, int]], messages: Messages) -> Iterator[SheetRow]:
    headers = messages.text("plan-book-guide-headers").split()
    yield SheetRow([Cell(header, "head") for header in headers], height=20)
    for key, count in sheets:
        note = messages.text("plan-book-sheet-title", key=key)
        cells = [Cell(key, "link", link=(key, "A1")), Cell(count, "number"), Cell(note, "word-middle")]
        yield fitted_row(cells, _GUIDE_WIDTHS, least=20)


def _meta(hashes: Mapping[str, str]) -> Sheet:
    rows = [SheetRow([Cell(MARK, "hidden")])]
    rows += [SheetRow([Cell(name, "hidden"), Cell(digest, "hidden")]) for name, digest in hashes.items()]
    return Sheet(MARK_SHEET, rows, visibility="very_hidden", locked=True)
