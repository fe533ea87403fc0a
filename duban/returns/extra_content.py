"""What a department wrote where nothing was asked: notes around a table, rows, columns and sheets of its own."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any

from duban.model.form_id import contains_form_code
from duban.model.submission import ExtraContent
from duban.returns.cell_parser import CellParser, cell_excerpt
from duban.returns.rows import MatchedRows
from duban.tables.locate import LocatedTable
from duban.text.display import display_text
from duban.text.folding import is_placeholder, remove_spaces
from duban.value_object import MutableObject, field
from duban.workbook.book import cell_address
from duban.workbook.grid import CellValue, SheetGrid

_TOP_ROWS = 10
_CELLS_OF_EXTRA_SHEET = 30
"""So many cells of a sheet of their own are kept; the file itself is kept whole."""
_MAX_PIECES = 2000
"""So many pieces of a file are kept."""
_MAX_LENGTH = 2000
"""Characters that are kept of a piece."""
_SEPARATOR = "　"
_MOST_QUOTED = 10
"""So many cells stand in the sentence about them: one of them may ask for help."""


class ExtraContentCollector(MutableObject):
    """Gathers what one file holds beside the answers.

    Attributes:
        parser: of the file.
        notes: words around the tables, which are reported once for the file.
        pieces: all else that nobody asked for, which is reported piece by piece.
    """

    parser: CellParser
    notes: list[ExtraContent] = field(default_factory=list)
    pieces: list[ExtraContent] = field(default_factory=list)

    def add_table(self, matched: MatchedRows, heading_cells: Collection[tuple[int, int]]) -> None:
        """Keep what stands above a table, in columns of its own, and in lines that are no row or are not read.

        Args:
            matched: the table.
            heading_cells: row and column of the inputs above it.
        """
        table, known_texts = matched.table, matched.expected.texts
        extra_cells = self._extra_cells(table.sheet, range(table.header.row), known_texts)
        above = [self._content(table.sheet, *cell, value) for cell, value in extra_cells if cell not in heading_cells]
        self._report_other_unit(matched, above)
        for content in above:
            self._keep(self.notes, content)
        self._add_columns(matched, known_texts)
        other_lines = set(range(table.header.row + 1, len(table.sheet.rows))) - set(matched.line_by_key.values())
        unreported = set(table.rows_without_key) - matched.unsure_lines
        for line in sorted(other_lines):
            self._add_line(matched, line, known_texts, is_reported=line not in unreported)

    def add_sheets(self, sheets: Sequence[SheetGrid]) -> None:
        """Keep the beginning of each sheet that holds anything and is no copy of a sheet of the form."""
        parser, guide = self.parser, self.parser.expected_forms.snapshot.layout.guide_name
        for sheet in sheets:
            cells = list(islice(_filled_cells(sheet), _CELLS_OF_EXTRA_SHEET))
            if not cells or guide in (sheet.name, cells[0][1]) or self._carries_form_code(sheet):
                continue
            contents = [self._content(sheet, *cell, value) for cell, value in cells]
            count = sum(1 for _ in _filled_cells(sheet))
            facts = {"sheet": sheet.name, "area": _filled_area(sheet), **_quoted(contents, count)}
            parser.report("sheet-extra", contents[0].place, **facts)
            for content in contents:
                self._keep(self.pieces, content)

    def finish(self) -> tuple[ExtraContent, ...]:
        """All that was kept, the notes first; these are reported now."""
        if self.notes:
            quoted = _quoted(self.notes, len(self.notes))
            self.parser.report("extras-found", self.notes[0].place, more=self._is_full, **quoted)
        return (*self.notes, *self.pieces)

    def _report_other_unit(self, matched: MatchedRows, above: Sequence[ExtraContent]) -> None:
        """Ask where the words above a table name another unit in the place of the one to which the form was issued.

        Args:
            matched: the table.
            above: what was not issued and stands above it.
        """
        if not above:
            return  # nearly always, and the others are many
        unit = self.parser.unit
        others = [other.name for other in self.parser.expected_forms.snapshot.directory.units if other != unit]
        naming = [content for content in above if any(name in content.text for name in others)]
        if naming and self._lost_unit_name(matched):
            text = cell_excerpt(naming[0].text)
            self.parser.report("heading-of-another", naming[0].place, unit=unit.name, was=text)

    def _lost_unit_name(self, matched: MatchedRows) -> bool:
        """Whether a table was issued with the name of its unit above it, and it stands there no more."""
        layout, table = matched.expected.columns.layout, matched.table
        texts = (layout.title, *(item.text for item in layout.heading))
        values = chain.from_iterable(table.sheet.rows[: table.header.row])
        is_there = any(isinstance(value, str) and self.parser.unit.name in value for value in values)
        return not is_there and any("unit.name" in text for text in texts)

    def _add_columns(self, matched: MatchedRows, issued: AbstractSet[str]) -> None:
        """Keep what stands in the rows of a table outside its columns, column by column."""
        sheet, key_by_line = matched.table.sheet, {line: key for key, line in matched.line_by_key.items()}
        headers = sheet.rows[matched.table.header.row]
        form_columns = set(matched.table.columns.values())
        others = [(at, header) for at, header in enumerate(headers) if at not in form_columns]
        form_columns.update(at for at, header in others if self._is_header_of_form(header))
        cells_outside = self._extra_cells(sheet, sorted(key_by_line), issued, form_columns)
        for at, cells in groupby(sorted((at, line) for (line, at), _ in cells_outside), key=itemgetter(0)):
            header = sheet.value_at(matched.table.header.row, at)
            label = "" if self._is_issued(header, frozenset()) else display_text(header)
            self._add_column(sheet, label, at, {line: key_by_line[line] for _, line in cells})

    def _add_column(self, sheet: SheetGrid, label: str, at: int, key_by_line: Mapping[int, str]) -> None:
        """Keep the cells of a column of their own. label: its header; empty where it has none."""
        contents = [
            self._content(sheet, line, at, sheet.value_at(line, at))._replace(row_key=key, column_label=label)
            for line, key in key_by_line.items()
        ]
        if label:
            self.parser.report("column-extra", contents[0].place, label=label, **_quoted(contents, len(contents)))
        for content in contents:
            self._keep(self.pieces if label else self.notes, content)

    def _add_line(self, matched: MatchedRows, line: int, issued: AbstractSet[str], *, is_reported: bool) -> None:
        """Keep a line under the table, a note, or a row that somebody added.

        Args:
            matched: the table.
            line: counted from 0.
            issued: the words around the table as they were issued.
            is_reported: whether a finding says already what is wrong with the line.
        """
        sheet, columns = matched.table.sheet, matched.table.columns
        cells = self._extra_cells(sheet, [line], issued, _key_columns(matched.table))
        values = {at: self._content(sheet, line, at, value).text.strip() for (_, at), value in cells}
        if not values:
            return
        inputs = {columns.get(column.key, -1) for column in matched.expected.columns.inputs} & values.keys()
        text, place = _SEPARATOR.join(values.values()), self.parser.place(sheet, line, min(inputs or values))
        if inputs and not is_reported:
            excerpt = text if len(text) <= _MAX_LENGTH else cell_excerpt(text)
            self.parser.report_structure("row-added", place, line=line + 1, was=excerpt)
        self._keep(self.pieces if inputs or is_reported else self.notes, ExtraContent(place, text))

    def _extra_cells(
        self, sheet: SheetGrid, lines: Iterable[int], issued: AbstractSet[str], skipped: AbstractSet[int] = frozenset()
    ) -> Iterator[tuple[tuple[int, int], CellValue]]:
        """Row and column with the value of every cell that says something that was not issued.

        Args:
            sheet: that holds the cells.
            lines: counted from 0.
            issued: the words around the table as they were issued.
            skipped: columns in which nothing is looked for.
        """
        lines = list(lines)
        width = max((len(sheet.rows[line]) for line in lines), default=0)
        columns = [at for at in range(width) if at not in skipped]
        for line in lines if columns else ():
            values = sheet.rows[line]
            for at in columns:
                value = values[at] if at < len(values) else ""
                if value != "" and not self._is_issued(value, issued):
                    yield (line, at), value

    def _content(self, sheet: SheetGrid, row: int, column: int, value: CellValue) -> ExtraContent:
        """What a person saw in a cell; its row and column are counted from 0."""
        place = self.parser.place(sheet, row, column)
        return ExtraContent(place, self.parser.extra_text(place, value))

    def _keep(self, shelf: list[ExtraContent], piece: ExtraContent) -> None:
        if not self._is_full:
            shelf.append(piece._replace(text=piece.text[:_MAX_LENGTH]))

    @property
    def _is_full(self) -> bool:
        return len(self.notes) + len(self.pieces) >= _MAX_PIECES

    def _is_issued(self, value: CellValue, issued: AbstractSet[str]) -> bool:
        """Whether a cell that is not blank says nothing, or nothing that was not issued."""
        if not isinstance(value, str):
            return False
        if value in issued or self.parser.form_code in value or is_placeholder(value):
            return True
        return remove_spaces(value) in issued or self.parser.expected_forms.own_texts.is_under_title(value)

    def _is_header_of_form(self, header: CellValue) -> bool:
        """Whether a header is that of the checks, of the messages, of the explanations, or of the row keys.

        That of the checks is a formula, of which LibreOffice saves 0 in an .xls that it did not work out.
        """
        if header == 0:
            return True
        layout = self.parser.expected_forms.snapshot.layout
        return isinstance(header, str) and bool(
            header in (layout.message_label, layout.explain_label)
            or contains_form_code(header)
            or self.parser.expected_forms.own_texts.is_check_header(header)
        )

    def _carries_form_code(self, sheet: SheetGrid) -> bool:
        values = (value for row in islice(sheet.rows, _TOP_ROWS) for value in row)
        return any(isinstance(value, str) and self.parser.form_code in value for value in values)


def _key_columns(table: LocatedTable) -> frozenset[int]:
    """The hidden columns of row keys: a form code is their header."""
    headers = enumerate(table.sheet.rows[table.header.row])
    return frozenset(at for at, header in headers if isinstance(header, str) and contains_form_code(header))


def _quoted(contents: Sequence[ExtraContent], count: int) -> dict[str, Any]:
    """What a sentence says of cells: how many there are, and what stands in the first of them."""
    quoted = contents[:_MOST_QUOTED]
    words = _SEPARATOR.join(cell_excerpt(content.text) for content in quoted)
    return {"count": count, "is_cut": count > len(quoted), "was": words}


def _filled_area(sheet: SheetGrid) -> str:
    """The A1 name of the smallest area that holds all that stands in a sheet."""
    rows = {row for (row, _), _ in _filled_cells(sheet)}
    columns = {column for (_, column), _ in _filled_cells(sheet)}
    first, last = cell_address(min(rows) + 1, min(columns) + 1), cell_address(max(rows) + 1, max(columns) + 1)
    return first if first == last else f"{first}:{last}"


def _filled_cells(sheet: SheetGrid) -> Iterator[tuple[tuple[int, int], CellValue]]:
    """Row and column, counted from 0, with the value of every cell that is not blank."""
    for row, values in enumerate(sheet.rows):
        for column, value in enumerate(values):
            if value != "":
                yield (row, column), value
