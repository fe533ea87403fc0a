"""A Book written as most people would write it: by openpyxl, cell by cell, with style objects."""

# mypy: disable-error-code="arg-type,assignment,attr-defined,no-untyped-call,union-attr"
# (the types that others made for openpyxl lack much of it)

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import FilterColumn, Filters
from openpyxl.worksheet.worksheet import Worksheet

from duban.workbook.book import Book, PageSetup, Sheet, Validation
from duban.writers.resolved_styles import ResolvedStyles


def write(book: Book, styles: ResolvedStyles) -> bytes:
    """The same cells, locks, lists, conditional formats and print set-up as ours."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.title = book.title
    for name, value in book.properties.items():
        workbook.custom_doc_props.append(StringProperty(name=name, value=value))
    workbook.security = WorkbookProtection(lockStructure=any(sheet.locked for sheet in book.sheets))
    objects_by_style = {name: style_objects(properties) for name, properties in styles.format_properties.items()}
    for sheet in book.sheets:
        _sheet(workbook.create_sheet(sheet.name), sheet, objects_by_style, book.password)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def style_objects(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The style objects of a style, made once: what is set on each cell. What is usual is not set."""
    line, fill = _color(properties.get("border_color")), _color(properties.get("bg_color"))
    side = Side(style="thin", color=line)
    vertical = {"vcenter": "center"}.get(properties.get("valign", ""), properties.get("valign"))
    objects = {
        "font": Font(
            name=properties["font_name"],
            size=properties["font_size"],
            bold=properties.get("bold", False),
            color=_color(properties.get("font_color")),
        ),
        "fill": PatternFill("solid", fgColor=fill, bgColor=fill) if fill else None,
        "border": Border(side, side, side, side) if line else None,
        "alignment": Alignment(properties.get("align"), vertical, wrap_text=properties.get("text_wrap")),
        "number_format": properties.get("num_format"),
        "protection": None if properties["locked"] else Protection(locked=False),
    }
    return {name: value for name, value in objects.items() if value is not None}


def _color(value: str | None) -> str | None:
    return value.removeprefix("#") if value else None


def _sheet(worksheet: Worksheet, sheet: Sheet, styles: Mapping[str, dict[str, Any]], password: str) -> None:
    for column, width in enumerate(sheet.widths, 1):
        worksheet.column_dimensions[get_column_letter(column)].width = width
    for column in sheet.hidden_columns:
        worksheet.column_dimensions[get_column_letter(column)].hidden = True
    _cells(worksheet, sheet, styles)
    for validation in sheet.validations:
        worksheet.add_data_validation(_validation(validation))
    for highlight in sheet.conditional_formats:
        style = styles[highlight.style]
        rule = FormulaRule([highlight.formula[1:]], font=style["font"], fill=style.get("fill"))
        worksheet.conditional_formatting.add(highlight.cells, rule)
    if sheet.freeze:
        row, column = sheet.freeze
        worksheet.freeze_panes = worksheet.cell(row + 1, column + 1)
    if sheet.filter_range:
        first_row, first_column, last_row, last_column = sheet.filter_range
        cells = f"{get_column_letter(first_column)}{first_row}:{get_column_letter(last_column)}{last_row}"
        worksheet.auto_filter.ref = cells
        if sheet.filter_values:
            column, values = sheet.filter_values
            column_filter = FilterColumn(colId=column - first_column, filters=Filters(filter=list(values)))
            worksheet.auto_filter.filterColumn.append(column_filter)
    if sheet.locked:
        worksheet.protection.set_password(password)
        worksheet.protection.enable()
        worksheet.protection.formatRows = worksheet.protection.formatColumns = False
        worksheet.protection.autoFilter = False
    worksheet.sheet_state = {"very_hidden": "veryHidden"}.get(sheet.visibility, sheet.visibility)
    if sheet.visibility == "visible":
        _page(worksheet, sheet.page)


def _cells(worksheet: Worksheet, sheet: Sheet, styles: Mapping[str, dict[str, Any]]) -> None:
    for row, line in enumerate(sheet.rows, 1):
        if line.height is not None:
            worksheet.row_dimensions[row].height = line.height
        if line.hidden:
            worksheet.row_dimensions[row].hidden = True
        for column, cell in enumerate(line.cells, 1):
            if cell is None:
                continue
            if cell.column_span > 1:
                worksheet.merge_cells(None, row, column, row, column + cell.column_span - 1)
            target: Any = worksheet.cell(row, column, cell.formula or cell.value)
            for name, value in styles[cell.style].items():
                setattr(target, name, value)
            if cell.note:
                target.comment = Comment(cell.note, "duban")


def _validation(rule: Validation) -> DataValidation:
    kind = {"length": "textLength"}.get(rule.kind, rule.kind)
    if rule.kind == "list":
        low = f'"{",".join(rule.options)}"'
        bounds = {"formula1": low}
    else:
        bounds = {"operator": "between", "formula1": _bound(rule.low), "formula2": _bound(rule.high)}
    return DataValidation(
        type=kind,
        sqref=rule.cells,
        allow_blank=True,
        showInputMessage=True,
        showErrorMessage=rule.strict,
        promptTitle=rule.title[:32],
        prompt=rule.prompt[:255],
        errorTitle=rule.title[:32],
        error=rule.error[:220],
        **bounds,
    )


def _bound(value: object) -> str:
    return f'DATEVALUE("{value}")' if isinstance(value, date) else str(value)


def _page(worksheet: Worksheet, page: PageSetup) -> None:
    worksheet.page_setup.paperSize = 8 if page.paper == "A3" else 9
    worksheet.page_setup.orientation = "landscape" if page.landscape else "portrait"
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, int(page.fit_one_page)
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.print_options.horizontalCentered = True
    if page.repeat_rows:
        worksheet.print_title_rows = f"{page.repeat_rows[0]}:{page.repeat_rows[1]}"
    if page.last_column:
        worksheet.print_area = f"A1:{get_column_letter(page.last_column)}{worksheet.max_row}"
    worksheet.oddFooter.center.text = page.footer.removeprefix("&C")
