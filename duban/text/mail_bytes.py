"""A mail: what hangs on it."""

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message

from duban.text.file_names import decoded_name


def attached_files(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each. Raises ValueError where the mail is damaged."""
    try:
        yield from _attachments(message_from_bytes(data))
    except (MessageError, LookupError, ValueError, AssertionError, RecursionError, AttributeError, TypeError) as error:
        raise ValueError from error


def _attachments(mail: Message) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of what hangs on a mail. A text without a name is the letter; a forwarded mail is an attachment.

    Attachments are not walked into by recursion: a mail may nest thousands of bundles.
    """
    waiting = [mail]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        inner = [message for message in payload if isinstance(message, Message)] if isinstance(payload, list) else []
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += reversed(inner)
        elif part.get_content_type() != "message/rfc822":
            yield from _attached_file(part)
        elif inner:
            yield _attachment_name(part) or f"{_header_text(inner[0].get('subject', ''))}.eml", inner[0].as_bytes()


def _attached_file(part: Message) -> Iterator[tuple[str, bytes]]:
    name, content = _attachment_name(part), part.get_payload(decode=True)
    is_letter = not name and part.get_content_maintype() == "text"
    if isinstance(content, bytes) and not is_letter and (name or content):
        yield name or part.get_content_type(), content


def _attachment_name(part: Message) -> str:
    """The file name; the standard library gives up on one in raw GBK, so its header is decoded first."""
    decoded = Message()
    for key, value in part.raw_items():
        if key.lower() in ("content-disposition", "content-type"):
            decoded[key] = decoded_name(str(value).encode("utf-8", "surrogateescape"))
    return _header_text(decoded.get_filename() or "").replace("\\", "/").rpartition("/")[2]


def _header_text(header: object) -> str:
    """A header in plain words: encoded as the standard has it, or as raw GBK bytes."""
    raw = str(header).encode("utf-8", "surrogateescape")
    try:
        pieces = decode_header(decoded_name(raw))
        return "".join(
            piece if isinstance(piece, str) else piece.decode(_encoding(charset), "replace")
            for piece, charset in pieces
        )
    except (MessageError, LookupError, ValueError):
        return decoded_name(raw)


def _encoding(charset: str | None) -> str:
    """GBK and GB2312 are read as GB18030, which holds both: programs write the smaller name over the larger set."""
    return "gb18030" if (charset or "").lower() in ("gbk", "gb2312") else charset or "latin-1"
