"""The rules of what may be typed into cells, each written by xlsxwriter once: other cells may have the same one."""

from functools import lru_cache
from io import StringIO

from xlsxwriter.worksheet import Worksheet

from duban.value_object import replace
from duban.workbook.book import Sheet, Validation
from duban.writers.validation_options import validation_options

_ANYWHERE = "A1"
_CELLS = f' sqref="{_ANYWHERE}"'


def must_take(result: int | None, what: str) -> None:
    """Raise ValueError where xlsxwriter says by its result that it left something out."""
    if result:
        message = f"{what} that Excel would not take"
        raise ValueError(message)


def validations_xml(sheet: Sheet) -> str:
    """The element of all rules of a sheet; empty where it has none.

    Raises:
        ValueError: Excel would not take one of them.
    """
    if not sheet.validations:
        return ""
    rules = "".join(map(_validation_xml, sheet.validations))
    return f'<dataValidations count="{len(sheet.validations)}">{rules}</dataValidations>'


def _validation_xml(rule: Validation) -> str:
    first, _, last = rule.cells.partition(":")
    before, after = _validation_around_cells(replace(rule, cells=""))
    return f'{before} sqref="{first if last in ("", first) else rule.cells}"{after}'


@lru_cache(maxsize=1024)
def _validation_around_cells(rule: Validation) -> tuple[str, str]:
    worksheet, xml = Worksheet(), StringIO()
    worksheet._set_filehandle(xml)  # noqa: SLF001 — as it writes its sheets
    result = worksheet.data_validation(_ANYWHERE, validation_options(rule))
    must_take(result, f"{rule.title}: a validation")
    [options] = worksheet.validations
    worksheet._write_data_validation(options)  # noqa: SLF001 — likewise
    before, _, after = xml.getvalue().partition(_CELLS)
    return before, after
