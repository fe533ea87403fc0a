"""A workbook of the office above is understood by its headers alone: its plan and its key are not ours."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice

from duban.model.layout import Column, Layout, SheetLayout
from duban.model.role import Role
from duban.model.upper_form import FILLED_ROLES, HeaderWords, Topic, UpperCell, UpperForm, UpperRow
from duban.text.dates import parse_deadline
from duban.text.display import display_text
from duban.text.folding import comparison_key
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject, field, replace
from duban.workbook.grid import CellValue, SheetGrid

_SEARCHED_ROWS = 20
"""A header is looked for in so many rows from the top."""
_LONGEST_LABEL = 60
_BRACKETS = lazy_pattern(r"\([^()]*\)")
_TOPIC_PATHS = (  # in this order: a wording that speaks of the line may speak of the name too
    (Topic.TARGET, lazy_pattern(r"\btarget\.name\b")),
    (Topic.UNIT, lazy_pattern(r"\btarget\.unit\b")),
    (Topic.COUNTED, lazy_pattern(r"\b(?:asks_total|counting)\b")),
    (Topic.SPAN, lazy_pattern(r"\bspan\b")),
    (Topic.LINE, lazy_pattern(r"\b(?:line|milestone\.printed|milestone\.content)\b")),
    (Topic.NUMBER, lazy_pattern(r"\btask\.number\b")),
    (Topic.NAME, lazy_pattern(r"\btask\.(?:name|wording)\b")),
    (Topic.DUE, lazy_pattern(r"^due$|\btask\.due_text\b")),
)
"""What a column shows, by the path that it shows or the text that it says."""

ColumnMeaning = Topic | Role


class HeaderVocabulary(ValueObject):
    """By which headers tables are understood; sent to the worker that reads.

    Attributes:
        layouts: the kinds of form that are known here.
        words: what else headers may be called.
        year: of which days without a year are.
    """

    layouts: tuple[Layout, ...]
    words: HeaderWords
    year: int

    def sheets(self, kind: str) -> list[SheetLayout]:
        """All tables that are known, those of the kind of this code first."""
        kinds = sorted(self.layouts, key=lambda layout: layout.code != kind)
        return [sheet for layout in kinds for sheet in layout.sheets]


class _Header(ValueObject):
    """The header of a table; rows and columns are counted from 0.

    Attributes:
        meanings: column → what it is about, or asks for.
        layout: the kind of table that explains it, else None.
    """

    row: int
    labels: Mapping[int, str]
    meanings: Mapping[int, ColumnMeaning]
    layout: SheetLayout | None = None

    def input_column(self, column: int) -> Column | None:
        """What the kind of table says of an input."""
        inputs = self.layout.input_columns if self.layout else ()
        return next((asked for asked in inputs if _folded(asked.label) == self.labels[column]), None)


class FormMarks(ValueObject):
    """What a form of the program's own says of itself; of another file nothing.

    Attributes:
        code: its form code.
        kind: the code of its kind of form.
        carried: row key → last period's words, which were carried into the form and are to change.
    """

    code: str = ""
    kind: str = ""
    carried: Mapping[str, str] = field(default_factory=dict)

    def carried_words(self, values: Sequence[CellValue]) -> str:
        """Last period's words in a row, which carries its key in a cell; empty for none."""
        prefix = f"{self.code}/"
        keys = (str(value).removeprefix(prefix) for value in reversed(values) if str(value).startswith(prefix))
        return self.carried.get(next(keys, ""), "") if self.code else ""


def read_upper_form(sheets: Iterable[SheetGrid], marks: FormMarks, vocabulary: HeaderVocabulary) -> UpperForm:
    """What a workbook asks for.

    Args:
        sheets: of it, without those that a program hides in a form.
        marks: what it says of itself.
        vocabulary: by which it is understood.
    """
    rows: list[UpperRow] = []
    heading, others, cut = "", [], []
    guides = {layout.guide_name for layout in vocabulary.layouts}
    for sheet in sheets:
        header = _find_header(sheet, vocabulary.sheets(marks.kind), vocabulary.words)
        if header is None:
            others += [sheet.name] if sheet.name not in guides else []
            continue
        above = (value for values in sheet.rows[: header.row] for value in values if isinstance(value, str))
        heading += "\n".join((*map(comparison_key, above), comparison_key(sheet.name), ""))
        rows += _with_days_before(list(_rows(sheet, header, marks, vocabulary.year)))
        cut += [sheet.name] if sheet.truncated else []
    return UpperForm(marks.code, heading, tuple(rows), tuple(others), tuple(cut))


def _find_header(sheet: SheetGrid, layouts: Sequence[SheetLayout], words: HeaderWords) -> _Header | None:
    """The row that says best what its columns are; None where no row says what is asked, and of which task."""
    searched_rows = enumerate(islice(sheet.rows, _SEARCHED_ROWS))
    headers = (_header(number, values, layouts, words) for number, values in searched_rows)
    usable = [header for header in headers if header and _is_usable(header)]
    return max(usable, key=lambda header: len(header.meanings), default=None)


def _is_usable(header: _Header) -> bool:
    meanings = set(header.meanings.values())
    return bool(meanings & {Topic.NAME, Topic.NUMBER}) and bool(meanings & set(FILLED_ROLES))


def _header(
    number: int, values: Sequence[CellValue], layouts: Sequence[SheetLayout], words: HeaderWords
) -> _Header | None:
    """A row as a header; of columns that mean the same the first counts."""
    folded = {at: _folded(value) for at, value in enumerate(values) if isinstance(value, str)}
    labels = {at: label for at, label in folded.items() if 0 < len(label) < _LONGEST_LABEL}
    if not labels:
        return None
    layout = _explaining_layout(layouts, frozenset(labels.values()))
    by_label = {**_meanings_of_words(words), **(_meanings_of_layout(layout) if layout else {})}
    first_places: dict[ColumnMeaning, int] = {}
    for at, label in labels.items():
        if meaning := by_label.get(label):
            first_places.setdefault(meaning, at)
    return _Header(number, labels, {at: meaning for meaning, at in first_places.items()}, layout)


def _explaining_layout(layouts: Sequence[SheetLayout], texts: frozenset[str]) -> SheetLayout | None:
    """The kind of table with most of its headers there, if that is at least half of them."""
    layout = max(layouts, key=lambda layout: _matching(layout, texts), default=None)
    return layout if layout and _matching(layout, texts) * 2 >= len(layout.columns) else None


def _matching(sheet: SheetLayout, texts: frozenset[str]) -> int:
    """How many headers of a known table stand there; of one that asks nothing, none."""
    return sum(_folded(column.label) in texts for column in sheet.columns) if sheet.input_columns else 0


def _meanings_of_words(words: HeaderWords) -> dict[str, ColumnMeaning]:
    by_topic = {_folded(label): topic for topic, labels in words.topics.items() for label in labels}
    by_role = {_folded(label): role for role, labels in words.roles.items() for label in labels}
    return {**by_role, **by_topic}


def _meanings_of_layout(layout: SheetLayout) -> dict[str, ColumnMeaning | None]:
    """Header → its meaning; None where the kind of table knows the header, and it means nothing here."""
    return {_folded(column.label): column.role if column.kind else _topic(column) for column in layout.columns}


def _topic(column: Column) -> Topic | None:
    path = column.shows or column.says
    return next((topic for topic, pattern in _TOPIC_PATHS if pattern.search(path)), None)


def _folded(label: str) -> str:
    """A header for comparing: without brackets and what is in them."""
    return _BRACKETS.sub("", comparison_key(label))


def _rows(sheet: SheetGrid, header: _Header, marks: FormMarks, year: int) -> Iterator[UpperRow]:
    """The rows below a header that name a task. What is merged over rows stands in each of them."""
    merged = _merged_values(sheet, header.meanings)
    named = dict(_named_lines(sheet, header, merged))
    for line, values in named.items():
        carried = marks.carried_words(sheet.rows[line])
        cells = _cells(sheet, header, line, carried, merged)
        if not cells:  # a foot is merged over the width of the table
            continue
        shared = {role: replace(cell, is_shared=_is_shared(sheet, cell, named)) for role, cell in cells.items()}
        texts = {topic: display_text(value).strip() for topic, value in values.items()}
        yield UpperRow(sheet.name, line, texts, shared, _day(values.get(Topic.DUE, ""), year))


def _named_lines(
    sheet: SheetGrid, header: _Header, merged: Mapping[tuple[int, int], CellValue]
) -> Iterator[tuple[int, dict[Topic, CellValue]]]:
    """Each line below a header that names a task, with what it says of it."""
    topics = {meaning: at for at, meaning in header.meanings.items() if isinstance(meaning, Topic)}
    name = Topic.NAME if Topic.NAME in topics else Topic.NUMBER
    for line in range(header.row + 1, len(sheet.rows)):
        values = {topic: merged.get((line, at), sheet.value_at(line, at)) for topic, at in topics.items()}
        if values[name] != "":
            yield line, values


def _is_shared(sheet: SheetGrid, cell: UpperCell, named: Mapping[int, Mapping[Topic, CellValue]]) -> bool:
    """Whether a cell is merged over rows that do not all say the same. named: what the rows with a name say."""
    bottom = next((area[2] for area in sheet.merged_areas if area[:2] == (cell.row, cell.column)), cell.row)
    return any(named.get(line, named[cell.row]) != named[cell.row] for line in range(cell.row + 1, bottom + 1))


def _cells(
    sheet: SheetGrid, header: _Header, line: int, carried: str, merged: Mapping[tuple[int, int], CellValue]
) -> dict[Role, UpperCell]:
    """The cells of a row that ask for something; of those that are merged with others the first."""
    inputs = {Role(meaning): at for at, meaning in header.meanings.items() if meaning in FILLED_ROLES}
    cells = (_cell(sheet, header, line, at, role) for role, at in inputs.items() if (line, at) not in merged)
    return {cell.role: replace(cell, is_carried=carried != "" and cell.content == carried) for cell in cells}


def _cell(sheet: SheetGrid, header: _Header, line: int, at: int, role: Role) -> UpperCell:
    content = display_text(sheet.value_at(line, at))
    label = str(sheet.value_at(header.row, at))
    return UpperCell(sheet.name, line, at, " ".join(label.split()), role, content, layout=header.input_column(at))


def _merged_values(sheet: SheetGrid, columns: Collection[int]) -> dict[tuple[int, int], CellValue]:
    """Cells of merged areas in these columns, but for the first of an area, → what stands in the first."""
    values: dict[tuple[int, int], CellValue] = {}
    for top, left, bottom, right in sheet.merged_areas:
        own_columns = [column for column in columns if left <= column <= right]
        for row in range(top, min(bottom, len(sheet.rows) - 1) + 1):
            values |= {(row, column): sheet.value_at(top, left) for column in own_columns}
        values.pop((top, left), None)
    return values


def _day(value: CellValue, year: int) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    deadline = parse_deadline(str(value), year) if isinstance(value, str) and value.strip() else None
    return deadline.day if deadline else None


def _with_days_before(rows: Sequence[UpperRow]) -> Iterator[UpperRow]:
    """Each with the last due day before its own among the rows of the same task in the same table."""
    days: dict[tuple[str, frozenset[str]], list[date]] = {}
    for row in rows:
        if row.due:
            days.setdefault((row.number, row.names), []).append(row.due)
    for row in rows:
        earlier = [day for day in days.get((row.number, row.names), ()) if row.due and day < row.due]
        yield replace(row, due_before=max(earlier, default=None))
