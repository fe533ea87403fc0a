"""A letter in Word is a template filled as texts are: data, whatever stands in the template or in the facts."""

from collections.abc import Mapping
from xml.etree.ElementTree import fromstring

import pytest

from duban.formats.document_template import open_document_template
from duban.messages.finding import Finding, InputError
from duban.messages.text_template import LONGEST_MARKUP
from duban.writers.docx import fill_document
from duban.writers.docx_tags import MOST_TAGS
from tests.documents import MAIN, WORD, body_of, changed, packed, paragraphs, parts_of, rows, template

FACTS = {"name": "甲局", "units": ["甲", "乙"], "none": (), "long": "长" * 300_000, "many": list(range(3_000))}
OWN_TEMPLATE = {
    "word/_rels/settings.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="file:///C:/Users/somebody/Normal.dotm" TargetMode="External"/></Relationships>'
    )
}
HOSTILE = "</w:t></w:r></w:p><w:p>&lt;{{ name }}{% for x in y %}]]>\x07\x0b“\u202e\ud800\ue000name\ue001"


def fill(document: bytes, facts: Mapping[str, object] = FACTS) -> bytes:
    return fill_document(open_document_template(document), facts, "notice.docx")


def fault(document: bytes, facts: Mapping[str, object] | None = FACTS) -> Finding:
    """The one finding of a template that cannot be filled."""
    with pytest.raises(InputError) as refusal:
        fill_document(open_document_template(document), facts, "notice.docx")
    (finding,) = refusal.value.findings
    assert finding.place.file == "notice.docx"
    return finding


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("{{ name }}：{{ units | join('、') }}", "甲局：甲、乙"),
        ("共{{ units | length }}家{% if none %}无{% else %}有{% endif %}", "共2家有"),
        ("{% for unit in units %}{{ unit }}；{% endfor %}", "甲；乙；"),
        ("{{ “甲” ~ ‘乙’ }}", "甲乙"),  # Word rounds quotes by itself
        ("{{ '“甲”' }}", "“甲”"),
        ("{{ 1 < 2 and '<&>' }}", "<&>"),
        ("{ name } {# not filled #} }}", "{ name } {# not filled #} }}"),
    ],
)
def test_what_texts_are_made_of_is_filled(words: str, text: str) -> None:
    assert paragraphs(fill(template({"body": words}))) == [text]


def test_a_paragraph_or_row_of_conditions_and_loops_alone_is_not_there() -> None:
    table = {
        "widths": [20, 40],
        "head": ["序号", "单位"],
        "rows": ["{% for unit in units %}", ["{{ loop.index }}", "{{ unit }}"], "{% endfor %}"],
    }
    document = fill(
        template(
            {"tag": "{% for unit in units %}{% if unit == '乙' %}"},
            {"body": "{{ unit }}"},
            {"tag": "{% endif %}{% endfor %}"},
            {"table": table},
        )
    )
    assert paragraphs(document) == ["乙", "序号", "单位", "1", "甲", "2", "乙"]
    assert rows(document) == [["序号", "单位"], ["1", "甲"], ["2", "乙"]]


def test_headings_number_themselves_and_close_over_what_is_left_out() -> None:
    document = template(
        {"heading": "{{ '总体' | heading }}"},
        {"tag": "{% if none %}"},
        {"heading": "{{ '问题' | heading }}"},
        {"tag": "{% endif %}"},
        {"heading": "{{ '要求' | heading }}"},
        {"tag": "{% for unit in units %}"},
        {"subheading": "{{ unit | subheading }}"},
        {"tag": "{% endfor %}"},
        {"heading": "{{ '其他' | heading }}"},
        {"subheading": "{{ '甲' | subheading }}"},
    )
    assert paragraphs(fill(document)) == ["一、总体", "二、要求", "（一）甲", "（二）乙", "三、其他", "（一）甲"]
    assert fill(document) == fill(document)  # each document counts from the start


def test_a_tag_that_word_cut_into_pieces_is_one() -> None:
    cut = "{</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:rPr><w:b/></w:rPr><w:t>{ na</w:t></w:r><w:r><w:t>me }"
    document = changed(template({"body": "前{{ name }}后"}), MAIN, "{{ name }", cut)
    assert paragraphs(fill(document)) == ["前甲局后"]


def test_text_of_units_stays_text() -> None:
    """It ends no paragraph, fills nothing, and steers nothing; its line breaks and tabs are kept."""
    document = fill(template({"body": "{{ name }}"}, {"body": "{{ name }}"}), {"name": f"{HOSTILE}\n第二行\t尾"})
    shown = "</w:t></w:r></w:p><w:p>&lt;{{ name }}{% for x in y %}]]>\n“\ufffd\ue000name\ue001\n第二行\t尾"
    assert paragraphs(document) == [shown, shown]


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        ("{{ nobody }}", "template-text", "nobody"),
        ("{{ name.upper() }}", "template-forbidden", "upper"),
        ("{{ name.__class__ }}", "template-forbidden", "__class__"),
        ("{{ ''.__class__.__mro__ }}", "template-forbidden", "__mro__"),
        ("{% include 'x' %}", "template-forbidden", "include"),
        ("{% import 'os' as os %}", "template-forbidden", "import"),
        ("{{ self }}", "template-forbidden", "self"),
        ("{{ name", "template-text", ""),
        ("{% if name %}", "template-text", ""),
        (
            "{% for x in many %}{% for y in many %}{% for z in many %}{% endfor %}{% endfor %}{% endfor %}",
            "template-endless",
            "",
        ),
        ("{% for x in many %}{{ long }}{% endfor %}", "template-endless", ""),
    ],
)
def test_what_a_template_may_not_is_told_with_its_paragraph(words: str, code: str, name: str) -> None:
    finding = fault(template({"title": "题目{{ name }}"}, {"body": f"这里{words}"}, {"body": "{{ name }}"}))
    assert (finding.code, finding.facts["name"]) == (code, name)
    assert str(finding.facts["text"]).startswith("这里")


def test_a_template_is_proof_read_without_facts() -> None:
    assert fault(template({"body": "甲{{ name | nonsense }}"}), None).facts["text"] == "甲{{ name | nonsense }}"
    fill_document(open_document_template(template({"body": "{{ nobody }}"})), None, "notice.docx")


@pytest.mark.parametrize(
    "words",
    [
        ["{% if none %}", ["a", "b"]],  # never ended: in the table or after it
        ["{% endfor %}", ["a", "b"]],
    ],
)
def test_a_condition_ends_where_it_began(words: list[object]) -> None:
    table = {"widths": [20, 40], "head": ["甲", "乙"], "rows": words}
    assert fault(template({"table": table})).code == "template-text"


def test_what_is_no_document_when_it_is_filled_is_told() -> None:
    """A loop that begins in a row and ends behind the table leaves rows outside of any."""
    table = {"widths": [20, 40], "head": ["甲", "乙"], "rows": ["{% for unit in units %}", ["a", "b"]]}
    assert fault(template({"table": table}, {"tag": "{% endfor %}"})).code == "document-shape"


def test_a_document_longer_than_any_is_not_filled() -> None:
    assert fault(template({"body": "{{ name }}" + "长" * LONGEST_MARKUP})).code == "template-endless"


def test_a_document_of_more_tags_than_anybody_writes_is_not_filled() -> None:
    assert fault(template({"body": "{{ name }}" * (MOST_TAGS + 1)})).code == "template-endless"


def test_a_section_without_content_goes_and_its_page_too() -> None:
    annex = [{"section": "landscape"}, {"tag": "{% if none %}"}, {"annex": "附件1"}, {"tag": "{% endif %}"}]
    papers = [
        page.get(f"{WORD}orient") for page in body_of(fill(template({"body": "正文"}, *annex))).iter(f"{WORD}pgSz")
    ]
    assert papers == [None]
    between = template({"body": "正文"}, *annex, {"section": "portrait"}, {"body": "尾"})
    assert paragraphs(fill(between)) == ["正文", "尾"]
    assert len(list(body_of(fill(between)).iter(f"{WORD}sectPr"))) == 2


def test_the_name_of_the_desks_own_template_is_cut_off() -> None:
    document = changed(
        template({"body": "{{ name }}"}), "word/settings.xml", "<w:zoom", '<w:attachedTemplate r:id="rId1"/><w:zoom'
    )
    filled = parts_of(fill(packed({**parts_of(document), **OWN_TEMPLATE})))
    assert not any(b"Normal.dotm" in part or b"attachedTemplate" in part for part in filled.values())


@pytest.mark.parametrize("part", [MAIN, "word/settings.xml"])
@pytest.mark.parametrize("facts", [FACTS, None])
def test_a_part_nested_deeper_than_any_document_is_told(part: str, facts: Mapping[str, object] | None) -> None:
    """When it is proof-read and when it is filled."""
    parts = parts_of(template({"body": "{{ name }}"}))
    end = parts[part].rindex(b"</")
    deep = parts[part][:end] + b"<w:p>" * 300 + b"</w:p>" * 300 + parts[part][end:]
    assert fault(packed({**parts, **OWN_TEMPLATE, part: deep}), facts).code == "document-shape"


def test_the_same_facts_make_the_same_bytes_and_every_part_is_xml() -> None:
    document = template({"body": "{{ name }}"}, subject="关于{{ name }}的通报")
    assert fill(document) == fill(document)
    for name, part in parts_of(fill(document)).items():
        fromstring(part)
        assert b"{{" not in part, name
    assert "关于甲局的通报" in parts_of(fill(document))["docProps/core.xml"].decode()
