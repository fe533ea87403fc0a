"""Real returns with one thing wrong: bytes, XML or cells changed at random, but the same for the same number."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping

from tests.abused.county import KEPT
from tests.abused.hands import rezipped

BASES = (
    "副本教育局(1)最终版.xlsx",
    "公安局.xls",
    "气象局.xlsx",
    "交投公司.xlsx",
    "南山镇.xlsx",
    "司法局.et",
    "自然资源局.xlsb",
    "生态环境局.ods",
)
"""Good returns as different programs save them."""

Hit = Callable[[random.Random, bytes], bytes]
CELL = re.compile(rb"<c [^>]*?(?:/>|>.*?</c>)", re.DOTALL)
ROW = re.compile(rb"<row [^>]*?(?:/>|>.*?</row>)", re.DOTALL)
ADDRESS = re.compile(rb' r="[A-Z]+\d+"')


def mutant(base: int, how: int, seed: int) -> tuple[str, bytes]:
    """A name and the bytes. base: which return; how: what is changed; seed: where."""
    source = BASES[base % len(BASES)]
    whole = (KEPT / source).read_bytes()
    names = (
        list(HITS) if whole.startswith(b"PK") and b"xl/worksheets/sheet" in whole and source != BASES[6] else ["bytes"]
    )
    name = names[how % len(names)]
    chance = random.Random(seed)
    data = _bytes(chance, whole) if name == "bytes" else _part(chance, whole, *HITS[name])
    return f"{name}-{seed}-{source}", data


def _bytes(chance: random.Random, whole: bytes) -> bytes:
    """Some bytes of the file."""
    data = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 5, 40))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _part(chance: random.Random, whole: bytes, pattern: str, hit: Hit) -> bytes:
    """One part of the package, of those whose name fits."""
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        fitting = sorted(name for name in package.namelist() if re.fullmatch(pattern, name))
    if not fitting:
        return whole
    chosen = chance.choice(fitting)
    return rezipped(whole, lambda name, part: hit(chance, part) if name == chosen else part)


def _one(chance: random.Random, pattern: re.Pattern[bytes], part: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """One of the places that fit."""
    found = list(pattern.finditer(part))
    if not found:
        return part
    at = chance.choice(found)
    return part[: at.start()] + change(at[0]) + part[at.end() :]


def noise(chance: random.Random, part: bytes) -> bytes:
    data = bytearray(part)
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def cut(chance: random.Random, part: bytes) -> bytes:
    at = chance.randrange(len(part))
    return part[:at] + part[at + chance.randint(1, 200) :]


def no_address(chance: random.Random, part: bytes) -> bytes:
    return _one(chance, CELL, part, lambda cell: ADDRESS.sub(b"", cell))


def other_address(chance: random.Random, part: bytes) -> bytes:
    """Where another cell stands already."""
    others = ADDRESS.findall(part)
    return _one(chance, CELL, part, lambda cell: ADDRESS.sub(chance.choice(others), cell)) if others else part


def other_kind(chance: random.Random, part: bytes) -> bytes:
    kind = chance.choice((b"s", b"n", b"str", b"b", b"e", b"d", b"inlineStr", b"?"))

    def change(cell: bytes) -> bytes:
        bare = re.sub(rb' t="[a-zA-Z]*"', b"", cell, count=1)
        return bare.replace(b"<c ", b'<c t="' + kind + b'" ', 1)

    return _one(chance, CELL, part, change)


def other_style(chance: random.Random, part: bytes) -> bytes:
    style = b"%d" % chance.choice((*range(40), 9999))
    return _one(chance, CELL, part, lambda cell: re.sub(rb' s="\d+"', b' s="' + style + b'"', cell, count=1))


def other_value(chance: random.Random, part: bytes) -> bytes:
    value = chance.choice(
        (b"0", b"1", b"17", b"44732", b"0.8", b"-1", b"1e3", b" 60 ", b"60.", b"x", b"", b"99999999999999999999")
    )
    return _one(chance, re.compile(rb"<v>[^<]*</v>"), part, lambda _: b"<v>" + value + b"</v>")


def formula(chance: random.Random, part: bytes) -> bytes:
    """In front of a value, or where there is none."""
    made = chance.choice((b"<f>1+1</f>", b"<f>A1</f>", b'<f t="shared" si="0"/>', b"<f/>"))
    return _one(chance, re.compile(rb"<v>"), part, lambda found: made + found)


def gone(chance: random.Random, part: bytes) -> bytes:
    return _one(chance, chance.choice((CELL, ROW)), part, lambda _: b"")


def doubled(chance: random.Random, part: bytes) -> bytes:
    return _one(chance, chance.choice((CELL, ROW)), part, lambda found: found * 2)


def swapped(chance: random.Random, part: bytes) -> bytes:
    """Two rows in the wrong order, their numbers unchanged."""
    rows = list(ROW.finditer(part))
    if len(rows) <= 1:
        return part
    one, other = sorted(chance.sample(rows, 2), key=lambda row: row.start())
    return b"".join(
        (part[: one.start()], other[0], part[one.end() : other.start()], one[0], part[other.end() :]),
    )


def interrupted(chance: random.Random, part: bytes) -> bytes:
    """Comments, CDATA, instructions and references in the middle of a text."""
    more = chance.choice(
        (b"<!-- 1 -->", b"<![CDATA[9]]>", b"<?x y?>", b"&#57;", b"&amp;", b"\r\n", b"_x0039_", b"&nbsp;")
    )
    return _one(chance, re.compile(rb"(?<=[^<>])(?=</(?:v|t)>)"), part, lambda _: more)


def runs(chance: random.Random, part: bytes) -> bytes:
    """A text in pieces, one of them only for reading aloud."""
    more = chance.choice((b"<r><t>", b'<rPh sb="0" eb="1"><t>'))
    end = b"</t></r>" if more.startswith(b"<r>") else b"</t></rPh>"
    return _one(chance, re.compile(rb"</si>"), part, lambda found: more + "九".encode() + end + found)


def mac(_chance: random.Random, part: bytes) -> bytes:
    bare = re.sub(rb' date1904="[^"]*"', b"", part)
    return bare.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)


def other_sheets(chance: random.Random, part: bytes) -> bytes:
    """In another order, or two of one name."""
    sheets = re.findall(rb"<sheet [^>]*/>", part)
    if len(sheets) <= 1:
        return part
    one, other = chance.sample(sheets, 2)
    return part.replace(one, b"\0").replace(other, one).replace(b"\0", other)


def merged(chance: random.Random, part: bytes) -> bytes:
    top, left = chance.randint(4, 9), chance.choice("ABEFGH")
    area = f'<mergeCells count="1"><mergeCell ref="{left}{top}:{left}{top + chance.randint(1, 3)}"/></mergeCells>'
    return re.sub(rb"<mergeCells.*</mergeCells>", b"", part, flags=re.DOTALL).replace(
        b"</sheetData>", b"</sheetData>" + area.encode()
    )


SHEET = r"xl/worksheets/sheet[123]\.xml"
HITS: Mapping[str, tuple[str, Hit]] = {
    "bytes": ("", noise),
    "noise": (r".*\.(xml|rels)", noise),
    "cut": (r".*\.(xml|rels)", cut),
    "no_address": (SHEET, no_address),
    "other_address": (SHEET, other_address),
    "other_kind": (SHEET, other_kind),
    "other_style": (SHEET, other_style),
    "other_value": (SHEET, other_value),
    "formula": (SHEET, formula),
    "gone": (SHEET, gone),
    "doubled": (SHEET, doubled),
    "swapped": (SHEET, swapped),
    "interrupted": (r"xl/(worksheets/sheet[123]|sharedStrings)\.xml", interrupted),
    "runs": (r"xl/sharedStrings\.xml", runs),
    "mac": (r"xl/workbook\.xml", mac),
    "other_sheets": (r"xl/workbook\.xml", other_sheets),
    "merged": (SHEET, merged),
}
"""What may go wrong: in which parts, and how. `bytes` goes for the package itself."""
