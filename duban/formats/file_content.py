"""A thing to read: its address, on disk or inside another file, and the bytes that it is read from."""

import errno
import stat
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from duban.formats.containers import MAX_UNPACKED_BYTES, unpack_container
from duban.formats.opened_file import UnreadableFile, check_size
from duban.text.file_names import printable_name, printable_path
from duban.text.hashes import sha256_hex
from duban.value_object import ValueObject, replace


class FileRef(ValueObject, order=True):
    """One thing to read: a file, one inside an archive or a mail, or one form of a workbook that holds several.

    Attributes:
        path: the file on disk.
        inner_path: the names that lead to it in that file, the outermost first; empty for the file itself.
        form_code: of one form, in a workbook that holds several.
    """

    path: Path
    inner_path: tuple[str, ...] = ()
    form_code: str = ""

    @property
    def name(self) -> str:
        """What it is called, without any folder, in printable characters."""
        return self.inner_path[-1].rpartition("/")[2] if self.inner_path else printable_name(self.path.name)

    @property
    def location(self) -> Path:
        """Where people would look for it, in printable characters; of one form among several, with its code."""
        names = printable_path(self.path), *self.inner_path
        path = Path("/".join(names))  # not joined as paths: an inner name may begin with a slash
        return path.with_name(f"{path.name}#{self.form_code}") if self.form_code else path


class FileContent(ValueObject):
    """A thing to read, with the bytes that it is read from.

    Attributes:
        digest: SHA-256 of the file on disk; empty where that cannot be read.
        data: the bytes of the file on disk, read once. None for what lies in a container, and for a file that need not
            be read if its hash is enough: they are read when they are asked for, and held to the digest.
        obstacle: why there are no bytes.
    """

    file_ref: FileRef
    digest: str = ""
    data: bytes | None = None
    obstacle: UnreadableFile | None = None

    def member(self, name: str) -> "FileContent":
        """What has this name in it, if it is a container."""
        file_ref = replace(self.file_ref, inner_path=(*self.file_ref.inner_path, name))
        return FileContent(file_ref, self.digest)

    def form(self, form_code: str) -> "FileContent":
        """The form of this code in it, if it is a workbook that holds several."""
        return replace(self, file_ref=replace(self.file_ref, form_code=form_code))

    def loaded(self) -> "FileContent":
        """A file with its bytes, or with why there are none, for whoever does not have its disk."""
        try:
            return replace(self, data=self.read())
        except UnreadableFile as error:
            return replace(self, obstacle=error)

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            UnreadableFile: there are none, or the file on disk is no longer the one that was read before.
        """
        if self.obstacle:
            raise self.obstacle
        if self.data is not None:
            return self.data
        if not self.file_ref.inner_path:
            return _read_again(self.file_ref.path, self.digest)
        *outer, name = self.file_ref.inner_path
        return _unpack_again(self.file_ref.path, tuple(outer), self.digest)[name]


def read_file(path: Path) -> bytes:
    """What a file on disk holds. Never waits for any bytes: a pipe is not read.

    Raises:
        OSError: it cannot be read, or is no file.
        UnreadableFile: it is larger than anything that is unpacked.
    """
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise OSError(errno.EINVAL, "", str(path))
    check_size(about.st_size, MAX_UNPACKED_BYTES)
    with path.open("rb") as file:
        data = file.read(min(about.st_size, MAX_UNPACKED_BYTES) + 1)  # so many are set aside, be they there or not
        if len(data) > about.st_size:  # it has grown
            data += file.read(MAX_UNPACKED_BYTES + 1 - len(data))
    check_size(len(data), MAX_UNPACKED_BYTES)
    return data


def _read_again(path: Path, digest: str) -> bytes:
    """A file of this hash. Raises UnreadableFile where it is another by now."""
    try:
        data = read_file(path)
    except OSError as error:
        raise UnreadableFile("changed-while-read") from error
    if sha256_hex(data) != digest:
        raise UnreadableFile("changed-while-read")
    return data


@lru_cache(maxsize=2)  # a worker is given the files of one container one after the other
def _unpack_again(path: Path, inner_path: tuple[str, ...], digest: str) -> Mapping[str, bytes]:
    """The files in a container of this hash."""
    if inner_path:
        *outer, name = inner_path
        return unpack_container(_unpack_again(path, tuple(outer), digest)[name]) or {}
    return unpack_container(_read_again(path, digest)) or {}
