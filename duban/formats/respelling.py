"""Workbooks whose parts have unusual names or places: the package's own relations say which part is what.

calamine looks for `xl/workbook.xml` and for sheets below `xl/worksheets`, and gives up on a workbook that lists a macro
sheet. Such a package is written anew in memory, with its parts where calamine looks for them.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from posixpath import join, normpath
from xml.etree.ElementTree import tostring

from duban.formats.package import MEGABYTE, Package, Relation, local_name, open_package, xml_root
from duban.text.lazy_pattern import lazy_pattern
from duban.text.zip_bytes import join_packed, stored_whole
from duban.value_object import ValueObject

USUAL_WORKBOOK = "xl/workbook.xml"
_RELATIONS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORKBOOK_ROOT = lazy_pattern(rb"<(?:\w+:)?workbook\b")
_HEAD_BYTES = 4096
_SHEET = lazy_pattern(
    rb"""<(?:\w+:)?sheet((?:\s+[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?:/>|>\s*</(?:\w+:)?sheet\s*>)"""
)
_LINK = lazy_pattern(rb"""\s\w+:id\s*=\s*["']([^"']*)["']""")
_RELATION = lazy_pattern(rb"<(?:\w+:)?Relationship\s[^>]*>")
_TO_WORKBOOK = b'/officeDocument"'
_USUAL_ROOT = lazy_pattern(rb'Target="/?xl/workbook\.xml"')
_USUAL_LINK = lazy_pattern(  # a sheet in its folder, a single part under its name, or what calamine does not look for
    rb'Target="(?:/xl/)?(?:worksheets/[\w.]+|chartsheets/[\w.]+|sharedStrings\.xml|styles\.xml|theme/[\w.]+|calcChain\.xml)"'
)
_EMPTY_LINK = lazy_pattern(rb""":id\s*=\s*(?:""|'')""")
_FOLDERS = {"worksheet": "xl/worksheets/", "chartsheet": "xl/chartsheets/", "dialogsheet": "xl/dialogsheets/"}
_SINGLE_PARTS = {"sharedStrings": "xl/sharedstrings.xml", "styles": "xl/styles.xml"}
_MACRO_SHEETS = frozenset({"xlMacrosheet", "xlIntlMacrosheet"})


def workbook_part(package: Package) -> str:
    """The part that the package says is its workbook, in lower case; empty where it says none.

    Raises:
        One of PACKAGE_ERRORS: what says so is damaged.
    """
    for relation in package.relations("").values():
        if relation.type == "officeDocument" and _WORKBOOK_ROOT.search(package.read(relation.target, _HEAD_BYTES)):
            return relation.target
    return ""


def respell_package(data: bytes, package: Package) -> tuple[bytes, Package]:
    """The bytes and the package of a workbook as calamine understands them; nearly always the same as before.

    Args:
        data: the zip, of bearable size.
        package: its contents.

    Raises:
        One of PACKAGE_ERRORS: it is damaged.
    """
    if _is_surely_usual(package):
        return data, package
    workbook = workbook_part(package)
    respelling = _Respelling(package, workbook) if workbook else None
    if respelling is None or not respelling.is_needed:
        return data, package
    rewritten = join_packed(stored_whole(name, content) for name, content in respelling.parts())
    return rewritten, open_package(rewritten)


def _is_surely_usual(package: Package) -> bool:
    """Whether all is called and placed as calamine expects it: a search in bytes, for nearly all packages."""
    if USUAL_WORKBOOK not in package.parts:
        return False
    if any(entry.filename.casefold() != name for name, entry in package.parts.items()):
        return False
    roots = _RELATION.findall(package.read(_relations_part(""), MEGABYTE))
    links = _RELATION.findall(package.read(_relations_part(USUAL_WORKBOOK), MEGABYTE))
    roots_to_workbook = [root for root in roots if _TO_WORKBOOK in root]
    return (
        len(roots_to_workbook) == 1
        and _USUAL_ROOT.search(roots_to_workbook[0]) is not None
        and all(_USUAL_LINK.search(link) for link in links)
        and not _EMPTY_LINK.search(package.read(USUAL_WORKBOOK, MEGABYTE))
    )


class _Respelling(ValueObject, dict=True):
    """A workbook in a package, and where its parts belong. All names are in lower case.

    Attributes:
        package: as it came.
        workbook: the name of its main part.
    """

    package: Package
    workbook: str

    @property
    def is_needed(self) -> bool:
        has_odd_names = any(entry.filename.casefold() != name for name, entry in self.package.parts.items())
        has_odd_targets = any(b"\\" in self.package.read(_relations_part(owner)) for owner in ("", self.workbook))
        return bool(self._moves or self._skipped_links or has_odd_names or has_odd_targets)

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of every part of the package as it shall be."""
        taken = set(self._moves.values())
        for name, entry in self.package.parts.items():
            content = self.package.inflate_whole(entry)
            if name in self._relation_owners:
                owner = self._relation_owners[name]
                yield _relations_part(self._moves.get(owner, owner)), self._absolute_relations(owner, content)
            elif name == self.workbook:
                yield self._moves.get(name, name), _SHEET.sub(self._kept_sheet, content)
            elif name in self._moves or name not in taken:
                yield self._moves.get(name, name), content

    @cached_property
    def _relations(self) -> Mapping[str, Relation]:
        return self.package.relations(self.workbook)

    @cached_property
    def _moves(self) -> dict[str, str]:
        """Part → where calamine looks for it, of those that lie elsewhere."""
        moves = {self.workbook: USUAL_WORKBOOK}
        for number, relation in enumerate(self._relations.values(), 1):
            folder, usual = _FOLDERS.get(relation.type), _SINGLE_PARTS.get(relation.type)
            if usual:
                moves[relation.target] = usual
            elif folder and not relation.target.startswith(folder):
                moves[relation.target] = f"{folder}moved{number}.xml"
        return {part: place for part, place in moves.items() if part != place and part in self.package.parts}

    @cached_property
    def _skipped_links(self) -> frozenset[str]:
        """The links of the sheets that hold macros, or nothing that still exists (modules of Excel 5)."""
        links = [_link(match[1]) for match in _SHEET.finditer(self.package.read(self.workbook, MEGABYTE))]
        types = {link: self._relations[link].type for link in links if link in self._relations}
        return frozenset(link for link in links if link == "" or types.get(link) in _MACRO_SHEETS)

    @cached_property
    def _relation_owners(self) -> dict[str, str]:
        """The part that holds relations → whose they are, of all whose owner or targets are moved."""
        return {_relations_part(owner): owner for owner in ("", self.workbook, *self._moves)}

    def _kept_sheet(self, sheet: re.Match[bytes]) -> bytes:
        return b"" if _link(sheet[1]) in self._skipped_links else sheet[0]

    def _absolute_relations(self, owner: str, content: bytes) -> bytes:
        """The relations of a part with targets that mean the same wherever the part lies."""
        root = xml_root(content)
        for link in root.iterfind("{*}Relationship"):
            if link.get("TargetMode") != "External":
                folder = owner.rpartition("/")[0]
                target = normpath(join(f"/{folder}", link.get("Target", "").replace("\\", "/"))).lstrip("/").casefold()
                link.set("Target", f"/{self._moves.get(target, target)}")
        for element in root.iter():
            element.tag = local_name(element.tag)
        root.set("xmlns", _RELATIONS_NAMESPACE)
        return tostring(root)


def _link(attributes: bytes) -> str:
    """The relation of a sheet, by its attributes; a blank where they name none."""
    match = _LINK.search(attributes)
    return match[1].decode("utf-8", "replace") if match else " "


def _relations_part(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")
