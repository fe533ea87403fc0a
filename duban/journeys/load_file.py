"""The bytes of a file that was handed in, or the code of why there are none."""

import os
from pathlib import Path

from duban.formats.file_content import FileContent, FileRef, read_file
from duban.formats.opened_file import UnreadableFile
from duban.text.hashes import sha256_hex
from duban.workspace.names import is_junk

_NOT_DOWNLOADED = (".icloud", ".crdownload", ".part", ".partial", ".baiduyun.downloading")
"""What stands in the place of a file that is still elsewhere, or only half here."""


def load_file(path: Path, *, leads_outside: bool = False) -> FileContent:
    """A file with its bytes, or with why there are none.

    That is a trace of a program, the system gives nothing, or it `leads_outside`: a link out of the folder that was
    handed in.
    """
    file_ref = FileRef(path)
    try:
        if leads_outside:
            raise UnreadableFile("link-outside")  # noqa: TRY301 - as for all that is unreadable
        data = _read_bytes(file_ref)
    except UnreadableFile as error:
        return FileContent(file_ref, obstacle=error)
    return FileContent(file_ref, sha256_hex(data), data)


def _read_bytes(file_ref: FileRef) -> bytes:
    if is_junk(file_ref.name):
        raise UnreadableFile("junk")
    if file_ref.name.casefold().endswith(_NOT_DOWNLOADED):
        raise UnreadableFile("not-downloaded")
    try:
        return read_file(file_ref.path)
    except OSError as error:
        raise UnreadableFile(_obstacle(file_ref.path)) from error


def _obstacle(path: Path) -> str:
    """The code of why the system gives no bytes of a file. It asks by os.path, which never raises."""
    if not os.path.exists(path):  # noqa: PTH110
        return "link-broken" if os.path.islink(path) else "file-unreadable"  # noqa: PTH114
    if os.path.isdir(path):  # noqa: PTH112
        return "folder-unreadable"
    return "file-unreadable" if os.path.isfile(path) else "no-file"  # noqa: PTH113
