"""A template in Word may come by mail: nothing in it runs, reaches anything or grows, before anybody fills it."""

import io
import zipfile

import pytest

from duban.formats.document_template import MOST_DOCUMENT_BYTES, open_document_template
from duban.formats.opened_file import UnreadableFile
from tests.documents import MAIN, WORD, changed, packed, parts_of, template

PLAIN = template({"body": "正文"})
RELATIONS = "word/_rels/document.xml.rels"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

SETTINGS_RELATIONS = "word/_rels/settings.xml.rels"
OWN_TEMPLATE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_TYPE}/attachedTemplate" Target="file:///C:/Normal.dotm" TargetMode="External"/></Relationships>'
)


def relation(kind: str, target: str, mode: str = "") -> bytes:
    link = f'<Relationship Id="rId99" Type="{_TYPE}/{kind}" Target="{target}"{mode}/></Relationships>'
    return changed(PLAIN, RELATIONS, "</Relationships>", link)


def field(*instructions: str) -> bytes:
    """A field whose instruction lies in several pieces, as Word may write it."""
    pieces = "".join(f"<w:r><w:instrText>{words}</w:instrText></w:r>" for words in instructions)
    begin, end = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    return changed(PLAIN, MAIN, "<w:sectPr>", f"<w:p>{begin}{pieces}{end}</w:p><w:sectPr>")


REFUSED = {
    "a picture from elsewhere": relation("image", "https://example.org/x.png", ' TargetMode="External"'),
    "a link": relation("hyperlink", "https://example.org/", ' TargetMode="External"'),
    "the desk's own template by a part that does not lose it": relation(
        "attachedTemplate", "https://example.org/x.dotm", ' TargetMode="External"'
    ),
    "a header under another ending": packed(
        {**parts_of(PLAIN), "word/header9.bin": f'<w:hdr xmlns:w="{WORD[1:-1]}"><w:fldSimple w:instr="DDE x"/></w:hdr>'}
    ),
    "a header as Word's strict format spells it": packed(
        {**parts_of(PLAIN), "word/header9.xml": '<w:hdr xmlns:w="urn:strict"><w:fldSimple w:instr="DDE x"/></w:hdr>'}
    ),
    "macros": relation("vbaProject", "vbaProject.bin"),
    "another document": relation("aFChunk", "other.html"),
    "an object": relation("oleObject", "embeddings/oleObject1.bin"),
    "a control": relation("control", "activeX/activeX1.xml"),
    "comments": relation("comments", "comments.xml"),
    "a field that runs a program": field("DDEAUTO cmd.exe"),
    "a field that runs a program, in pieces": field("DD", "EAUTO cmd.exe"),
    "a field that reads a file": field(' INCLUDETEXT "C:/secret.txt" '),
    "a field in a field": changed(
        field("= 1 "),
        MAIN,
        "<w:instrText>",
        '<w:fldChar w:fldCharType="begin"/><w:instrText>DDE x</w:instrText>'
        '<w:fldChar w:fldCharType="end"/><w:instrText>',
    ),
    "a simple field": changed(
        PLAIN, MAIN, "<w:sectPr>", '<w:p><w:fldSimple w:instr="INCLUDEPICTURE x"/></w:p><w:sectPr>'
    ),
    "a document with macros": changed(
        PLAIN,
        "[Content_Types].xml",
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "vnd.ms-word.document.macroEnabled.main+xml",
    ),
    "entities": changed(PLAIN, MAIN, "<w:document", '<!DOCTYPE x [<!ENTITY a "b">]><w:document'),
    "a part that leads out": packed({**parts_of(PLAIN), "../evil.xml": "<x/>"}),
    "a part twice": packed({**parts_of(PLAIN), "WORD/document.xml": "<x/>"}),
}
DAMAGED = {
    "no zip": b"text",
    "nothing": b"",
    "half of one": PLAIN[: len(PLAIN) // 2],
    "a zip of something else": packed({"a.txt": "a"}),
    "too large": packed({**parts_of(PLAIN), "word/media/a.png": b"\0" * (MOST_DOCUMENT_BYTES + 1)}),
    "too many parts": packed({**parts_of(PLAIN), **{f"word/media/{number}.png": b"" for number in range(400)}}),
    "relations of settings that are not there": packed(
        {
            **{name: part for name, part in parts_of(PLAIN).items() if name != "word/settings.xml"},
            SETTINGS_RELATIONS: OWN_TEMPLATE,
        }
    ),
    "Word's strict format": changed(PLAIN, MAIN, WORD[1:-1], "http://purl.oclc.org/ooxml/wordprocessingml/main"),
    "markup that does not end": changed(PLAIN, MAIN, "</w:body>", ""),
}


def test_a_plain_document_is_opened_part_by_part() -> None:
    assert list(open_document_template(PLAIN)) == list(parts_of(PLAIN))
    open_document_template(field(" PAGE "))
    open_document_template(field(" NUM", "PAGES "))
    open_document_template(packed({**parts_of(PLAIN), SETTINGS_RELATIONS: OWN_TEMPLATE}))
    open_document_template(packed({**parts_of(PLAIN), "word/media/image1.png": b"\x89PNG <"}))


@pytest.mark.parametrize("story", REFUSED)
def test_what_runs_or_reaches_outside_is_refused(story: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        open_document_template(REFUSED[story])
    assert refusal.value.code == "unsafe-content"


@pytest.mark.parametrize("story", DAMAGED)
def test_what_is_no_sound_document_is_refused(story: str) -> None:
    with pytest.raises(UnreadableFile):
        open_document_template(DAMAGED[story])


def test_a_part_that_grows_is_not_inflated() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts_of(PLAIN).items():
            package.writestr(name, part)
        package.writestr("word/media/bomb.png", b"\0" * 50_000_000)
    with pytest.raises(UnreadableFile) as refusal:
        open_document_template(buffer.getvalue())
    assert refusal.value.code == "too-large"
