"""The paper of official letters, GB/T 9704-2012: page, grid, fonts and styles of the shipped notices.

A4, margins 37, 35, 28 and 26 mm, 22 lines of 28 characters. The fonts are named, not embedded; fontTable.xml says which
other names they go by.
"""

from collections.abc import Iterator
from typing import NamedTuple

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
PROLOG = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TWIPS_PER_MM, TWIPS_PER_POINT = 1440 / 25.4, 20
PAGE_WIDTH, PAGE_HEIGHT = 210, 297  # mm
TOP, BOTTOM, INNER, OUTER = 37, 35, 28, 26  # mm
LINES, CHARACTERS = 22, 28
LINE_PITCH = 579
"""Twips: 28.95 points, 22 of which fill the 225 mm between the margins."""
CHARACTER_SPACING = -5
"""Twentieths of a point between letters of the body: so 28 of 16 points fill the 156 mm in every program.

A grid of characters would say the same to Word alone: LibreOffice gives each letter two of its cells.
"""
BODY_SIZE, TITLE_SIZE, PAGE_NUMBER_SIZE, TABLE_SIZE = 16, 22, 14, 10.5  # points: 三号, 二号, 四号, 五号
TITLE_FONT, BODY_FONT, HEAD_FONT, SUBHEAD_FONT, NUMBER_FONT = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
)
OTHER_NAMES = {
    TITLE_FONT: "方正小标宋_GBK",
    BODY_FONT: "仿宋",
    HEAD_FONT: "SimHei",
    SUBHEAD_FONT: "楷体",
    NUMBER_FONT: "SimSun",
}
_FOOTER_DISTANCE = 23  # mm: the number's upper edge is 7 mm below the text
_NEAR_FOOTER_DISTANCE = 12  # mm
MARGINS = {
    "portrait": (TOP, OUTER, BOTTOM, INNER),
    "landscape": (INNER, TOP, OUTER, BOTTOM),
    "form": (25, OUTER, 22, INNER),
}
"""Kind of page → its margins above, at the right, below and at the left, in mm.

A table across lies on the page as if it were bound with the others, its head towards the binding edge. A form is no
letter: it has more room.
"""


class Style(NamedTuple):
    """How a kind of paragraph looks.

    Attributes:
        key: as the notices' sources and the document call it.
        name: as Word shows it.
        size: in points.
        align: left, center, right or both.
        first_line: characters that its first line is set in.
        left, right: characters that the whole is set in.
        hanging: characters that further lines are set in.
        line: twips from line to line.
        above: lines left free above.
        keep: whether it stays with the next paragraph: so no page has but a name and a day.
        new_page: whether it begins a page.
    """

    key: str
    name: str
    font: str = BODY_FONT
    size: float = BODY_SIZE
    align: str = "both"
    first_line: float = 0
    left: float = 0
    right: float = 0
    hanging: float = 0
    line: int = LINE_PITCH
    above: float = 0
    keep: bool = False
    bold: bool = False
    new_page: bool = False


STYLES = (
    Style("body", "公文正文", first_line=2),
    Style("closing", "公文末段", first_line=2, keep=True),
    Style("blank", "空行", keep=True),
    Style("title", "公文标题", TITLE_FONT, TITLE_SIZE, "center"),
    Style("next_title", "另页公文标题", TITLE_FONT, TITLE_SIZE, "center", new_page=True),
    Style("to", "主送机关"),
    Style("heading", "公文一级标题", HEAD_FONT, first_line=2, keep=True),
    Style("subheading", "公文二级标题", SUBHEAD_FONT, first_line=2, keep=True),
    Style("attachments", "附件说明", left=6.5, hanging=4.5, keep=True),
    Style("more_attachments", "附件说明续", left=6.5, hanging=1.5, keep=True),
    Style("sign", "发文机关署名", align="right", right=2, keep=True),
    Style("date", "成文日期", align="right", right=4),
    Style("note", "附注", first_line=2),
    Style("annex", "附件序号", HEAD_FONT, align="left"),
    Style("annex_title", "附件标题", TITLE_FONT, TITLE_SIZE, "center"),
    Style("unit_of_measure", "表上说明", size=12, align="right", line=360),
    Style("table_head", "表头", HEAD_FONT, TABLE_SIZE, "center", line=300, keep=True),
    Style("table_text", "表内文字", size=TABLE_SIZE, align="left", line=300),
    Style("table_center", "表内居中", size=TABLE_SIZE, align="center", line=300),
    Style("table_number", "表内数字", size=TABLE_SIZE, align="center", line=300),
    Style("table_note", "表下说明", size=TABLE_SIZE, align="left", line=300),
    Style("form_line", "单外文字", size=12, line=480, keep=True),
    Style("gap", "表间距", size=6, line=160, keep=True),
    Style("form_head", "单内项目", HEAD_FONT, 12, "center", line=400, keep=True),
    Style("form_text", "单内文字", size=12, align="both", line=400, keep=True),
    Style("form_center", "单内居中", size=12, align="center", line=400, keep=True),
    Style("page_number", "公文页码", NUMBER_FONT, PAGE_NUMBER_SIZE, "left", line=320),
    Style("thin", "分隔", size=1, line=20),
)
STYLE_BY_KEY = {style.key: style for style in STYLES}


def twips(millimetres: float) -> int:
    """A length in twentieths of a point."""
    return round(millimetres * TWIPS_PER_MM)


def text_width(*, landscape: bool) -> float:
    """Millimetres between the margins."""
    return PAGE_HEIGHT - TOP - BOTTOM if landscape else PAGE_WIDTH - INNER - OUTER


def fonts_xml(name: str) -> str:
    """A font for letters and characters alike."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="eastAsia"/>'


def run_properties(font: str, size: float, *, bold: bool = False) -> str:
    """How letters look; size in points."""
    weight = "<w:b/>" if bold else ""
    tightness = f'<w:spacing w:val="{CHARACTER_SPACING}"/>' if size == BODY_SIZE else ""
    return f'{fonts_xml(font)}{weight}{tightness}<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'


def section_xml(paper: str) -> str:
    """The settings of a section: paper, margins, grid and page numbers. paper: a key of MARGINS."""
    is_landscape = paper == "landscape"
    odd, even = ("rId6", "rId7") if is_landscape else ("rId4", "rId5")
    width, height = (PAGE_HEIGHT, PAGE_WIDTH) if is_landscape else (PAGE_WIDTH, PAGE_HEIGHT)
    orient = ' w:orient="landscape"' if is_landscape else ""
    footer = _FOOTER_DISTANCE if paper == "portrait" else _NEAR_FOOTER_DISTANCE
    names = ("top", "right", "bottom", "left")
    edges = " ".join(f'w:{name}="{twips(margin)}"' for name, margin in zip(names, MARGINS[paper], strict=True))
    grid = "" if is_landscape else f'<w:docGrid w:type="lines" w:linePitch="{LINE_PITCH}"/>'
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{odd}"/><w:footerReference w:type="even" r:id="{even}"/>'
        f'<w:type w:val="nextPage"/><w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{orient}/>'
        f'<w:pgMar {edges} w:header="{twips(15)}" w:footer="{twips(footer)}" w:gutter="0"/>{grid}</w:sectPr>'
    )


def styles_xml() -> str:
    """word/styles.xml."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{run_properties(BODY_FONT, BODY_SIZE)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:pPr><w:widowControl w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{LINE_PITCH}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr>'
        f"<w:rPr>{run_properties(BODY_FONT, BODY_SIZE)}</w:rPr></w:style>"
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )
    return f"{PROLOG}<w:styles {NAMESPACES}>{defaults}{normal}{table}{''.join(map(_style_xml, STYLES))}</w:styles>"


def _style_xml(style: Style) -> str:
    keep = ("<w:keepNext/>" if style.keep else "") + ("<w:pageBreakBefore/>" if style.new_page else "")
    above = round(style.above * LINE_PITCH)
    on_grid = "" if style.size == BODY_SIZE else '<w:snapToGrid w:val="0"/>'
    spacing = f'<w:spacing w:before="{above}" w:after="0" w:line="{style.line}" w:lineRule="exact"/>'
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style.key}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{keep}{on_grid}{spacing}{_indent_xml(style)}'
        f'<w:jc w:val="{style.align}"/></w:pPr>'
        f"<w:rPr>{run_properties(style.font, style.size, bold=style.bold)}</w:rPr></w:style>"
    )


def _indent_xml(style: Style) -> str:
    """Indents in hundredths of a character, and in twips for programs that know no characters."""
    indents = {"left": style.left, "right": style.right, "hanging": style.hanging, "firstLine": style.first_line}
    attributes = "".join(
        f' w:{name}Chars="{round(count * 100)}" w:{name}="{round(count * style.size * TWIPS_PER_POINT)}"'
        for name, count in indents.items()
        if count
    )
    return f"<w:ind{attributes}/>" if attributes else ""


def font_table_xml() -> str:
    """word/fontTable.xml: each font, and the other name that it goes by."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, other in OTHER_NAMES.items()
    )
    return f"{PROLOG}<w:fonts {NAMESPACES}>{fonts}</w:fonts>"


def settings_xml() -> str:
    """word/settings.xml: odd and even pages have their numbers at different edges."""
    return (
        f'{PROLOG}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
        '<w:drawingGridVerticalSpacing w:val="579"/><w:characterSpacingControl w:val="compressPunctuation"/>'
        "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/>"
        "<w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def footer_xml(*, even: bool) -> str:
    """The page number, — 1 —, at the outer edge, one character from it."""
    style = STYLE_BY_KEY["page_number"]
    edge = "left" if even else "right"
    indent = f'<w:ind w:{edge}Chars="100" w:{edge}="{PAGE_NUMBER_SIZE * TWIPS_PER_POINT}"/>'
    return (
        f'{PROLOG}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="{style.key}"/>{indent}<w:jc w:val="{edge}"/></w:pPr>'
        f"{''.join(_page_number_runs())}</w:p></w:ftr>"
    )


def turned_footer_xml(*, even: bool) -> str:
    """The page number of a page across where it stands on the upright pages with which the page is bound.

    What is the foot of an upright page is the left edge of a page across, and the number is turned with the page. It
    stands in a cell of a table that lies at its place on the page: a turned cell is kept by every program.
    """
    style = STYLE_BY_KEY["page_number"]
    height, width = 30, style.line / TWIPS_PER_POINT / 72 * 25.4  # mm
    one_character = PAGE_NUMBER_SIZE / 72 * 25.4
    top = OUTER + one_character if even else PAGE_WIDTH - OUTER - one_character - height
    edge = "left" if even else "right"
    number = (
        f'<w:p><w:pPr><w:pStyle w:val="{style.key}"/><w:jc w:val="{edge}"/></w:pPr>{"".join(_page_number_runs())}</w:p>'
    )
    return (
        f'{PROLOG}<w:ftr {NAMESPACES}><w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" '
        f'w:vertAnchor="page" w:horzAnchor="page" w:tblpX="{twips(_FOOTER_DISTANCE)}" w:tblpY="{twips(top)}"/>'
        f'<w:tblW w:w="{twips(width)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{twips(width)}"/></w:tblGrid>'
        f'<w:tr><w:trPr><w:trHeight w:val="{twips(height)}" w:hRule="exact"/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/><w:textDirection w:val="tbRl"/></w:tcPr>'
        f'{number}</w:tc></w:tr></w:tbl><w:p><w:pPr><w:pStyle w:val="thin"/></w:pPr></w:p></w:ftr>'
    )


def _page_number_runs() -> Iterator[str]:
    yield '<w:r><w:t xml:space="preserve">— </w:t></w:r>'
    yield '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    yield '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    yield '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    yield "<w:r><w:t>1</w:t></w:r>"
    yield '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    yield '<w:r><w:t xml:space="preserve"> —</w:t></w:r>'
