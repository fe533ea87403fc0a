"""What the clerk wrote into 办公室登记 becomes decisions; her slips are told all at once, at their cells."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as but

from duban.messages.finding import Finding, InputError, Place
from duban.model.decision import (
    SHORT_HASH_LENGTH,
    ClerkEdit,
    Decisions,
    RegisterContents,
    RegisterRow,
    RegisterTable,
    short_hash,
)
from duban.model.form_id import find_form_ids
from duban.model.register_layout import ROW_TAG, RegisterLayout
from duban.model.unit import Directory, Unit
from duban.text.folding import comparison_key
from duban.text.shown import display_text
from duban.workbook.book import cell_address, parse_cell_address

FormCodeLookup = Callable[[str], str]
"""A unit's code → the code of its form of this period; empty where it gets none."""
HashLookup = Callable[[str], Collection[str]]
"""A file's name → the marks of the period's files that are called so."""


@dataclass(frozen=True, slots=True)
class ParsedRegister:
    """The decisions. typed: marks in rows that the clerk added herself, and where: a slip if no file has them."""

    decisions: Decisions = field(default_factory=Decisions)
    typed_hashes: tuple[tuple[str, Place], ...] = ()


def parse_register(
    contents: RegisterContents,
    layout: RegisterLayout,
    directory: Directory,
    form_code_of: FormCodeLookup,
    hashes_of: HashLookup,
) -> ParsedRegister:
    """Everything that she decided. Raises InputError with every slip.

    codes: for files that the program could make nothing of. Rows that no longer concern anything are no slips.
    """
    desk = _Desk(contents.file_name, layout, directory, form_code_of, hashes_of)
    confirmed = dict(_confirmed(desk, contents))
    chosen = frozenset(_chosen(desk, contents))
    edits = _edits(desk, contents)
    scans = dict(_scans(desk, contents))
    if desk.wrong:
        raise InputError(desk.wrong)
    return ParsedRegister(Decisions(confirmed, chosen, edits, scans), tuple(desk.typed))


def unknown_hash_findings(parsed: ParsedRegister, known_hashes: Collection[str]) -> tuple[Finding, ...]:
    """Marks that she typed and that no file has. marks: of all files of the period, once they are known."""
    typed = ((mark, place) for mark, place in parsed.typed_hashes if mark not in known_hashes)
    return tuple(Finding("register-mark-unknown", place, {"was": mark}) for mark, place in typed)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row, by the keys of the layout."""

    left: RegisterRow
    columns: Mapping[str, int]
    sheet: str

    def text(self, key: str) -> str:
        """What stands in a column, as seen; blank where the column is gone."""
        value = self.left.values[self.columns[key]] if key in self.columns else None
        return "" if value is None else display_text(value).strip()

    def answer(self, key: str) -> str:
        """Likewise, one word."""
        return comparison_key(self.text(key))


@dataclass
class _Desk:
    file: str
    layout: RegisterLayout
    directory: Directory
    codes: FormCodeLookup
    named: HashLookup
    wrong: list[Finding] = field(default_factory=list)
    typed: list[tuple[str, Place]] = field(default_factory=list)

    def entries(self, left: RegisterContents, key: str) -> Iterator[_Entry]:
        """The rows of a sheet."""
        sheet = left.sheets.get(key, RegisterTable())
        columns = self.layout.column_positions(key, sheet.labels)
        return (_Entry(row, columns, sheet.name) for row in sheet.rows)

    def tell(self, code: str, entry: _Entry, key: str, **facts: object) -> None:
        """File a slip at a cell."""
        cell = cell_address(entry.left.row_number, entry.columns.get(key, 0) + 1)
        words = {"yes": self.layout.yes, "no": self.layout.no, "clear": self.layout.clear}
        place = Place(self.file, entry.sheet, cell)
        self.wrong.append(Finding(code, place, {"was": entry.text(key), **words, **facts}))

    def mark(self, entry: _Entry) -> str:
        """The mark of the file that a row concerns; empty where that is a slip."""
        mark = entry.answer("mark").casefold()
        if mark:
            if len(mark) < SHORT_HASH_LENGTH or not set(mark) <= set("0123456789abcdef"):
                self.tell("register-mark", entry, "mark")
                return ""
            if not entry.text(ROW_TAG):
                place = Place(self.file, entry.sheet, cell_address(entry.left.row_number, entry.columns["mark"] + 1))
                self.typed.append((short_hash(mark), place))
            return short_hash(mark)
        name = entry.text("file")
        marks = sorted(set(self.named(name))) if name else []
        if len(marks) == 1:
            return marks[0]
        code = "register-file-many" if marks else "register-file-unknown"
        self.tell(code, entry, "file", marks="、".join(marks))
        return ""


def _confirmed(desk: _Desk, left: RegisterContents) -> Iterator[tuple[str, str]]:
    """身份确认: mark → form code; empty where it is nobody's."""
    for entry in desk.entries(left, "identity"):
        word = entry.answer("confirm")
        if not word or not (mark := desk.mark(entry)):
            continue
        if word == desk.layout.no:
            yield mark, ""
        elif unit := _unit(desk, entry, "confirm"):
            offered = next(iter(find_form_ids(entry.text("code"))), None)
            code = but(offered, unit=unit.code).code if offered else desk.codes(unit.code)
            if code:
                yield mark, code
            else:
                desk.tell("register-no-form", entry, "confirm")


def _scans(desk: _Desk, left: RegisterContents) -> Iterator[tuple[str, str]]:
    """签字件: mark → unit code."""
    for entry in desk.entries(left, "scans"):
        word = entry.answer("belongs")
        if not word or not (mark := desk.mark(entry)):
            continue
        if word == desk.layout.no:
            yield mark, ""
        elif unit := _unit(desk, entry, "belongs"):
            yield mark, unit.code


def _unit(desk: _Desk, entry: _Entry, column: str) -> Unit | None:
    """The unit that she named, or the proposed one where she agreed; None where that is a slip."""
    agreed = entry.answer(column) == desk.layout.yes
    name = entry.text("unit") if agreed else entry.text(column)
    if not name:
        desk.tell("register-no-proposal", entry, column)
        return None
    unit = desk.directory.find_unit(name)
    if unit is None:
        desk.tell("register-unit", entry, column, was=name, near=desk.directory.closest_name(name) or "")
    return unit


def _chosen(desk: _Desk, left: RegisterContents) -> Iterator[str]:
    """采用版本: the marks of what shall count."""
    for entry in desk.entries(left, "versions"):
        word = entry.answer("choose")
        if word == desk.layout.yes:
            yield desk.mark(entry)
        elif word not in {"", desk.layout.no}:
            desk.tell("register-answer", entry, "choose")


def _edits(desk: _Desk, left: RegisterContents) -> Mapping[str, tuple[ClerkEdit, ...]]:
    """代改: mark → what is to be put right in it."""
    edits: dict[tuple[str, str, str], ClerkEdit] = {}
    lines: dict[tuple[str, str, str], int] = {}
    for entry in desk.entries(left, "edits"):
        if not (entry.answer("now") or entry.answer("by")):
            continue
        mark, edit = desk.mark(entry), _edit(desk, entry)
        if not mark or edit is None:
            continue
        where = mark, comparison_key(edit.sheet), edit.cell
        if where in edits and edits[where] != edit:
            desk.tell("register-edit-twice", entry, "now", line=lines[where])
        lines.setdefault(where, entry.left.row_number)
        edits.setdefault(where, edit)
    found: dict[str, tuple[ClerkEdit, ...]] = {}
    for (mark, _, _), edit in edits.items():
        found[mark] = (*found.get(mark, ()), edit)
    return found


def _edit(desk: _Desk, entry: _Entry) -> ClerkEdit | None:
    """The edit of a row; None where something of it is a slip."""
    cell = entry.answer("cell").upper().replace("$", "")
    labels = {"label": desk.layout.edits.label("now"), "by": desk.layout.edits.label("by")}
    slips = [
        ("register-sheet", "sheet", not entry.answer("sheet")),
        ("register-cell", "cell", parse_cell_address(cell) is None),
        ("register-now", "now", not entry.answer("now")),
        ("register-by", "by", not entry.answer("by")),
    ]
    for code, key, wrong in slips:
        if wrong:
            desk.tell(code, entry, key, **(labels if key in {"now", "by"} else {}))
    if any(wrong for _, _, wrong in slips):
        return None
    now = "" if entry.answer("now") == desk.layout.clear else entry.text("now")
    return ClerkEdit(entry.text("sheet"), cell, entry.text("was"), now, entry.text("by"))
