"""The words of templates/import.yaml, and a drawn table as the importer has it."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from duban.model.import_words import ImportWords
from duban.workbook.document import SourceDocument, SourceTable
from duban.workbook.grid import MergedArea
from duban.workspace.plan_folder import load_typed_file

_FILE = Path(__file__).parents[2] / "templates/import.yaml"


@cache
def import_words() -> ImportWords:
    return load_typed_file(ImportWords, _FILE, _FILE.name)


def document(*rows: Sequence[str], areas: Sequence[MergedArea] = ()) -> SourceDocument:
    """A document of one table; areas: its merged cells."""
    return SourceDocument((SourceTable("", 1, rows, tuple(areas)),))
