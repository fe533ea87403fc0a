"""Where in a source something is doubtful, as findings that a person can follow."""

from duban.messages.finding import Finding, Place
from duban.model.import_words import ImportWords
from duban.value_object import ValueObject, field
from duban.workbook.book import cell_address
from duban.workbook.document import SourceTable

LONGEST_QUOTE = 60
"""Characters of a cell that a finding repeats."""


class SourceDoubts(ValueObject):
    """What is doubtful of one file, collected while it is read.

    Attributes:
        file: as people know it.
        words: of templates/import.yaml.
        findings: in the order in which they were met.
    """

    file: str
    words: ImportWords
    findings: list[Finding] = field(default_factory=list)

    def table_place(self, table: SourceTable, row: int, column: int = 0) -> Place:
        """A cell of a sheet; in other files the table and the row, or the line of running text.

        Args:
            table: of the file.
            row: counted from 0.
            column: counted from 0.
        """
        if table.number == 0:  # a plan in running text
            return Place(self.file, line=row + 1)
        if table.is_sheet:
            return Place(self.file, table.name, cell_address(row + 1, column + 1))
        return Place(self.file, self.table_name(table), self.words.row_place.format(row=row + 1))

    def table_name(self, table: SourceTable) -> str:
        """How people call a table."""
        return table.name or self.words.table_place.format(number=table.number)

    def tell(self, code: str, place: Place, **facts: object) -> Finding:
        """Add a finding, and return it."""
        finding = Finding(code, place, facts)
        self.findings.append(finding)
        return finding
