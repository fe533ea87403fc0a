"""Files without a letter in them: what a scanner or a telephone makes, and office files that hold nothing else."""

import io
import struct
import zlib

import docx
import xlsxwriter

from tests.imports.spreadsheets import MADE
from tests.imports.word import saved


def png(width: int = 80, height: int = 40) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def scanned_pdf(width: int = 80, height: int = 40) -> bytes:
    """A page with a picture on it and no text."""
    pixels = zlib.compress(b"\x80" * width * height)
    drawing = b"q 500 0 0 250 40 400 cm /P Do Q"
    image = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8" % (width, height)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</P 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
        image + b"/ColorSpace/DeviceGray/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(pixels), pixels),
    ]
    written, places = b"%PDF-1.4\n", list[int]()
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        written
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + (b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(written))
    )


def picture_in_word() -> bytes:
    """A title, and the table as a picture."""
    document = docx.Document()
    document.add_paragraph("2025年重点工作任务分解表")
    document.add_picture(io.BytesIO(png()))
    return saved(document)


def picture_in_workbook() -> bytes:
    """A sheet with nothing but a picture."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": MADE.replace(tzinfo=None)})
        workbook.add_worksheet("Sheet1").insert_image("B2", "picture.png", {"image_data": io.BytesIO(png())})
    return buffer.getvalue()
