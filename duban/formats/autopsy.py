"""Why a worker did not survive a file: a careful, bounded scan of an .xlsx that says it in a person's words."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from posixpath import join, normpath
from xml.parsers import expat

from duban.formats.package import MAX_INFLATED_BYTES, MEGABYTE
from duban.workbook.book import cell_address

MOST_CELLS = 400_000
MOST_AREA = 4_000_000
MOST_CHARACTERS = 64_000_000
_LAST = (1_048_576, 16_384)
_MOST_DEPTH = 64
_MOST_DIGITS = 18
_MOST_TEXTS = 4_000_000
_CHUNK = 1 << 16
_ADDRESS = re.compile(r"([A-Z]{1,9})(\d{1,12})")

CauseFacts = Mapping[str, object]
_Start = Callable[[str, dict[str, str]], None]


def cause_of_death(data: bytes) -> tuple[str, CauseFacts] | None:
    """The code and the facts of a finding, `sheet` and `cell` among them where there is a place; None for no idea.

    A reader holds a sheet as one rectangle from its first to its last cell, and a shared text once for every cell
    that shows it: one far cell or one huge text is enough. The scan ends with the first thing that explains a death.
    It needs seconds at most and little memory, yet it reads hostile bytes: run it in a worker too, for lost files only.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _Scan(package).run()
    except _Found as found:
        return found.code, found.facts
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, zlib.error, expat.ExpatError):
        return ("damaged", {}) if data.startswith(b"PK") else None
    return None


class _Found(Exception):  # noqa: N818 - it ends the search
    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class _Scan:
    """One pass over the shared texts, then over the cells of each sheet. Raises _Found."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.parts = {entry.filename.casefold(): entry for entry in package.infolist()}
        self.inflated = 0
        self.lengths: list[int] = []

    def run(self) -> None:
        """Look at everything that a reader would."""
        self._texts("xl/sharedstrings.xml")
        for sheet, part in self._sheets():
            self._cells(sheet, part)

    def _texts(self, part: str) -> None:
        """How long each shared text is."""

        def start(tag: str, told: dict[str, str]) -> None:
            if tag == "sst" and any(_number(told.get(key, "")) > _MOST_TEXTS for key in ("count", "uniqueCount")):
                raise _Found("unsafe-content", part=part)  # a reader makes room for as many as are announced
            if tag == "si":
                self.lengths.append(0)

        def text(words: str) -> None:
            if self.lengths:
                self.lengths[-1] += len(words)

        self._parse(part, start, text)

    def _sheets(self) -> Iterator[tuple[str, str]]:
        """The name of each worksheet and the part that it stands in."""
        links: dict[str, str] = {}
        named: list[tuple[str, str]] = []

        def link(tag: str, told: dict[str, str]) -> None:
            if tag == "Relationship":
                links[told.get("Id", "")] = normpath(join("/xl", told.get("Target", ""))).lstrip("/").casefold()

        def name(tag: str, told: dict[str, str]) -> None:
            if tag == "sheet":
                named.append((told.get("name", ""), next((told[key] for key in told if key.endswith(":id")), "")))

        self._parse("xl/_rels/workbook.xml.rels", link)
        self._parse("xl/workbook.xml", name)
        return ((sheet, links[id_]) for sheet, id_ in named if id_ in links)

    def _cells(self, sheet: str, part: str) -> None:
        """Where the cells of a sheet are, how many, and how much text they show together."""
        area = _Area(sheet)
        shared, index = False, ""

        def start(tag: str, told: dict[str, str]) -> None:
            nonlocal shared, index
            if tag == "row":
                area.next_row(told.get("r", ""))
            elif tag == "c":
                area.next_cell(told.get("r", ""))
                shared, index = told.get("t") == "s", ""
            elif tag in ("v", "f", "is"):
                area.hold()

        def text(words: str) -> None:
            nonlocal index
            if shared and len(index) <= _MOST_DIGITS:
                index += words

        def end(tag: str) -> None:
            nonlocal shared
            if tag == "c" and shared:
                shared, number = False, _number(index)
                area.show(self.lengths[number] if number < len(self.lengths) else 0)

        self._parse(part, start, text, end)

    def _parse(
        self,
        part: str,
        start: _Start,
        text: Callable[[str], None] | None = None,
        end: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Go through a part, chunk by chunk; nothing of it is kept."""
        if part not in self.parts:
            return
        depth = 0

        def opened(tag: str, told: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > _MOST_DEPTH:
                raise _Found("unsafe-content", part=part)
            start(tag.rpartition(":")[2], told)

        def closed(tag: str) -> None:
            nonlocal depth
            depth -= 1
            end(tag.rpartition(":")[2])

        def declared(*_: object) -> None:
            raise _Found("unsafe-content", part=part)

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        parser.StartDoctypeDeclHandler = declared
        if text:
            parser.CharacterDataHandler = text
        with self.package.open(self.parts[part]) as stream:
            while chunk := stream.read(_CHUNK):
                self.inflated += len(chunk)
                if self.inflated > MAX_INFLATED_BYTES:
                    raise _Found("too-large", megabytes=self.inflated // MEGABYTE)
                parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no keywords


class _Area:
    """The cells of one sheet as they come by. Rows and columns from 1. Raises _Found when it is too much."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.row = self.column = self.cells = self.characters = self.longest = 0
        self.first, self.last = _LAST, (0, 0)
        self.longest_at = ""

    def next_row(self, number: str) -> None:
        """A row begins, with its number if it has one."""
        self.row, self.column = _number(number) or self.row + 1, 0
        if self.row > _LAST[0]:
            raise _Found("lost-far-cell", sheet=self.sheet, cell=f"A{self.row}")

    def next_cell(self, name: str) -> None:
        """A cell begins, with its address if it has one."""
        self.column += 1
        self.cells += 1
        if match := _ADDRESS.fullmatch(name):
            self.row, self.column = int(match[2]), _column(match[1])
        if self.row > _LAST[0] or self.column > _LAST[1]:
            raise _Found("lost-far-cell", sheet=self.sheet, cell=name)
        if self.cells > MOST_CELLS:
            raise _Found("lost-many-cells", sheet=self.sheet, cells=MOST_CELLS)

    def hold(self) -> None:
        """The cell holds something."""
        self.first = (min(self.first[0], self.row), min(self.first[1], self.column))
        self.last = (max(self.last[0], self.row), max(self.last[1], self.column))
        if (self.last[0] - self.first[0] + 1) * (self.last[1] - self.first[1] + 1) > MOST_AREA:
            raise _Found("lost-far-cell", sheet=self.sheet, cell=cell_address(self.row, self.column))

    def show(self, length: int) -> None:
        """The cell shows a shared text of this length."""
        self.characters += length
        if length > self.longest:
            self.longest, self.longest_at = length, cell_address(self.row, self.column)
        if self.characters > MOST_CHARACTERS:
            raise _Found("lost-long-text", sheet=self.sheet, cell=self.longest_at, characters=self.longest)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 0


def _column(letters: str) -> int:
    """A is 1, XFD is 16384."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
