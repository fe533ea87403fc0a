"""The shipped letters are on the paper of GB/T 9704-2012, measured in what Word reads."""

import re
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from docs.notice_templates import TEMPLATES, outdated_templates
from duban.formats.document_template import open_document_template
from tests.documents import WORD, body_of, parts_of, text_of

SHIPPED = sorted(TEMPLATES.glob("*.docx"))
CIRCULAR = TEMPLATES / "circular.docx"
TWIPS_PER_MM, TWIPS_PER_POINT = 1440 / 25.4, 20


@cache
def part(name: str, path: Path = CIRCULAR) -> Element:
    return fromstring(parts_of(path.read_bytes())[f"word/{name}.xml"])


def number(element: Element | None, name: str) -> int:
    assert element is not None
    return int(element.get(f"{WORD}{name}", "0"))


def style(key: str) -> Element:
    return next(style for style in part("styles").iter(f"{WORD}style") if style.get(f"{WORD}styleId") == key)


def font_and_size(key: str) -> tuple[str, float]:
    """The font for Chinese, and its size in points."""
    look = style(key).find(f"{WORD}rPr")
    fonts = look.find(f"{WORD}rFonts") if look is not None else None
    assert look is not None
    assert fonts is not None
    return fonts.get(f"{WORD}eastAsia", ""), number(look.find(f"{WORD}sz"), "val") / 2


def sections(path: Path = CIRCULAR) -> list[Element]:
    return list(body_of(path.read_bytes()).iter(f"{WORD}sectPr"))


def margins(section: Element) -> dict[str, int]:
    """In whole millimetres."""
    edges = section.find(f"{WORD}pgMar")
    return {edge: round(number(edges, edge) / TWIPS_PER_MM) for edge in ("top", "bottom", "left", "right")}


def test_the_shipped_templates_are_as_their_sources() -> None:
    """`python docs/notice_templates.py` writes them."""
    assert outdated_templates() == {}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_templates_are_harmless_and_named_for_nobody(path: Path) -> None:
    parts = open_document_template(path.read_bytes())
    assert b"creator" not in parts["docProps/core.xml"]
    assert not any(b"python" in data for data in parts.values())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_page_is_a4(path: Path) -> None:
    sizes = [size for section in sections(path) if (size := section.find(f"{WORD}pgSz")) is not None]
    millimetres = [sorted(round(number(size, edge) / TWIPS_PER_MM) for edge in ("w", "h")) for size in sizes]
    assert millimetres == [[210, 297]] * len(sections(path))


def test_the_text_has_the_margins_of_the_standard_and_tables_across_lie_turned_in_them() -> None:
    upright, *across = sections()
    assert margins(upright) == {"top": 37, "bottom": 35, "left": 28, "right": 26}
    assert across
    assert all(margins(section) == {"top": 28, "bottom": 26, "left": 35, "right": 37} for section in across)


def test_a_page_has_22_lines_of_28_characters() -> None:
    """Exactly 28.95 points from line to line; 16-point characters a quarter of a point closer than they are wide."""
    size, edges = sections()[0].find(f"{WORD}pgSz"), sections()[0].find(f"{WORD}pgMar")
    height = number(size, "h") - number(edges, "top") - number(edges, "bottom")
    width = number(size, "w") - number(edges, "left") - number(edges, "right")
    for key in ("Normal", "body", "heading", "subheading", "to", "date"):
        line = next(style(key).iter(f"{WORD}spacing"))
        assert (line.get(f"{WORD}line"), line.get(f"{WORD}lineRule")) == ("579", "exact")
        letters = [each for each in style(key).iter(f"{WORD}spacing") if each.get(f"{WORD}val")]
        pitch = 16 * TWIPS_PER_POINT + number(letters[0], "val")
        assert width // pitch == 28
    assert height // 579 == 22
    assert number(sections()[0].find(f"{WORD}docGrid"), "linePitch") == 579


def test_titles_headings_and_text_have_their_fonts_and_sizes() -> None:
    assert font_and_size("title") == ("方正小标宋简体", 22)
    assert font_and_size("body") == font_and_size("to") == ("仿宋_GB2312", 16)
    assert font_and_size("heading") == ("黑体", 16)
    assert font_and_size("subheading") == ("楷体_GB2312", 16)
    assert font_and_size("annex") == ("黑体", 16)
    assert font_and_size("annex_title") == ("方正小标宋简体", 22)
    assert font_and_size("page_number") == ("宋体", 14)


def test_every_font_says_by_which_other_name_it_goes() -> None:
    """An office without 仿宋_GB2312 has 仿宋."""
    named = set(re.findall(r'w:eastAsia="([^"]+)"', "".join(map(_xml, ("styles", "document")))))
    others = {font.get(f"{WORD}name"): font.find(f"{WORD}altName") for font in part("fontTable")}
    assert named - {"zh-CN"} <= {name for name, other in others.items() if other is not None}


def _xml(name: str) -> str:
    return parts_of(CIRCULAR.read_bytes())[f"word/{name}.xml"].decode()


def test_paragraphs_begin_two_characters_in() -> None:
    for key in ("body", "heading", "subheading"):
        assert number(next(style(key).iter(f"{WORD}ind")), "firstLineChars") == 200
    assert next(style("annex").iter(f"{WORD}ind"), None) is None


def test_page_numbers_stand_at_the_outer_edge() -> None:
    """— 1 —, at the right on odd pages and at the left on even ones, one character from the edge."""
    assert part("settings").find(f"{WORD}evenAndOddHeaders") is not None
    for name, edge in (("footer1", "right"), ("footer2", "left")):
        assert text_of(part(name)).strip() == "— 1 —"
        assert next(part(name).iter(f"{WORD}instrText")).text == " PAGE "
        assert next(part(name).iter(f"{WORD}jc")).get(f"{WORD}val") == edge
        assert number(next(part(name).iter(f"{WORD}ind")), f"{edge}Chars") == 100


def test_the_page_number_of_a_page_across_stands_where_the_upright_pages_have_theirs() -> None:
    """At the left edge, which is the foot of the page as it is bound, and turned; odd ones lower, even ones higher."""
    across = sections()[-1]
    references = {each.get(f"{WORD}type"): each for each in across.iter(f"{WORD}footerReference")}
    assert len(references) == 2
    tops = []
    for name in ("footer3", "footer4"):
        place = next(part(name).iter(f"{WORD}tblpPr"))
        assert (place.get(f"{WORD}vertAnchor"), place.get(f"{WORD}horzAnchor")) == ("page", "page")
        assert 20 < number(place, "tblpX") / TWIPS_PER_MM < 28  # the text begins at 35
        assert next(part(name).iter(f"{WORD}textDirection")).get(f"{WORD}val") == "tbRl"
        assert text_of(part(name)).strip() == "— 1 —"
        tops.append(number(place, "tblpY"))
    assert tops[0] > tops[1]


def test_no_page_has_but_a_name_and_a_day() -> None:
    """What closes a letter stays together, down to the day: the last paragraph goes along."""
    for key in ("closing", "blank", "attachments", "more_attachments", "sign"):
        assert style(key).find(f"{WORD}pPr/{WORD}keepNext") is not None
    words = [text_of(paragraph) for paragraph in body_of(CIRCULAR.read_bytes()).iter(f"{WORD}p")]
    day = words.index("　　　　年　　月　　日")
    closing = next(
        place
        for place, paragraph in enumerate(body_of(CIRCULAR.read_bytes()).iter(f"{WORD}p"))
        if next(paragraph.iter(f"{WORD}pStyle")).get(f"{WORD}val") == "closing"
    )
    assert closing < day


def test_number_and_day_are_left_blank_and_the_head_of_a_table_is_on_each_page() -> None:
    words = [text_of(paragraph) for paragraph in body_of(CIRCULAR.read_bytes()).iter(f"{WORD}p")]
    assert "　　　　年　　月　　日" in words
    heads = [
        table.find(f"{WORD}tr/{WORD}trPr/{WORD}tblHeader")
        for table in body_of(CIRCULAR.read_bytes()).iter(f"{WORD}tbl")
    ]
    assert heads
    assert all(head is not None for head in heads)


def test_no_letter_decides_anything() -> None:
    """Who is to be spoken to or blamed, people say; the one letter that a clerk asks for by name is a draft."""
    for path in SHIPPED:
        words = "".join(text_of(paragraph) for paragraph in body_of(path.read_bytes()).iter(f"{WORD}p"))
        assert not re.search("责令|问责|处分|党纪", words), path.stem
        assert path.stem == "talk" or "约谈" not in words
