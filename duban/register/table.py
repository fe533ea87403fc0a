"""办公室登记: the workbook in which the clerk decides. Rows are added; what she wrote is never written over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zlib import crc32

from duban.model.decision import ClerkSheet, RegisterContents, RegisterRow, RegisterTable
from duban.model.register_layout import ROW_TAG, RegisterColumn, RegisterLayout
from duban.text.folding import comparison_key
from duban.text.shown import display_text
from duban.workbook.book import (
    PRODUCT_PROPERTY,
    Book,
    Cell,
    PageSetup,
    Scalar,
    Sheet,
    SheetRow,
    Validation,
    column_letters,
)
from duban.workbook.paging import row_height

QuestionRow = Mapping[str, Scalar]
"""A row that the program has to offer: column key → value."""

_HEADER = 3  # below a title and a note
_LEAST, _HEAD_LINE, _TITLE_LINE, _GUIDE = 20.0, 24.0, 30.0, 118.0
_OWN_WIDTH = 16.0
_LONGEST_LIST = 255
_KEYS = ("mark", "sheet", "cell")


def design_register(
    layout: RegisterLayout,
    questions: Mapping[str, Sequence[QuestionRow]],
    contents: RegisterContents,
    unit_names: Sequence[str],
) -> Book:
    """The register as it must be now. Same offers over the same decisions give the same workbook.

    offers: by the keys of the sheets. units: the names that its lists offer.
    """
    sheets = [
        _Table(layout, key, contents.sheets.get(key, RegisterTable()), unit_names).sheet(questions.get(key, ()))
        for key in layout.sheets
    ]
    own = [_own(each) for each in contents.clerk_sheets]
    return Book((_guide(layout), *sheets, *own), layout.file.rpartition(".")[0], {PRODUCT_PROPERTY: "register"})


@dataclass(frozen=True)
class _Table:
    """One of our sheets, laid over what she left of it: her order of columns, and those that she has added."""

    layout: RegisterLayout
    key: str
    left: RegisterTable
    units: Sequence[str]

    def sheet(self, offers: Sequence[QuestionRow]) -> Sheet:
        layout, labels = self.layout.sheets[self.key], self.labels
        rows = list(self.rows(offers))
        keyed = {at: key for key, at in self.places.items()}
        columns = [self.columns.get(keyed.get(at, "")) for at in range(len(labels))]
        widths = [column.width if column else _OWN_WIDTH for column in columns]
        last = _HEADER + max(1, len(rows) + layout.blank)
        shown = len(labels) - (self.places[ROW_TAG] == len(labels) - 1)
        blank = SheetRow([_blank(column) for column in columns], height=_LEAST, grows_when_typed=True)
        return Sheet(
            layout.name,
            [
                SheetRow([Cell(layout.name, "title", column_span=shown)], height=_TITLE_LINE),
                SheetRow([Cell(layout.note, "sheet-note", column_span=shown)], height=_LEAST),
                SheetRow(
                    [_head(label, column) for label, column in zip(labels, columns, strict=True)], height=_HEAD_LINE
                ),
                *(self.line(row, columns, widths) for row in rows),
                *[blank] * (last - _HEADER - len(rows)),
            ],
            widths=widths,
            hidden_columns=frozenset({self.places[ROW_TAG] + 1}),
            validations=tuple(self.validations(last)),
            freeze=(_HEADER, 1),
            filter_range=(_HEADER, 1, last, len(labels)),
            page=PageSetup(repeat_rows=(_HEADER, _HEADER), last_column=shown, footer=self.layout.footer),
        )

    @cached_property
    def columns(self) -> Mapping[str, RegisterColumn]:
        return {column.key: column for column in self.layout.columns_of(self.key)}

    @cached_property
    def labels(self) -> tuple[str, ...]:
        there = self.layout.column_positions(self.key, self.left.labels)
        return (*self.left.labels, *(column.label for key, column in self.columns.items() if key not in there))

    @cached_property
    def places(self) -> Mapping[str, int]:
        return self.layout.column_positions(self.key, self.labels)

    def rows(self, offers: Sequence[QuestionRow]) -> Iterator[tuple[Scalar, ...]]:
        """Hers as they are; ours in which she wrote nothing as they must be now, in their old places; then new ones."""
        fresh: dict[tuple[str, ...], tuple[Scalar, ...]] = {}
        for row in map(self.made, offers):
            fresh.setdefault(self.which(row), row)
        for left in self.left.rows:
            if not self.untouched(left):
                fresh.pop(self.which(left.values), None)
        for left in self.left.rows:
            if not self.untouched(left):
                yield (*left.values, *[None] * (len(self.labels) - len(left.values)))
            elif now := fresh.pop(self.which(left.values), None):
                yield self.first_seen(now, left)
        yield from fresh.values()

    def made(self, offer: QuestionRow) -> tuple[Scalar, ...]:
        """An offer as a row with its tag."""
        row: list[Scalar] = [None] * len(self.labels)
        for key, value in offer.items():
            row[self.places[key]] = value
        return self.tagged(row)

    def tagged(self, row: Sequence[Scalar]) -> tuple[Scalar, ...]:
        """With a mark of all that the program wrote, by which a row is known in which nobody else did."""
        ours = (key for key, column in self.columns.items() if column.by != "clerk" and key != ROW_TAG)
        words = "/".join(comparison_key(display_text(row[self.places[key]] or "")) for key in ours)
        at = self.places[ROW_TAG]
        return (*row[:at], f"R{crc32(words.encode()):08X}", *row[at + 1 :])

    def untouched(self, left: RegisterRow) -> bool:
        """Whether a row is the program's, and just as it wrote it."""
        values = (*left.values, *[None] * (len(self.labels) - len(left.values)))
        ours = {self.places[key] for key, column in self.columns.items() if column.by != "clerk"}
        hers = any(value is not None for at, value in enumerate(values) if at not in ours)
        return not hers and self.tagged(values) == values

    def first_seen(self, row: tuple[Scalar, ...], left: RegisterRow) -> tuple[Scalar, ...]:
        """A refused file comes anew with each run; the day on which it came first stays."""
        at = self.places.get("received")
        then = left.values[at] if at is not None and at < len(left.values) else None
        now = row[at] if at is not None else None
        if at is None or not isinstance(then, date) or not isinstance(now, date):
            return row
        return self.tagged((*row[:at], min(then, now), *row[at + 1 :]))

    def which(self, values: Sequence[Scalar]) -> tuple[str, ...]:
        """What a row is about."""
        places = [self.places[key] for key in _KEYS if key in self.places]
        return tuple(comparison_key(display_text(values[at] or "")).casefold() for at in places if at < len(values))

    def line(
        self, row: Sequence[Scalar], columns: Sequence[RegisterColumn | None], widths: Sequence[float]
    ) -> SheetRow:
        ours = row[self.places[ROW_TAG]] is not None
        cells = [_cell(value, column, ours=ours) for value, column in zip(row, columns, strict=True)]
        words = [
            ("" if value is None else display_text(value), width) for value, width in zip(row, widths, strict=True)
        ]
        return SheetRow(cells, height=max(_LEAST, row_height(words)), grows_when_typed=True)

    def validations(self, last: int) -> Iterator[Validation]:
        """The lists, down to the last row; names of units where Excel can take them all."""
        for key, column in self.columns.items():
            options: tuple[str, ...] = (self.layout.yes, self.layout.no)
            if column.offers == "units" and len(",".join((*options, *self.units))) <= _LONGEST_LIST:
                options = (*options, *self.units)
            if column.offers:
                at = column_letters(self.places[key] + 1)
                cells = f"{at}{_HEADER + 1}:{at}{last}"
                help_ = column.help
                yield Validation(
                    cells, "list", options, title=column.label, prompt=help_, error=help_, strict=column.strict
                )


def _head(label: str, column: RegisterColumn | None) -> Cell:
    return Cell(label, "head-input" if column is None or column.by == "clerk" else "head")


def _cell(value: Scalar, column: RegisterColumn | None, *, ours: bool) -> Cell:
    program = column and (column.by == "program" or (ours and column.by == "either"))
    if isinstance(value, date):
        return Cell(value, "cell-date" if program else "input-date")
    return Cell(value, "cell-text" if program else "input-middle")


def _blank(column: RegisterColumn | None) -> Cell:
    return _cell(None, column, ours=False)


def _guide(layout: RegisterLayout) -> Sheet:
    lines = [SheetRow([Cell(layout.guide.name, "title")], height=_TITLE_LINE)]
    lines += [
        SheetRow([Cell(words, "guide")], height=row_height([(words, _GUIDE)], 10.5)) for words in layout.guide.lines
    ]
    page = PageSetup(last_column=1, footer=layout.footer)
    return Sheet(layout.guide.name, lines, widths=(_GUIDE,), page=page)


def _own(sheet: ClerkSheet) -> Sheet:
    """A sheet of hers, cell for cell."""
    lines = [
        SheetRow([Cell(value, "word-date" if isinstance(value, date) else "plain") for value in row])
        for row in sheet.rows
    ]
    width = max((len(row) for row in sheet.rows), default=0)
    return Sheet(sheet.name, lines, widths=[_OWN_WIDTH] * width, visibility="visible" if sheet.visible else "hidden")
