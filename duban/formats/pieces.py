"""What was handed in, piece by piece: a file, or one inside an archive, a mail or a workbook of several forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from duban.formats.containers import unpacked


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """One thing to read.

    inside: the names that lead to it in its file, the outermost first; empty for the file itself.
    code: of one form, in a workbook that holds several.
    """

    path: Path
    inside: tuple[str, ...] = ()
    code: str = ""

    @property
    def name(self) -> str:
        """What it is called, without any folder."""
        return self.inside[-1].rpartition("/")[2] if self.inside else self.path.name

    @property
    def where(self) -> Path:
        """Where people would look for it; of one form among several, with its code."""
        path = Path("/".join((str(self.path), *self.inside)))  # not joined: a name inside may begin with a stroke
        return path.with_name(f"{path.name}#{self.code}") if self.code else path


def content(piece: Piece) -> bytes:
    """Its bytes. Raises OSError, and Unreadable where what it lies in cannot be opened."""
    if not piece.inside:
        return piece.path.read_bytes()
    return _within(piece.path, piece.inside[:-1], piece.path.stat().st_mtime_ns)[piece.inside[-1]]


@lru_cache(maxsize=2)
def _within(path: Path, inside: tuple[str, ...], _changed: int) -> Mapping[str, bytes]:
    """What an archive or a mail holds; its pieces are asked for one after the other."""
    return unpacked(content(Piece(path, inside))) or {}
