"""What was handed in, piece by piece: a file, or one inside an archive, a mail or a workbook of several forms."""

from dataclasses import dataclass
from pathlib import Path


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
        path = self.path.joinpath(*self.inside)
        return path.with_name(f"{path.name}#{self.code}") if self.code else path
