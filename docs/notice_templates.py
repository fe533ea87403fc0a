"""The shipped notices in Word, templates/notices/*.docx, made from docs/notices/*.yaml: so they can be read in a diff.

`python docs/notice_templates.py` writes them; with `--check` it only names those that are out of date, and exits 1. A
source lists paragraphs, by their styles in document_paper.py, tables and forms from top to bottom.
"""

import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from docs.document_paper import (  # noqa: E402 — also where nothing was installed
    HEAD_FONT,
    NAMESPACES,
    NUMBER_FONT,
    PROLOG,
    STYLE_BY_KEY,
    SUBHEAD_FONT,
    TITLE_FONT,
    font_table_xml,
    fonts_xml,
    footer_xml,
    section_xml,
    settings_xml,
    styles_xml,
    turned_footer_xml,
    twips,
)
from duban.writers.zip_file import write_zip  # noqa: E402

SOURCES, TEMPLATES = ROOT / "docs/notices", ROOT / "templates/notices"
_FONTS = {"kai": SUBHEAD_FONT, "hei": HEAD_FONT, "song": NUMBER_FONT, "title": TITLE_FONT}
_FORM_STYLE = re.compile('<w:pStyle w:val="form_[a-z]+"/>')
_COLORS = {"red": "C00000", "amber": "9C5700", "blue": "1F4E78"}
"""Of runs that have the font of their paragraph: dark enough on white paper, and told apart by words as well."""
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "styles": "styles",
    "settings": "settings",
    "fontTable": "fontTable",
    "footer1": "footer",
    "footer2": "footer",
    "footer3": "footer",
    "footer4": "footer",
}
"""What a document refers to, in the order of the ids rId1 …: name of the part, and what it is."""

Item = Mapping[str, Any]


def document_bytes(source: Mapping[str, Any]) -> bytes:
    """A template in Word.

    Args:
        source: `subject`, the document's own title; `parts`, the paragraphs and tables; `paper: form` for a form.
    """
    return write_zip({name: text.encode() for name, text in _texts(source).items()})


def _texts(source: Mapping[str, Any]) -> dict[str, str]:
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("officeDocument", "word/document.xml"),
            ("core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _properties(source["subject"]),
        "word/document.xml": f"{PROLOG}<w:document {NAMESPACES}><w:body>{_body(source)}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(*((kind, f"{name}.xml") for name, kind in _PARTS.items())),
        "word/styles.xml": styles_xml(),
        "word/settings.xml": settings_xml(),
        "word/fontTable.xml": font_table_xml(),
        "word/footer1.xml": footer_xml(even=False),
        "word/footer2.xml": footer_xml(even=True),
        "word/footer3.xml": turned_footer_xml(even=False),
        "word/footer4.xml": turned_footer_xml(even=True),
    }


def _body(source: Mapping[str, Any]) -> str:
    """All paragraphs and tables; what begins a section ends the one before it."""
    paper, pieces = source.get("paper", "portrait"), []
    for item in source["parts"]:
        if "section" in item:
            pieces.append(_paragraph("thin", "", section_xml(paper)))
            paper = item["section"]
        else:
            pieces.append(_block(item))
    return "".join(pieces) + section_xml(paper)


def _block(item: Item) -> str:
    ((kind, content),) = item.items()
    special: dict[str, Callable[[Any], str]] = {"table": _table, "grid": _grid, "blank": _blank_lines, "tag": _tag}
    return special[kind](content) if kind in special else _paragraph(kind, content)


def _tag(words: str) -> str:
    return _paragraph("body", words)


def _blank_lines(count: int) -> str:
    return _paragraph("blank", "") * count


def _paragraph(style: str, content: str | Sequence[Any], section: str = "") -> str:
    """A paragraph; several runs of it in fonts or colours of their own."""
    if style not in STYLE_BY_KEY:
        raise KeyError(style)
    runs = [content] if isinstance(content, str) else content
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{section}</w:pPr>{"".join(map(_run, runs))}</w:p>'


def _run(run: str | Mapping[str, str]) -> str:
    if isinstance(run, str):
        return f'<w:r><w:t xml:space="preserve">{escape(run)}</w:t></w:r>' if run else ""
    ((look, words),) = run.items()
    properties = f'<w:color w:val="{_COLORS[look]}"/>' if look in _COLORS else fonts_xml(_FONTS[look])
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def _table(table: Mapping[str, Any]) -> str:
    """A table with a head that is repeated on each page, and rows that are loops; `foot`: a last row."""
    widths = table["widths"]
    head_style = table.get("head_style", "table_head")
    styles = table.get("styles", ["table_text"] * len(widths))
    rows = [
        _row([_cell(words, width, head_style) for words, width in zip(table["head"], widths, strict=True)], head=True)
    ]
    for row in table["rows"]:
        cells = [row] + [""] * (len(widths) - 1) if isinstance(row, str) else row
        rows.append(_row([_cell(*cell) for cell in zip(cells, widths, styles, strict=True)], height=7))
    return _table_xml(widths, rows)


def _grid(grid: Mapping[str, Any]) -> str:
    """A form: rows of cells, each words or {text, span, style, align}; a row may have a least height in mm.

    It stays together on one page; `together: false`: a long one begins where it stands.
    """
    widths, rows = grid["widths"], []
    for row in grid["rows"]:
        cells, height = (row["cells"], row.get("height", 0)) if isinstance(row, Mapping) else (row, 0)
        if isinstance(cells, str):
            cells = [{"text": cells, "span": len(widths)}]
        rows.append(_row(list(_grid_cells(cells, widths)), height=height))
    table = _table_xml(widths, rows)
    return table if grid.get("together", True) else _FORM_STYLE.sub(r'\g<0><w:keepNext w:val="0"/>', table)


def _grid_cells(cells: Sequence[Any], widths: Sequence[float]) -> Iterator[str]:
    at = 0
    for cell in cells:
        options: Mapping[str, Any] = {"text": cell} if isinstance(cell, str) else cell
        span = options.get("span", 1)
        is_label = isinstance(cell, str) and "{" not in cell
        style = options.get("style", "form_head" if is_label else "form_text")
        yield _cell(
            options["text"], sum(widths[at : at + span]), style, span=span, valign=options.get("valign", "center")
        )
        at += span
    if at != len(widths):
        raise ValueError(cells)


def _row(cells: Sequence[str], *, head: bool = False, height: float = 0) -> str:
    least = f'<w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/>' if height else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{least}{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(words: str | Sequence[str], width: float, style: str, *, span: int = 1, valign: str = "center") -> str:
    """A cell with one paragraph or several."""
    paragraphs = [words] if isinstance(words, str) else words
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    content = "".join(_paragraph(style, paragraph) for paragraph in paragraphs)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{across}<w:vAlign w:val="{valign}"/></w:tcPr>'
        f"{content}</w:tc>"
    )


def _table_xml(widths: Sequence[float], rows: Sequence[str]) -> str:
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{edge} w:val="single" w:sz="6" w:space="0" w:color="000000"/>' for edge in edges)
    columns = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>{_paragraph('thin', '')}"  # Word wants one behind it
    )


def _content_types() -> str:
    kinds = {"document": "document.main", **_PARTS}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD_TYPE}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    return (
        f'{PROLOG}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relations(*relations: tuple[str, str]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_relation_type(kind)}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, 1)
    )
    return f'{PROLOG}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'


def _relation_type(kind: str) -> str:
    if kind == "core-properties":
        return "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return f"{_RELATIONSHIPS}/{kind}"


def _properties(subject: str) -> str:
    return (
        f"{PROLOG}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(subject)}</dc:title></cp:coreProperties>"
    )


def outdated_templates() -> dict[Path, bytes]:
    """The templates that say something else than their sources, as they should be."""
    outdated = {}
    for source in sorted(SOURCES.glob("*.yaml")):
        path, data = TEMPLATES / f"{source.stem}.docx", document_bytes(yaml.safe_load(source.read_text("utf-8")))
        if not path.is_file() or _parts(path.read_bytes()) != _parts(data):
            outdated[path] = data
    return outdated


def _parts(document: bytes) -> dict[str, bytes]:
    """What a document holds: as another zlib packs it, it is the same."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return {name: package.read(name) for name in package.namelist()}


def main() -> int:
    """Write the templates, or with --check say which are out of date."""
    outdated = outdated_templates()
    for path, data in outdated.items():
        print(path.relative_to(ROOT).as_posix())
        if "--check" not in sys.argv:
            path.write_bytes(data)
    return 1 if outdated and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
