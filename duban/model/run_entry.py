"""One run of the program as the ledger's 日志 holds it: who did what, and which bytes it read, kept and published."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from duban.model.decision import Decisions
from duban.text.file_names import is_inner_path
from duban.text.hashes import is_sha256
from duban.value_object import ValueObject, decode_json, json_data


class RunCommand(StrEnum):
    """The commands that write into a ledger, by the names that 日志 has for them."""

    BUILD = "build"
    COMPILE = "compile"
    FILL = "fill"
    EDITION = "edition"
    PDF = "pdf"
    PAGE = "page"
    NOTICE = "notice"
    UNDO = "undo"
    VERIFY = "verify"
    RENEW_KEY = "renew-key"


REQUESTED_COMMANDS = frozenset(
    {RunCommand.FILL, RunCommand.EDITION, RunCommand.NOTICE, RunCommand.PAGE, RunCommand.PDF}
)
"""Those that make something of a period that was compiled, whenever somebody asks."""


class ReadFile(ValueObject, forbid_unknown_fields=True):
    """One file that a run read."""

    file: str
    """What people call it."""
    digest: str
    """SHA-256 of its bytes in lower-case hexadecimal; empty where they could not be read."""
    unit: str
    """The code of the unit whose it is; empty where nobody knows."""
    outcome: str
    """What became of it."""

    def __post_init__(self) -> None:
        """Raises ValueError where the hash is none."""
        _require_hashes([self.digest] if self.digest else [])


class RunEntry(ValueObject, forbid_unknown_fields=True):
    """One run. Its JSON is kept for good, and the entry after it holds the hash of these bytes.

    Paths are with forward slashes, hashes SHA-256 in lower-case hexadecimal.
    """

    number: int
    """The first run of a ledger is 1; none is left out."""
    before: str
    """The hash of the entry before, as it lay on disk; empty for none."""
    at: str
    """When the run began: ISO 8601 with its offset."""
    who: str
    """The account and the computer that ran it."""
    command: str
    """A RunCommand; a text, for a later version may have others."""
    version: str
    """Of the program."""
    period: str = ""
    """The code of the period that was worked on."""
    form: str = ""
    """The code of the kind of form."""
    as_of: str = ""
    """The day on which everything was judged."""
    read: tuple[ReadFile, ...] = ()
    """All that was handed in."""
    decided: tuple[Mapping[str, str], ...] = ()
    """Every decision of the clerk that was obeyed."""
    registers: Mapping[str, Decisions] | None = None
    """Codes of period and form kind with a slash between → what this run went by of that 办公室登记; one that decides
    nothing is left out. None of a run that judges nothing, or of before this was kept."""
    ledger_files: Mapping[str, str | None] = {}
    """What the ledger got: path below 台账 → hash; nothing where it was taken away again."""
    published: Mapping[str, str | None] = {}
    """What was written beside 台账: path → hash; nothing where a file was taken away."""
    lost: Mapping[str, str] = {}
    """What a person said is nowhere to be had again: path below 台账 → hash of what lay there; empty for nothing."""
    undone: int | None = None
    """The number of the run that this one took back."""

    def __post_init__(self) -> None:
        """Raises ValueError where the number is below 1, a path does not lead down, or a hash is none."""
        outward = [path for path in (*self.ledger_files, *self.published, *self.lost) if not is_inner_path(path)]
        if self.number < 1 or outward:
            raise ValueError(self.number, outward)
        written = (*self.ledger_files.values(), *self.published.values())
        _require_hashes([self.before] if self.before else [])
        _require_hashes(digest for digest in written if digest is not None)

    @property
    def day(self) -> date:
        """The day on which everything was judged; the earliest that there is where none can be read."""
        try:
            return date.fromisoformat(self.as_of)
        except ValueError:
            return date.min

    @classmethod
    def parse(cls, data: bytes) -> "RunEntry | None":
        """The entry of such bytes; None where they hold none."""
        try:
            return decode_json(data, cls)
        except ValueError:
            return None

    def to_json(self) -> str:
        """The same text for the same content; what is hashed, and what is kept."""
        return json.dumps(json_data(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _require_hashes(digests: Iterable[str]) -> None:
    """Raises ValueError where one of them is no SHA-256."""
    wrong = [digest for digest in digests if not is_sha256(digest)]
    if wrong:
        raise ValueError(wrong)
