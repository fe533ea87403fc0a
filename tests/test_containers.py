"""Zips and mails are unpacked in memory, bounded; whatever they call what is in them."""

import contextlib
import io
import zipfile
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
import yaml

from duban.formats import containers
from duban.formats.containers import unpack_container
from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import open_file
from duban.store.own_files import MOST_OWN_BYTES
from tests.returns import ROOT, blank_form
from tests.test_formats import sample
from tests.test_opening import PLAIN, package

TEXTS = yaml.safe_load((ROOT / "templates" / "texts" / "intake.yaml").read_text(encoding="utf-8"))


def zipped(*files: tuple[str | bytes, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip. A name in bytes stands there as it is, and is not called UTF-8."""
    out = io.BytesIO()
    raw: dict[bytes, bytes] = {}
    with zipfile.ZipFile(out, "w", method) as file:
        for number, (name, content) in enumerate(files):
            if isinstance(name, bytes):
                stand_in = f"{number:03}".ljust(len(name), "_")
                raw[stand_in.encode()] = name
                name = stand_in  # noqa: PLW2901 - zipfile writes no such names itself
            file.writestr(zipfile.ZipInfo(name), content, method)
    data = out.getvalue()
    for written, meant in raw.items():
        data = data.replace(written, meant)
    return data


def problem(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        unpack_container(data)
    assert TEXTS[caught.value.code]["hint"]
    return caught.value.code


def names(data: bytes) -> list[str]:
    found = unpack_container(data)
    assert found is not None
    return list(found)


# ---- zips ----


def test_half_a_workbook_is_a_damaged_file_and_no_archive() -> None:
    """Its table of contents is lost, but not how it begins; who sent it is not told of archives."""
    half = zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))[:60]
    assert unpack_container(half) is None
    with pytest.raises(UnreadableFile) as caught:
        open_file(half)
    assert caught.value.code == "damaged"
    assert problem(zipped(("回收/督导室.xlsx", PLAIN))[:60]) == "archive-damaged"


def test_the_files_of_a_zip_come_out_as_they_went_in() -> None:
    assert unpack_container(zipped(("回收/督导室.xlsx", PLAIN), ("盖章.pdf", b"%PDF"))) == {
        "回收/督导室.xlsx": PLAIN,
        "盖章.pdf": b"%PDF",
    }
    assert unpack_container(zipped(("a.xlsx", PLAIN), method=zipfile.ZIP_STORED)) == {"a.xlsx": PLAIN}


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        blank_form(),
        sample("table.ods"),
        sample("table.xlsb"),
        sample("table.xls"),
        package("[Content_Types].xml", "word/document.xml"),
        package("OFD.xml"),
        package("[Content_Types].xml", "xl\\workbook.xml"),
        b"%PDF-1.7",
        b"a,b\n1,2\n",
        b"",
    ],
)
def test_a_document_is_no_container(data: bytes) -> None:
    """Though many of them are zips."""
    assert unpack_container(data) is None


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_that_ends_with_a_workbook_is_a_zip(method: int) -> None:
    """The names in the workbook stand near its end, too."""
    assert names(zipped(("说明.txt", b"x"), ("a.xlsx", PLAIN), method=method)) == ["说明.txt", "a.xlsx"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("督导室.xlsx".encode("gbk"), "督导室.xlsx"),  # Windows in China
        ("督导室𠮷.xlsx".encode("gb18030"), "督导室𠮷.xlsx"),
        ("督导室.xlsx".encode(), "督导室.xlsx"),  # macOS
        ("督导室.xlsx", "督导室.xlsx"),
        ("回收\\督导室.xlsx", "回收/督导室.xlsx"),
        ("督导\x1b[31m室.xlsx", "督导�[31m室.xlsx"),  # it will be shown on a screen
        ("../../etc/passwd", "../../etc/passwd"),  # a name, and never a path
    ],
)
def test_a_name_is_read_as_it_was_meant(name: str | bytes, expected: str) -> None:
    assert names(zipped((name, b"x"))) == [expected]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_folders_are_no_files_and_two_of_one_name_are_two() -> None:
    data = zipped(("a/", b""), ("a\\b\\", b""), ("__MACOSX/._a.xlsx", b"x"), ("a.xlsx", b"1"), ("a.xlsx", b"2"))
    assert unpack_container(data) == {"a.xlsx": b"1", "a.xlsx#2": b"2"}


def locked() -> bytes:
    data = bytearray(zipped(("a.xlsx", b"x")))
    data[data.rindex(b"PK\1\2") + 8] |= 1
    return bytes(data)


def lying() -> bytes:
    """It says that its member has one byte."""
    data = bytearray(zipped(("a.xlsx", bytes(65 * 1024 * 1024))))
    at = data.rindex(b"PK\1\2")
    data[at + 24 : at + 28] = (1).to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (locked(), "archive-locked"),
        (zipped(("a/", b"")), "archive-empty"),
        (zipped(), "archive-empty"),
        (zipped(("a.xlsx", PLAIN))[:-30], "archive-damaged"),
        (zipped(("a.xlsx", PLAIN))[:100] + bytes(50) + zipped(("a.xlsx", PLAIN))[150:], "archive-damaged"),
        (zipped(("a.txt", b"x" * 99), method=zipfile.ZIP_STORED).replace(b"xxx", b"xyx", 1), "archive-damaged"),
        (zipped(("a.xlsx", PLAIN), method=zipfile.ZIP_LZMA), "archive-damaged"),
        (b"PK\x07\x08PK\3\4" + bytes(100), "archive-damaged"),  # one piece of several
        (zipped(*((f"{n}.txt", b"") for n in range(1001))), "archive-too-large"),
        (lying(), "archive-too-large"),
    ],
)
def test_a_zip_that_cannot_be_unpacked_says_why(data: bytes, expected: str) -> None:
    assert problem(data) == expected


def test_what_is_inflated_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each member is small enough; all together are not. It ends as soon as the bound is passed."""
    monkeypatch.setattr(containers, "MAX_UNPACKED_BYTES", 3 * 1024 * 1024)
    with pytest.raises(UnreadableFile) as caught:
        unpack_container(zipped(*((f"{n}.txt", bytes(1024 * 1024)) for n in range(9))))
    assert (caught.value.code, caught.value.facts) == ("archive-too-large", {"members": 4, "megabytes": 4})


# ---- mails ----


def mail(*attachments: tuple[str, bytes]) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "zhang@example.cn", "office@example.cn", "六月进展"
    message.set_content("附上填好的表。")
    for name, content in attachments:
        message.add_attachment(content, "application", "octet-stream", filename=name)
    return message


def test_the_attachments_of_a_mail_come_out_as_they_went_in() -> None:
    data = mail(("督导室.xlsx", PLAIN), ("盖章.pdf", b"%PDF"), ("督导室.xlsx", b"2")).as_bytes()
    assert unpack_container(data) == {"督导室.xlsx": PLAIN, "盖章.pdf": b"%PDF", "督导室.xlsx#2": b"2"}


def by_header(named: bytes, kind: bytes = b"application/x") -> bytes:
    """A mail whose attachment is named by this very header."""
    message = MIMEMultipart()
    message["From"] = message["To"] = "a@example.cn"
    message.attach(MIMEText("附上。", "plain", "utf-8"))
    message.attach(MIMEApplication(b"x"))
    plain = b"Content-Type: application/octet-stream\n"
    return message.as_bytes().replace(plain, b"Content-Type: " + kind + named + b"\n")


HERE = b"\nContent-Disposition: attachment; filename"
NAME = "督导室.xlsx"


@pytest.mark.parametrize(
    "data",
    [
        by_header(b'; name="=?GBK?B?tr21vMrSLnhsc3g=?="', b"application/octet-stream"),
        by_header(HERE + b'="=?gb2312?B?tr21vMrSLnhsc3g=?="'),
        by_header(HERE + b"*=GBK''%B6%BD%B5%BC%CA%D2.xlsx"),
        by_header(HERE + b'="=?UTF-8?B?552j5a+8?=\n =?UTF-8?B?5a6kLnhsc3g=?="'),
        by_header(HERE + b'="' + NAME.encode("gbk") + b'"'),
        by_header(HERE + b'="' + NAME.encode() + b'"'),
        by_header(HERE + b'="C:\\\\' + NAME.encode() + b'"'),
    ],
)
def test_the_name_of_an_attachment_is_read_however_it_is_written(data: bytes) -> None:
    assert unpack_container(data) == {NAME: b"x"}


def test_a_forwarded_mail_is_an_attachment_too() -> None:
    message = mail()
    message.add_attachment(mail(("督导室.xlsx", PLAIN)))
    found = unpack_container(message.as_bytes())
    assert found is not None
    assert list(found) == ["六月进展.eml"]
    assert unpack_container(found["六月进展.eml"]) == {"督导室.xlsx": PLAIN}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (mail().as_bytes(), "mail-empty"),
        (b"From: a@b.cn\r\nTo: c@d.cn\r\n", "mail-empty"),
        (mail(*((f"{n}", b"") for n in range(1001))).as_bytes(), "archive-too-large"),
    ],
)
def test_a_mail_that_carries_nothing_says_so(data: bytes, expected: str) -> None:
    assert problem(data) == expected


def test_a_mail_cut_short_never_is_a_mistake_of_ours() -> None:
    data = mail((NAME, PLAIN)).as_bytes()
    for end in range(0, len(data), len(data) // 40):
        with contextlib.suppress(UnreadableFile):
            unpack_container(data[:end])


def test_names_that_only_call_themselves_utf_8_are_read_all_the_same() -> None:
    """The flag says UTF-8, the bytes are GBK: the archive is sound, and the name is known."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("督导.xlsx", b"one")
        archive.writestr("基财股.xlsx", b"two")
    data = buffer.getvalue().replace("督导".encode(), "督导室".encode("gbk"))
    assert unpack_container(data) == {"督导室.xlsx": b"one", "基财股.xlsx": b"two"}


def test_full_width_blanks_in_names_stay() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("督导室　6月.xlsx", b"one")
    assert unpack_container(buffer.getvalue()) == {"督导室　6月.xlsx": b"one"}


def test_the_ledger_takes_what_a_return_may_hold() -> None:
    assert MOST_OWN_BYTES == containers.MAX_UNPACKED_BYTES
