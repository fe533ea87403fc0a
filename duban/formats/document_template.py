"""A Word document that an office made as a template: its parts, once nothing in it runs or reaches anything."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError

from duban.formats.opened_file import UnreadableFile, check_size
from duban.formats.package import MEGABYTE, PACKAGE_ERRORS, Package, local_name, open_package, xml_root
from duban.formats.package_safety import check_package

MOST_DOCUMENT_BYTES, _MOST_PARTS = 8 * MEGABYTE, 300
"""Of all parts, inflated: a notice with a seal and a logo has a hundredth of that."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN_PART, _SETTINGS, _SETTINGS_RELATIONS = "word/document.xml", "word/settings.xml", "word/_rels/settings.xml.rels"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_HARMLESS_RELATIONS = frozenset(
    {
        *("officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail"),
        *("styles", "stylesWithEffects", "numbering", "fontTable", "settings", "webSettings", "theme"),
        *("header", "footer", "footnotes", "endnotes", "image", "customXml", "customXmlProps", "attachedTemplate"),
    }
)
"""What parts may refer to. Left out: macros, objects, controls, other documents, comments, links."""
_HARMLESS_FIELDS = frozenset(
    {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "SEQ", "REF", "PAGEREF", "TOC", "STYLEREF", "TITLE", "="}
)
"""What a field may do: count and repeat what stands in the document itself."""


def open_document_template(data: bytes) -> Mapping[str, bytes]:
    """The parts of a document by their names, in its order.

    Raises:
        UnreadableFile: damaged, too large, no Word document, or with something that runs or reaches outside; its
            fact `part` says what.
    """
    try:
        package = open_package(data)
        check_size(sum(entry.file_size for entry in package.entries), MOST_DOCUMENT_BYTES)
        check_package(package)
        _check_shape(package)
        parts = {entry.filename: package.inflate_whole(entry) for entry in package.entries if not entry.is_dir()}
        for name, part in parts.items():
            _check_part(name, part)
    except PACKAGE_ERRORS as error:
        raise UnreadableFile("damaged") from error
    return parts


def _check_shape(package: Package) -> None:
    """That it is a document as Word saves it: its main part and what belongs to its settings are there."""
    names = {entry.filename for entry in package.entries}
    if len(names) > _MOST_PARTS or _MAIN_PART not in names or (_SETTINGS_RELATIONS in names and _SETTINGS not in names):
        raise UnreadableFile("damaged")
    _check_types(package)
    if xml_root(package.read(_MAIN_PART)).tag != f"{_WORD}document":  # the "strict" format spells it otherwise
        raise UnreadableFile("damaged")


def _check_types(package: Package) -> None:
    """That its main part is a plain document: no macro document, and not what only Word itself fills."""
    overrides = xml_root(package.read("[Content_Types].xml")).iterfind("{*}Override")
    types = {item.get("PartName", "").casefold(): item.get("ContentType", "") for item in overrides}
    if types.get(f"/{_MAIN_PART}") != _MAIN_TYPE:
        raise UnreadableFile("unsafe-content", {"part": types.get(f"/{_MAIN_PART}", "").rpartition(".")[2]})


def _check_part(name: str, part: bytes) -> None:
    """Refuse what runs or reaches outside; any part may be XML, whatever its name ends in."""
    if name.casefold().endswith(".rels"):
        for relation in xml_root(part).iterfind("{*}Relationship"):
            _check_relation(name, relation)
        return
    try:
        root = xml_root(part)
    except (ParseError, ValueError, LookupError):
        if name.casefold().endswith(".xml"):
            raise
        return
    for instruction in _fields(root):
        words = instruction.replace("=", "= ").split() or [""]
        if words[0].upper() not in _HARMLESS_FIELDS:
            raise UnreadableFile("unsafe-content", {"part": words[0]})


def _check_relation(name: str, relation: Element) -> None:
    word = relation.get("Type", "").rpartition("/")[2]
    is_cut_off = word == "attachedTemplate" and name == _SETTINGS_RELATIONS
    is_outside = relation.get("TargetMode") == "External" and not is_cut_off
    if word not in _HARMLESS_RELATIONS or is_outside:
        raise UnreadableFile("unsafe-content", {"part": relation.get("Target", "") if is_outside else word})


def _fields(root: Element) -> Iterator[str]:
    """The instruction of each field, that of a field inside another's by itself; in whatever namespace it stands."""
    open_fields: list[str] = []
    for element in root.iter():
        kind = local_name(element.tag)
        if kind == "fldSimple":
            yield _attribute(element, "instr")
        elif kind == "instrText":
            open_fields = [*open_fields[:-1], "".join((*open_fields[-1:], element.text or ""))]
        elif kind == "fldChar":
            match _attribute(element, "fldCharType"):
                case "begin":
                    open_fields.append("")
                case "end" if open_fields:
                    yield open_fields.pop()
    yield from open_fields


def _attribute(element: Element, name: str) -> str:
    return next((text for key, text in element.items() if local_name(key) == name), "")
