"""How many pages workbooks have when they are printed, where LibreOffice is there to print them."""

from collections.abc import Mapping

from duban.text.lazy_pattern import lazy_pattern
from duban.writers.pdf import print_documents

_PAGE = lazy_pattern(rb"/Type\s*/Page(?![A-Za-z])")
"""What stands once for each page in a PDF that LibreOffice makes."""


def count_printed_pages(workbooks: Mapping[str, bytes]) -> dict[str, int]:
    """The number of pages of each workbook.

    Args:
        workbooks: by any name; only what this program or the clerk made, for LibreOffice opens it whole.

    Returns:
        Nothing for those that could not be printed; nothing at all where there is no LibreOffice.
    """
    names = {f"{number}.xlsx": name for number, name in enumerate(workbooks)}
    printed = print_documents({file_name: workbooks[name] for file_name, name in names.items()})
    return {names[file_name]: len(_PAGE.findall(pdf)) for file_name, pdf in printed.items()}
