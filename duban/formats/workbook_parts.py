"""The parts of an .xlsx as texts that can be changed: its list of sheets, its sheets, its named areas."""

import re
from posixpath import dirname, relpath

from duban.formats.package import Package, xml_root
from duban.formats.respelling import workbook_part
from duban.formats.xlsx_text import (
    Growth,
    UnknownSpellingError,
    attributes,
    content,
    elements,
    extended_ranges,
    replace_once,
    with_attribute,
)
from duban.text.lazy_pattern import lazy_pattern

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LINK = lazy_pattern(r"""\s(\w+):id\s*=\s*["']""")
_TABLE_AREA = lazy_pattern(r"""(<(?:table|autoFilter)\s[^>]*?\bref\s*=\s*["'])([^"']*)""")
_TYPES = "[content_types].xml"
_TABLE_NAMES = ("_xlnm._FilterDatabase", "_xlnm.Print_Area")
_BEHIND_SHEETS = lazy_pattern(r"</externalReferences>|</functionGroups>|</sheets>")
"""What the list of names follows."""


class WorkbookParts:
    """A workbook, part for part.

    Attributes:
        parts: name → content, changed by what is done to the workbook.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self.parts = {entry.filename: package.inflate_whole(entry) for entry in package.entries}
        self._names = {name: entry.filename for name, entry in package.parts.items()}
        self._main = workbook_part(package)
        if not self._main:
            raise UnknownSpellingError(self._main)
        self._relations = package.relations(self._main)

    def read(self, name: str) -> str:
        """A part, by its name in lower case. Raises ValueError where it is not in UTF-8."""
        return self.parts[self._names[name]].decode("utf-8-sig")

    def write(self, name: str, text: str) -> None:
        """Put another text into a part, by its name in lower case; a new part goes behind the others."""
        self.parts[self._names.setdefault(name, name)] = text.encode()

    def part_of_type(self, relation_type: str) -> str:
        """The first part of a type in lower case, such as `styles`. Raises LookupError for none."""
        targets = [relation.target for relation in self._relations.values() if relation.type == relation_type]
        return targets[0]

    def sheets(self) -> dict[str, str]:
        """Name → part of each sheet, in their order."""
        parts: dict[str, str] = {}
        for sheet in xml_root(self.read(self._main)).iterfind("{*}sheets/{*}sheet"):
            link = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            parts[sheet.get("name", "")] = self._relations[link].target if link in self._relations else ""
        return parts

    def sheet_areas(self, index: int) -> list[str]:
        """The filter, print area and repeated rows of a sheet, as elements; by its place in the order, from 0."""
        names = elements("definedName", self.read(self._main))
        return [name for name in names if attributes(name).get("localSheetId") == str(index)]

    def extend_areas(self, index: int, growth: Growth) -> None:
        """Make the filter and the print area of a sheet, if they reach the last row of its table, reach a new one."""
        for name in self.sheet_areas(index):
            if attributes(name).get("name") in _TABLE_NAMES:
                sheet, mark, area = content(name).rpartition("!")
                area = extended_ranges(area, growth)
                self._change_main(name, f"{name.partition('>')[0]}>{sheet}{mark}{area}</definedName>")

    def extend_tables(self, sheet: str, growth: Growth) -> None:
        """Make the tables (as Excel means it) of a sheet that reach its last row reach a new one.

        One with a row of totals stays: new rows come below it.

        Args:
            sheet: the part in lower case.
            growth: of the rows.
        """
        relations = self._package.relations(sheet).values() if sheet in self._package.parts else ()
        for part in (relation.target for relation in relations if relation.type == "table"):
            xml = self.read(part)
            table = elements("table", xml)[0]
            if attributes(table).get("totalsRowCount", "0") == "0":
                self.write(part, _TABLE_AREA.sub(lambda match: match[1] + extended_ranges(match[2], growth), xml))

    def add_sheet(self, name: str, xml: str, areas: list[str]) -> None:
        """Add a sheet behind the others.

        Args:
            name: of the sheet.
            xml: the sheet.
            areas: of another workbook's sheet, as `sheet_areas` has them.
        """
        listed = elements("sheet", self.read(self._main))
        prefix = _LINK.search(listed[0])
        if not prefix:
            raise UnknownSpellingError(listed[0])
        number = 1 + max(int(attributes(sheet)["sheetId"]) for sheet in listed)
        link = f"rIdDuban{number}"
        part = f"{dirname(self.part_of_type('worksheet'))}/duban{number}.xml"
        self.write(part, xml)
        override = f'<Override PartName="/{part}" ContentType="{_SHEET_TYPE}"/></Types>'
        self.write(_TYPES, replace_once(self.read(_TYPES), "</Types>", override))
        self._add_relation(link, part)
        entry = listed[0]  # it may declare the prefix itself
        values = {"name": name, "sheetId": str(number), "state": None, f"{prefix[1]}:id": link}
        for attribute, value in values.items():
            entry = with_attribute(entry, attribute, value)
        self._change_main("</sheets>", f"{entry}</sheets>")
        self._add_areas("".join(with_attribute(area, "localSheetId", str(len(listed))) for area in areas))

    def recalculate_on_opening(self) -> None:
        """Say that the values of formulas may be old."""
        for settings in elements("calcPr", self.read(self._main)):
            self._change_main(settings, with_attribute(settings, "fullCalcOnLoad", "1"))

    def _change_main(self, old: str | re.Pattern[str], new: str) -> None:
        self.write(self._main, replace_once(self.read(self._main), old, new))

    def _add_relation(self, link: str, part: str) -> None:
        folder, _, file = self._main.rpartition("/")
        relations = f"{folder}/_rels/{file}.rels".lstrip("/")
        xml = self.read(relations)
        sheets = [each for each in elements("Relationship", xml) if attributes(each)["Type"].endswith("/worksheet")]
        relation = with_attribute(with_attribute(sheets[0], "Id", link), "Target", relpath(part, folder))
        self.write(relations, replace_once(xml, "</Relationships>", f"{relation}</Relationships>"))

    def _add_areas(self, areas: str) -> None:
        xml = self.read(self._main)
        if "</definedNames>" in xml:
            self._change_main("</definedNames>", f"{areas}</definedNames>")
        elif before := _BEHIND_SHEETS.findall(xml):
            self._change_main(before[-1], f"{before[-1]}<definedNames>{areas}</definedNames>")
