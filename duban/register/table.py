"""办公室登记: the workbook in which the clerk decides. Rows are added; what she wrote is never written over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zlib import crc32

from duban.model.decision import Left, LeftRow, LeftSheet, OwnSheet
from duban.model.register_layout import TAG, RegisterColumn, RegisterLayout
from duban.text.folding import compact
from duban.text.shown import seen
from duban.workbook.book import MADE, Book, Cell, Line, Page, Scalar, Sheet, Validation, letter
from duban.workbook.height import height

Offer = Mapping[str, Scalar]
"""A row that the program has to offer: column key → value."""

_HEADER = 3  # below a title and a note
_LEAST, _HEAD_LINE, _TITLE_LINE, _GUIDE = 20.0, 24.0, 30.0, 118.0
_OWN_WIDTH = 16.0
_LONGEST_LIST = 255
_KEYS = ("mark", "sheet", "cell")


def register(layout: RegisterLayout, offers: Mapping[str, Sequence[Offer]], left: Left, units: Sequence[str]) -> Book:
    """The register as it must be now. Same offers over the same decisions give the same workbook.

    offers: by the keys of the sheets. units: the names that its lists offer.
    """
    sheets = [
        _Table(layout, key, left.sheets.get(key, LeftSheet()), units).sheet(offers.get(key, ()))
        for key in layout.sheets
    ]
    own = [_own(each) for each in left.own]
    return Book((_guide(layout), *sheets, *own), layout.file.rpartition(".")[0], {MADE: "register"})


@dataclass(frozen=True)
class _Table:
    """One of our sheets, laid over what she left of it: her order of columns, and those that she has added."""

    layout: RegisterLayout
    key: str
    left: LeftSheet
    units: Sequence[str]

    def sheet(self, offers: Sequence[Offer]) -> Sheet:
        layout, labels = self.layout.sheets[self.key], self.labels
        rows = list(self.rows(offers))
        keyed = {at: key for key, at in self.places.items()}
        columns = [self.columns.get(keyed.get(at, "")) for at in range(len(labels))]
        widths = [column.width if column else _OWN_WIDTH for column in columns]
        last = _HEADER + max(1, len(rows) + layout.blank)
        shown = len(labels) - (self.places[TAG] == len(labels) - 1)
        blank = Line([_blank(column) for column in columns], height=_LEAST, grows=True)
        return Sheet(
            layout.name,
            [
                Line([Cell(layout.name, "title", span=shown)], height=_TITLE_LINE),
                Line([Cell(layout.note, "sheet-note", span=shown)], height=_LEAST),
                Line([_head(label, column) for label, column in zip(labels, columns, strict=True)], height=_HEAD_LINE),
                *(self.line(row, columns, widths) for row in rows),
                *[blank] * (last - _HEADER - len(rows)),
            ],
            widths=widths,
            hidden_columns=frozenset({self.places[TAG] + 1}),
            validations=tuple(self.validations(last)),
            freeze=(_HEADER, 1),
            filter=(_HEADER, 1, last, len(labels)),
            page=Page(repeat=(_HEADER, _HEADER), last_column=shown, footer=self.layout.footer),
        )

    @cached_property
    def columns(self) -> Mapping[str, RegisterColumn]:
        return {column.key: column for column in self.layout.columns(self.key)}

    @cached_property
    def labels(self) -> tuple[str, ...]:
        there = self.layout.places(self.key, self.left.labels)
        return (*self.left.labels, *(column.label for key, column in self.columns.items() if key not in there))

    @cached_property
    def places(self) -> Mapping[str, int]:
        return self.layout.places(self.key, self.labels)

    def rows(self, offers: Sequence[Offer]) -> Iterator[tuple[Scalar, ...]]:
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

    def made(self, offer: Offer) -> tuple[Scalar, ...]:
        """An offer as a row with its tag."""
        row: list[Scalar] = [None] * len(self.labels)
        for key, value in offer.items():
            row[self.places[key]] = value
        return self.tagged(row)

    def tagged(self, row: Sequence[Scalar]) -> tuple[Scalar, ...]:
        """With a mark of all that the program wrote, by which a row is known in which nobody else did."""
        ours = (key for key, column in self.columns.items() if column.by != "clerk" and key != TAG)
        words = "/".join(compact(seen(row[self.places[key]] or "")) for key in ours)
        at = self.places[TAG]
        return (*row[:at], f"R{crc32(words.encode()):08X}", *row[at + 1 :])

    def untouched(self, left: LeftRow) -> bool:
        """Whether a row is the program's, and just as it wrote it."""
        values = (*left.values, *[None] * (len(self.labels) - len(left.values)))
        ours = {self.places[key] for key, column in self.columns.items() if column.by != "clerk"}
        hers = any(value is not None for at, value in enumerate(values) if at not in ours)
        return not hers and self.tagged(values) == values

    def first_seen(self, row: tuple[Scalar, ...], left: LeftRow) -> tuple[Scalar, ...]:
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
        return tuple(compact(seen(values[at] or "")).casefold() for at in places if at < len(values))

    def line(self, row: Sequence[Scalar], columns: Sequence[RegisterColumn | None], widths: Sequence[float]) -> Line:
        ours = row[self.places[TAG]] is not None
        cells = [_cell(value, column, ours=ours) for value, column in zip(row, columns, strict=True)]
        words = [("" if value is None else seen(value), width) for value, width in zip(row, widths, strict=True)]
        return Line(cells, height=max(_LEAST, height(words)), grows=True)

    def validations(self, last: int) -> Iterator[Validation]:
        """The lists, down to the last row; names of units where Excel can take them all."""
        for key, column in self.columns.items():
            options: tuple[str, ...] = (self.layout.yes, self.layout.no)
            if column.offers == "units" and len(",".join((*options, *self.units))) <= _LONGEST_LIST:
                options = (*options, *self.units)
            if column.offers:
                at = letter(self.places[key] + 1)
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
    lines = [Line([Cell(layout.guide.name, "title")], height=_TITLE_LINE)]
    lines += [Line([Cell(words, "guide")], height=height([(words, _GUIDE)], 10.5)) for words in layout.guide.lines]
    page = Page(last_column=1, footer=layout.footer)
    return Sheet(layout.guide.name, lines, widths=(_GUIDE,), page=page)


def _own(sheet: OwnSheet) -> Sheet:
    """A sheet of hers, cell for cell."""
    lines = [
        Line([Cell(value, "word-date" if isinstance(value, date) else "plain") for value in row]) for row in sheet.rows
    ]
    width = max((len(row) for row in sheet.rows), default=0)
    return Sheet(sheet.name, lines, widths=[_OWN_WIDTH] * width, visible="visible" if sheet.visible else "hidden")
