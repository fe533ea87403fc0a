"""Letters are taken out of the shared texts of a workbook only where no reader could see another text for it."""

import re
from pathlib import Path
from zipfile import is_zipfile

import pytest

from duban.formats import shared_texts
from duban.formats.package import open_package, xml_root
from duban.formats.shared_texts import SHARED_TEXTS, join_pieces, part_letters
from duban.formats.xlsx_styles import may_have_odd_runs
from tests.abused.county import KEPT

PIECES = (
    b'<sst><si><r><rPr><sz val="18"/><color rgb="FF000000"/></rPr><t>2022</t></r>'
    b'<r><rPr><strike/></rPr><t xml:space="preserve">\xe5\xb9\xb4 </t></r></si><si><t>rPr</t></si></sst>'
)


def test_texts_and_letters_are_parted() -> None:
    texts, letters = part_letters(PIECES)
    assert texts == (
        b'<sst><si><r><t>2022</t></r><r><t xml:space="preserve">\xe5\xb9\xb4 </t></r></si><si><t>rPr</t></si></sst>'
    )
    assert sorted(letters.split(b"</rPr>")) == [b"", b"<strike/>", b'<sz val="18"/><color rgb="FF000000"/>']
    assert may_have_odd_runs(letters)


@pytest.mark.parametrize(
    "odd",
    [
        PIECES.replace(b"<strike/>", b"<strike><t>unseen</t></strike>"),
        PIECES.replace(b"<strike/>", b"<!-- <rPr> -->"),
        PIECES.replace(b"<t>rPr</t>", b"<t>rPr></t>"),
        PIECES.replace(b"<t>rPr</t>", b"<t><![CDATA[<rPr></rPr>]]></t>"),
        PIECES.replace(b"rPr>", b"x:rPr>"),
        PIECES.replace(b"</rPr>", b"</rPr >"),
        PIECES.replace(b"</rPr>", b"", 1),
        PIECES.replace(b'rgb="FF000000"/', b'rgb="FF000000/'),
        PIECES.decode().encode("utf-16"),
    ],
)
def test_what_is_spelled_otherwise_stays(odd: bytes) -> None:
    assert part_letters(odd) == (odd, odd)


def test_the_pieces_of_a_text_are_joined_where_all_keep_their_white_space() -> None:
    kept = b'<t xml:space="preserve">'
    two = b"<sst><si><r>%sa </t></r><r>%s b</t></r></si><si>%sc</t></si></sst>" % (kept, kept, kept)
    assert join_pieces(two) == b"<sst><si><r>%sa  b</t></r></si><si>%sc</t></si></sst>" % (kept, kept)
    bare = two.replace(kept, b"<t>", 1)
    assert join_pieces(bare) == bare


def test_a_long_part_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_texts, "_MOST_BYTES", len(PIECES) - 1)
    assert part_letters(PIECES) == (PIECES, PIECES)


@pytest.mark.parametrize("form", sorted(KEPT.glob("*.xlsx")), ids=lambda form: form.stem)
def test_the_texts_of_real_workbooks_stay(form: Path) -> None:
    shared = open_package(form.read_bytes()).read(SHARED_TEXTS) if is_zipfile(form) else b"<sst/>"  # one is locked
    texts, _ = part_letters(shared)
    assert "".join(xml_root(texts).itertext()) == "".join(xml_root(shared).itertext())
    assert re.sub(rb"<rPr>.*?</rPr>", b"", shared, flags=re.DOTALL) == texts
