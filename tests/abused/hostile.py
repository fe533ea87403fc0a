"""Files that mean harm, or that something has gone badly wrong with: made of a good return, one at a time.

Each is a real danger, tried out on the libraries that read workbooks: they aborted, hung, or ate all memory on it.
"""

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Mapping

from tests.abused.county import KEPT
from tests.abused.hands import rezipped

Part = Callable[[bytes], bytes]
SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"

MAIN = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def hostile(good: bytes) -> dict[str, bytes]:
    """Name of a file → its bytes. good: a return that would be accepted."""
    made = {name: with_part(good, *how) for name, how in PARTS.items()}
    made |= {name: make(good) for name, make in WHOLE.items()}
    made |= {
        name: with_part((KEPT / "生态环境局.ods").read_bytes(), "content.xml", change) for name, change in ODS.items()
    }
    for source, kind in (
        (KEPT / "司法局.et", "xls"),
        (KEPT / "自然资源局.xlsb", "xlsb"),
        (KEPT / "生态环境局.ods", "ods"),
    ):
        made |= {f"损坏{number:02}.{kind}": data for number, data in enumerate(damaged(source.read_bytes()))}
    return made


def with_part(good: bytes, name: str, change: Part) -> bytes:
    """The package with one part changed."""
    return rezipped(good, lambda each, part: change(part) if each == name else part)


def cell(xml: bytes) -> Part:
    """Some rows more at the end of a sheet."""
    return lambda part: part.replace(b"</sheetData>", xml + b"</sheetData>")


def after(xml: bytes) -> Part:
    """Something behind the cells of a sheet."""
    return lambda part: part.replace(b"</sheetData>", b"</sheetData>" + xml)


def entities(declared: bytes, used: bytes) -> Part:
    """Shared strings that declare entities and use them."""

    def change(part: bytes) -> bytes:
        body = part.partition(b"<sst")[2]
        return (
            b"<!DOCTYPE sst ["
            + declared
            + b"]><sst"
            + re.sub(rb"<t[^>]*>[^<]*</t>", b"<t>" + used + b"</t>", body, count=1)
        )

    return change


LAUGHS = b'<!ENTITY a0 "ha">' + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))

PARTS: Mapping[str, tuple[str, Part]] = {
    "最后一格.xlsx": (SHEET, cell(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "最后一行.xlsx": (SHEET, cell(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
    "行号过大.xlsx": (SHEET, cell(b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>')),
    "列号过大.xlsx": (SHEET, cell(b'<row r="90"><c r="ZZZZZZZ90"><v>1</v></c></row>')),
    "范围过大.xlsx": (SHEET, lambda part: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', part)),
    "空行百万.xlsx": (SHEET, cell(b"".join(b'<row r="%d"/>' % n for n in range(60, 1_000_000)))),
    "层层嵌套.xlsx": (SHEET, cell(b"<row>" + b"<x>" * 200_000 + b"</x>" * 200_000 + b"</row>")),
    "空白过多.xlsx": (SHEET, cell(b" " * (140 << 20))),
    "合并全表.xlsx": (SHEET, after(b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
    "合并三千.xlsx": (
        SHEET,
        after(
            b"<mergeCells>"
            + b"".join(b'<mergeCell ref="A%d:XFD%d"/>' % (n, n) for n in range(100, 3100))
            + b"</mergeCells>"
        ),
    ),
    "链接全表.xlsx": (SHEET, after(b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>')),
    "规则全表.xlsx": (
        SHEET,
        after(b'<dataValidations count="1"><dataValidation type="whole" sqref="A1:XFD1048576"/></dataValidations>'),
    ),
    "字符串索引越界.xlsx": (SHEET, cell(b'<row r="90"><c r="A90" t="s"><v>99999999</v></c></row>')),
    "字符串索引不是数.xlsx": (SHEET, lambda part: re.sub(rb'(t="s"[^>]*><v>)(\d+)', rb"\1 \2 ", part)),
    "数在碎片里.xlsx": (SHEET.replace("1", "3"), lambda part: part.replace(b"</v>", b"<![CDATA[9]]></v>")),
    "样式越界.xlsx": (SHEET, cell(b'<row r="90"><c r="A90" s="99999999"><v>1</v></c></row>')),
    "无穷大.xlsx": (
        SHEET,
        cell(b'<row r="90"><c r="A90"><v>inf</v></c><c r="B90"><v>NaN</v></c><c r="C90"><v>abc</v></c></row>'),
    ),
    "日期过大.xlsx": (
        SHEET,
        cell(b'<row r="90"><c r="A90" t="d"><v>99999-99-99</v></c><c r="B90"><v>1e300</v></c></row>'),
    ),
    "字符串四十亿.xlsx": (STRINGS, lambda part: re.sub(rb'ount="\d+"', b'ount="4000000000"', part)),
    "实体炸弹.xlsx": (STRINGS, entities(LAUGHS, b"&a9;")),
    "实体平方.xlsx": (STRINGS, entities(b'<!ENTITY a "' + b"x" * 100_000 + b'">', b"&a;" * 10_000)),
    "外部实体.xlsx": (STRINGS, entities(b'<!ENTITY x SYSTEM "file:///etc/passwd">', b"&x;")),
    "外部关系.xlsx": (
        "xl/_rels/workbook.xml.rels",
        lambda part: part.replace(b"worksheets/sheet1.xml", b"../../../etc/passwd"),
    ),
    "工作簿空.xlsx": (BOOK, lambda _part: b""),
    "工作簿乱.xlsx": (BOOK, lambda part: part[: len(part) // 2]),
}
"""One part changed: which, and how."""


ODS: Mapping[str, Part] = {
    "重复列.ods": lambda part: part.replace(
        b"</table:table-row>", b'<table:table-cell table:number-columns-repeated="2000000000"/></table:table-row>', 1
    ),
    "重复字.ods": lambda part: part.replace(
        b"</table:table-row>",
        b'<table:table-cell table:number-columns-repeated="2000000000" office:value-type="string">'
        b"<text:p>x</text:p></table:table-cell></table:table-row>",
        1,
    ),
    "重复行.ods": lambda part: part.replace(
        b"<table:table-row ", b'<table:table-row table:number-rows-repeated="2000000000" ', 1
    ),
    "实体.ods": lambda part: part.replace(
        b"<office:document-content", b"<!DOCTYPE x [" + LAUGHS + b"]><office:document-content", 1
    ),
}
"""The contents of an .ods changed."""


def long_strings(good: bytes) -> bytes:
    """One text of ten million signs in two thousand cells."""
    count = 2000

    def change(name: str, part: bytes) -> bytes:
        if name == STRINGS:
            number = part.count(b"<si>")
            more = b"<si><t>" + b"x" * 10_000_000 + b"</t></si></sst>"
            return part.replace(b"</sst>", more) if number else part
        if name == SHEET:
            last = at_end
            return part.replace(
                b"</sheetData>",
                b"".join(
                    b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (n, n, last) for n in range(90, 90 + count)
                )
                + b"</sheetData>",
            )
        return part

    with zipfile.ZipFile(io.BytesIO(good)) as package:
        at_end = package.read(STRINGS).count(b"<si>")
    return rezipped(good, change)


def bomb(_good: bytes) -> bytes:
    """A zip in a zip in a zip, each a thousand times as large as the one around it."""
    inner = b"\0" * (24 << 20)
    for number in range(3):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
            for copy in range(4):
                package.writestr(f"{number}-{copy}.zip" if number else f"{copy}.xlsx", inner)
        inner = buffer.getvalue()
    return inner


def flat_bomb(good: bytes) -> bytes:
    """Many small files in one archive, none of them worth a look alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(3000):
            package.writestr(f"{number}.xlsx", good[:100])
    return buffer.getvalue()


def paths(good: bytes) -> bytes:
    """Names that lead out of the folder."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("../../../tmp/逃逸.xlsx", "/etc/逃逸.xlsx", "C:\\逃逸.xlsx", "..\\逃逸.xlsx", "a\0b.xlsx"):
            package.writestr(name, good[: len(good) // 2])
    return buffer.getvalue()


def path_parts(good: bytes) -> bytes:
    return rezipped(good, lambda _, part: part, {"../../../tmp/evil.xml": b"<x/>", "/etc/evil.xml": b"<x/>"})


def twice(good: bytes) -> bytes:
    """Two sheets of one name: which one a program shows is its own affair."""
    buffer = io.BytesIO(good)
    with zipfile.ZipFile(io.BytesIO(good)) as old:
        sheet = old.read(SHEET)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        entry = zipfile.ZipInfo("XL/worksheets/Sheet1.xml")
        package.writestr(entry, sheet.replace("招标".encode(), "中标".encode()))
    return buffer.getvalue()


def lying(good: bytes) -> bytes:
    """Sizes in the table of contents that are not true."""
    at = good.rindex(b"PK\x01\x02", 0, good.index(SHEET.encode(), good.index(b"PK\x01\x02")))
    return good[: at + 24] + struct.pack("<I", 100) + good[at + 28 :]


def huge_lie(good: bytes) -> bytes:
    at = good.rindex(b"PK\x01\x02", 0, good.index(SHEET.encode(), good.index(b"PK\x01\x02")))
    return good[: at + 24] + struct.pack("<I", 0xFFFFFFF0) + good[at + 28 :]


def changed_inside(good: bytes) -> bytes:
    """A number that became another one on the way, in a package that is stored as it is: only its checksum tells."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as stored:
        for name in old.namelist():
            stored.writestr(name, old.read(name))
    return buffer.getvalue().replace(b"<v>60</v>", b"<v>80</v>", 1)


def cut(good: bytes) -> bytes:
    return good[: len(good) * 2 // 3]


def no_contents(good: bytes) -> bytes:
    """The table of contents is gone."""
    return good[: good.index(b"PK\x01\x02")]


def noise(_good: bytes) -> bytes:
    return random.Random(4).randbytes(30_000)


def long_csv(_good: bytes) -> bytes:
    return (b"XZ2022," * 2000 + b"\n") * 1000


def open_quote(_good: bytes) -> bytes:
    """A quotation that never ends."""
    return b'"' + "表号：XZ2022-2022-06-GJ-AC-000000-0000,".encode() * 100_000


def deep_mail(good: bytes) -> bytes:
    """A mail in a mail in a mail, a hundred deep."""
    text = good[:200].hex()
    for number in range(100):
        head = f'Content-Type: multipart/mixed; boundary="b{number}"'
        text = f"{head}\n\n--b{number}\nContent-Type: message/rfc822\n\n{text}\n--b{number}--\n"
    return f"From: a@example.com\nTo: b@example.com\n{text}".encode()


WHOLE: Mapping[str, Callable[[bytes], bytes]] = {
    "长字符串.xlsx": long_strings,
    "压缩炸弹.zip": bomb,
    "三千个文件.zip": flat_bomb,
    "路径.zip": paths,
    "部件路径.xlsx": path_parts,
    "部件重复.xlsx": twice,
    "大小不实.xlsx": lying,
    "大小虚报.xlsx": huge_lie,
    "途中改动.xlsx": changed_inside,
    "截断.xlsx": cut,
    "没有目录.xlsx": no_contents,
    "乱码.xlsx": noise,
    "超长.csv": long_csv,
    "引号不闭.csv": open_quote,
    "邮件套邮件.eml": deep_mail,
}
"""The whole file made anew."""


def damaged(whole: bytes, count: int = 8) -> list[bytes]:
    """A real workbook with some bytes changed at random; of an old .xls a reader panics or aborts on some of these."""
    chance = random.Random(2022)
    made = []
    for _ in range(count):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 60)):
            data[chance.randrange(512, len(whole))] = chance.randrange(256)
        made.append(bytes(data))
    return made
