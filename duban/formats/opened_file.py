"""What every file format offers once a file is open, and the register of the formats.

A format is one module here: a subclass of OpenedFile under `@file_format`. It is found by lying in this package.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import ClassVar, TypeVar

from duban.formats.calamine_sheets import PasswordError, read_calamine_sheets
from duban.formats.package import MEGABYTE, NO_PACKAGE, Package
from duban.formats.workbook_extras import TextByCell, WorkbookExtras
from duban.registry import Registry
from duban.text.display import shorten
from duban.text.folding import collapse_spaces
from duban.workbook.book import PAGE_CODE
from duban.workbook.document import SheetLook
from duban.workbook.grid import CellLook, FileFinding, SheetGrid, WorkbookGrid

MAX_FILE_BYTES = 20 * MEGABYTE

CellSelection = Mapping[str, AbstractSet[str]]
"""Sheet name → addresses such as F7."""
LookByCell = dict[tuple[str, str], CellLook]
"""By sheet name and address."""

UNCALCULATED_FORMULA = "formula"
"""In place of an error: a formula without a value, for the program that saved the file did not work it out."""
PICTURE_IN_CELL = "picture"
"""In place of an error: the cell holds a picture or another rich value of Excel 365, which no other program sees."""
UNREADABLE_CELL = "unseen"
"""In place of an error: whether the cell is blank cannot be known."""

ERROR_TEXT_BY_CODE = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""The error values of the binary formats, by their numbers."""

_MACRO_ENTRIES = ("xl/vbaproject.bin", "basic/", "scripts/", "xl/macrosheets/", "_vba_project_cur")
_PICTURE_ENTRIES = ("xl/media/", "xl/cellimages.xml", "pictures/")
_OBJECT_ENTRIES = ("xl/embeddings/", "MBD", "mbd")
_MAX_COMMENTS = 200
_MAX_COMMENT_LENGTH = 1000


class UnreadableFile(Exception):  # noqa: N818 - a state of the file, not a mistake of ours
    """A file that cannot be read as a workbook.

    Attributes:
        code: of the finding.
        facts: what fills its sentence.
    """

    def __init__(self, code: str, facts: dict[str, object] | None = None) -> None:
        super().__init__(code, facts or {})
        self.code = code
        self.facts = facts or {}


def check_size(size: int, max_bytes: int) -> None:
    """Raise UnreadableFile where a size in bytes exceeds the limit."""
    if size > max_bytes:
        raise UnreadableFile("too-large", {"megabytes": size // MEGABYTE})


def _is_own(_text: str) -> bool:
    """Nobody asks about pages."""
    return True


class OpenedFile:
    """A table whose wrapping has been found sound; what stands in it is read when it is asked for.

    A damaged or hostile part can still kill a reader, so use it in a worker. A format overrides what it can tell.

    Attributes:
        name: the format's name, such as xlsx.
        endings: what files of this format are called, such as .xlsx.
        data: the bytes, decrypted.
        entry_names: what the container holds: parts of a package (in lower case) or streams of an OLE file.
        package: the zip package; NO_PACKAGE where it is none.
        text: the decoded characters; empty where it is no text file.
        was_encrypted: a person had locked it with a password.
    """

    name: ClassVar[str]
    endings: ClassVar[tuple[str, ...]]
    damage_code: ClassVar[str] = "damaged"

    def __init__(
        self, data: bytes, entry_names: Collection[str] = (), package: Package = NO_PACKAGE, text: str = ""
    ) -> None:
        self.data = data
        self.entry_names = entry_names
        self.package = package
        self.text = text
        self.was_encrypted = False

    @classmethod
    def recognises(cls, entry_names: Collection[str], text: str) -> bool:
        """Whether a file is of this format, by what its container holds, or by its characters where it is text."""
        raise NotImplementedError

    def is_encrypted(self) -> bool:
        """Whether a password is needed to read it. Raises UnreadableFile where it is no table after all."""
        return False

    def grid(
        self,
        skipped_sheets: AbstractSet[str] = frozenset(),
        own_comment: re.Pattern[str] | None = None,
        is_own_page_text: Callable[[str], bool] = _is_own,
    ) -> WorkbookGrid:
        """The worksheets with their values, hidden ones too; chart sheets are left out.

        Args:
            skipped_sheets: names of sheets that nobody asks about: they have no rows here, and cost nothing.
            own_comment: how comments begin that duban wrote, for programs that save them without their author.
            is_own_page_text: whether the head or foot of printed pages was issued so.

        Returns:
            Rows beyond MAX_ROWS and columns beyond MAX_COLUMNS are left out (`truncated`); empty rows at the end are
            dropped. `cell_errors` and `cell_looks` are not known: ask for them by cell.

        Raises:
            UnreadableFile: it is damaged, or calamine would not read all of it.
        """
        try:
            sheets = self.read_sheets(skipped_sheets)
            findings = (*self._findings(own_comment), *self._page_findings(is_own_page_text))
            properties = self.properties()
        except PasswordError as error:
            raise UnreadableFile("encrypted") from error
        except (UnreadableFile, MemoryError):
            raise  # the worker tells of the latter
        except Exception as error:  # calamine fails on damaged files in more ways than it names
            raise UnreadableFile(self.damage_code) from error
        except BaseException as error:
            if type(error).__name__ == "PanicException":  # of Rust; it is no Exception
                raise UnreadableFile("damaged") from error
            raise
        if self.extras.loses_cells or not sheets:
            raise UnreadableFile("unsound" if self.extras.loses_cells else "damaged")
        return WorkbookGrid(tuple(sheets), self.name, properties=properties, file_findings=findings)

    def read_sheets(self, skipped_sheets: AbstractSet[str]) -> list[SheetGrid]:
        """What `grid` gives as its sheets. Fails on damage in many ways."""
        return read_calamine_sheets(self.readable_data(), self.extras.merged_areas, skipped_sheets)

    def readable_data(self) -> bytes:
        """The bytes of a file of the same format that has the same values, and is read sooner."""
        return self.package.unpacked() if self.package.parts else self.data

    @cached_property
    def extras(self) -> WorkbookExtras:
        """What stands beside the values, as far as this format tells it. Fails on damage in many ways."""
        return WorkbookExtras()

    def properties(self) -> Mapping[str, str]:
        """The document's custom properties, as far as this format has any. Damage raises one of PACKAGE_ERRORS."""
        return {}

    def cell_errors(self, cells: CellSelection) -> TextByCell:
        """What stands in cells that read as blank.

        Args:
            cells: those to look at. It is cheap when none of them is an error or an uncalculated formula.

        Returns:
            The error as shown (`#REF!`), UNCALCULATED_FORMULA, PICTURE_IN_CELL or UNREADABLE_CELL. A cell that is
            left out is blank.
        """
        wanted = {sheet: addresses for sheet, addresses in cells.items() if addresses}
        try:
            errors = self.find_errors(wanted) if wanted else {}
        except MemoryError:
            raise  # the worker tells of it
        except Exception:  # noqa: BLE001 - a damaged part fails in too many ways to name
            return {(sheet, address): UNREADABLE_CELL for sheet, addresses in wanted.items() for address in addresses}
        return {(sheet, address): text for (sheet, address), text in errors.items() if address in wanted.get(sheet, ())}

    def find_errors(self, cells: CellSelection) -> TextByCell:
        """The errors and uncalculated formulas of these cells, and maybe of others. Fails on damage in many ways."""
        return self.extras.cell_errors

    def cell_looks(self, cells: CellSelection, unsettled: CellSelection) -> LookByCell:
        """How cells look in which a person may see another thing than their value.

        Args:
            cells: those to look at. It is cheap where the file has no odd number format and no odd letters.
            unsettled: those of them whose number format decides what their value says.

        Returns:
            A cell that is left out shows its value; none of the unsettled is, unless it cannot be told.
        """
        wanted = {sheet: addresses for sheet, addresses in cells.items() if addresses}
        try:
            looks = self.find_looks(wanted, unsettled) if wanted else {}
        except MemoryError:
            raise  # the worker tells of it
        except Exception:  # noqa: BLE001 - a damaged part fails in too many ways to name
            return {}
        return {(sheet, address): look for (sheet, address), look in looks.items() if address in wanted.get(sheet, ())}

    def find_looks(self, cells: CellSelection, unsettled: CellSelection) -> LookByCell:
        """The looks of these cells, and maybe of others. Fails on damage in many ways."""
        return {}

    def coloured_cells(self, cells: CellSelection, form_colours: AbstractSet[str]) -> TextByCell:
        """The cells that somebody coloured (red, for not done), with the colour as the file writes it.

        Args:
            cells: those to look at.
            form_colours: the colours of forms as issued, as RRGGBB. It is cheap where the file has no other.
        """
        return {}

    def sheet_looks(self) -> Mapping[str, SheetLook]:
        """Sheet name → what is underlined and hidden there, where a format tells. Fails on damage in many ways."""
        return {}

    def formula_cells(self, cells: CellSelection, issued_formulas: int) -> Collection[tuple[str, str]]:
        """The cells whose values formulas gave, as (sheet, address).

        Args:
            cells: those to look at.
            issued_formulas: so many formulas the form has at most. It is cheap where the file has no more.
        """
        return ()

    def _findings(self, own_comment: re.Pattern[str] | None) -> Iterable[FileFinding]:
        """What is to be told of the file as a whole. Costs nothing where there is nothing to tell."""
        if self.was_encrypted:
            yield "was-encrypted", {}
        yield from self.format_findings()
        is_so = {
            "macros-ignored": self._has_entry(_MACRO_ENTRIES),
            "external-links": self._has_entry(("xl/externallinks/",)),
            "cell-pictures": self.extras.has_pictures or self._has_entry(_PICTURE_ENTRIES),
            "objects-found": self.extras.has_objects or self._has_entry(_OBJECT_ENTRIES),
            "date-1904": self.extras.date_1904,
        }
        yield from ((code, {}) for code, holds in is_so.items() if holds)
        yield from _comment_findings("threaded-comments", self.extras.threaded_comments)
        comments = [
            comment for comment in self.extras.comments if not (own_comment and own_comment.match(comment[2].strip()))
        ]
        yield from _comment_findings("comments-found", comments)
        yield from _comment_findings("text-boxes", self.extras.drawn_texts)

    def _page_findings(self, is_own: Callable[[str], bool]) -> Iterable[FileFinding]:
        """What is to be told of heads and feet of printed pages, each once."""
        texts = {PAGE_CODE.sub(" ", text).strip(): sheet for sheet, text in self.page_texts(is_own)}
        return _comment_findings("page-texts", [(sheet, "", text) for text, sheet in texts.items() if text])

    def page_texts(self, is_own: Callable[[str], bool]) -> Iterable[tuple[str, str]]:
        """Sheet and words of heads and feet of printed pages that were not issued so. Fails on damage in many ways."""
        return [(sheet, text) for sheet, text in self.extras.page_texts if not is_own(text)]

    def format_findings(self) -> Sequence[FileFinding]:
        """What is to be told of every file of this format."""
        return ()

    def _has_entry(self, beginnings: tuple[str, ...]) -> bool:
        return any(name.startswith(beginnings) for name in self.entry_names)


FORMATS: Registry[type[OpenedFile]] = Registry(__package__)
"""The formats that can be read, by name."""

Format = TypeVar("Format", bound=OpenedFile)


def file_format(name: str, *endings: str) -> Callable[[type[Format]], type[Format]]:
    """Register a class as a format, under its name and the endings of its files (with dot, in lower case)."""

    def register(format_class: type[Format]) -> type[Format]:
        format_class.name, format_class.endings = name, endings
        FORMATS(name)(format_class)
        return format_class

    return register


def _comment_findings(code: str, comments: Sequence[tuple[str, str, str]]) -> Iterable[FileFinding]:
    """Comments on cells, and other words beside them, on one line and cut short."""
    for sheet, cell, text in comments[:_MAX_COMMENTS]:
        was = shorten(collapse_spaces(text), _MAX_COMMENT_LENGTH, _MAX_COMMENT_LENGTH)
        yield code, {"sheet": sheet, "cell": cell, "was": was}
