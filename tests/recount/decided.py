"""What a clerk decided in 办公室登记: which version of a return counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook


@dataclass(frozen=True)
class Choice:
    """A row of 采用版本. mark: the head of the file's hash. pins: she added it, so that it holds against later ones."""

    mark: str
    takes: bool
    pins: bool


@dataclass(frozen=True)
class Choices:
    """All rows with a word of hers."""

    rows: tuple[Choice, ...] = ()

    def refuses(self, digest: str) -> bool:
        return any(digest.startswith(row.mark) and not row.takes for row in self.rows)

    def takes(self, digest: str) -> bool:
        return any(digest.startswith(row.mark) and row.takes for row in self.rows)

    def pins(self, digest: str) -> bool:
        return any(digest.startswith(row.mark) and row.takes and row.pins for row in self.rows)


def read_choices(register: Path | None) -> Choices:
    """Her decisions in a register; none where there is no register yet."""
    return Choices(tuple(_rows(register))) if register else Choices()


def _rows(register: Path) -> Iterator[Choice]:
    lines = load_workbook(register)["采用版本"].iter_rows(values_only=True)
    header = next(line for line in lines if line[0] == "文件")
    for line in lines:
        row = dict(zip(header, line, strict=True))
        if row["采用"] in ("是", "否"):
            yield Choice(str(row["校验码"]), row["采用"] == "是", not row["登记号"])
