"""Looks of cells taken over from one .xlsx into another."""

from duban.formats.xlsx_text import UnknownSpellingError, attributes, content, elements, replace_once, with_attribute

_FIRST_OWN_FORMAT = 164
"""Numbers of number formats below it mean the same in every workbook."""
_GROUPS = {"fontId": ("fonts", "font"), "fillId": ("fills", "fill"), "borderId": ("borders", "border")}


class StyleImport:
    """The styles of a workbook, to which those of another are added as they are needed; each once.

    Attributes:
        xml: the styles as they are now.
    """

    def __init__(self, xml: str, source: str) -> None:
        self.xml = xml
        self._source = source
        self._source_styles = elements("xf", _group(source, "cellXfs"))
        self._numbers: dict[str, str] = {}

    def number_of(self, source_number: str) -> str:
        """The number that a style of the other workbook has in this one.

        Raises:
            UnknownSpellingError: the styles are written in a way that is not known here.
        """
        if source_number not in self._numbers:
            style = self._source_styles[int(source_number)]
            for attribute, (group, name) in _GROUPS.items():
                wanted = elements(name, _group(self._source, group))[int(attributes(style)[attribute])]
                style = with_attribute(style, attribute, str(self._number_in(group, name, wanted)))
            style = with_attribute(style, "numFmtId", self._number_format(attributes(style)["numFmtId"]))
            self._numbers[source_number] = str(self._number_in("cellXfs", "xf", style))
        return self._numbers[source_number]

    def _number_in(self, group: str, name: str, wanted: str) -> int:
        present = elements(name, _group(self.xml, group))
        if wanted in present:
            return present.index(wanted)
        self._add(group, wanted, len(present) + 1)
        return len(present)

    def _number_format(self, number: str) -> str:
        if int(number) < _FIRST_OWN_FORMAT:
            return number
        codes = {attributes(each)["numFmtId"]: attributes(each)["formatCode"] for each in _number_formats(self._source)}
        present = {attributes(each)["formatCode"]: attributes(each)["numFmtId"] for each in _number_formats(self.xml)}
        code = codes[number]
        if code not in present:
            if not elements("numFmts", self.xml):
                self.xml = replace_once(self.xml, "<fonts", "<numFmts/><fonts")
            free = 1 + max(map(int, present.values()), default=_FIRST_OWN_FORMAT - 1)
            present[code] = str(max(free, _FIRST_OWN_FORMAT))
            self._add("numFmts", f'<numFmt numFmtId="{present[code]}" formatCode="{code}"/>', len(present))
        return present[code]

    def _add(self, group: str, element: str, count: int) -> None:
        whole = elements(group, self.xml)[0]
        tag = with_attribute(whole, "count", str(count)).partition(">")[0].removesuffix("/")
        self.xml = replace_once(self.xml, whole, f"{tag}>{content(whole)}{element}</{group}>")


def _group(xml: str, name: str) -> str:
    groups = elements(name, xml)
    if len(groups) != 1:
        raise UnknownSpellingError(name)
    return content(groups[0])


def _number_formats(xml: str) -> list[str]:
    groups = elements("numFmts", xml)
    return elements("numFmt", content(groups[0])) if groups else []
