"""One run of the program as the ledger's 日志 holds it: who did what, and which bytes it read, kept and published."""

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError

from duban.model.decision import Decisions
from duban.model.typed import Model
from duban.text.file_names import is_inner_path
from duban.text.hashes import is_sha256


def _inside(path: str) -> str:
    """The same path. Raises ValueError where it does not lead down."""
    if not is_inner_path(path):
        raise ValueError(path)
    return path


def _whole_hash(digest: str) -> str:
    """The same hash. Raises ValueError where it is none."""
    if not is_sha256(digest):
        raise ValueError(digest)
    return digest


InnerPath = Annotated[str, AfterValidator(_inside)]
"""A path below a folder, with forward slashes."""

Digest = Annotated[str, AfterValidator(_whole_hash)]
"""SHA-256 in lower-case hexadecimal."""


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


class ReadFile(Model):
    """One file that a run read."""

    file: str = Field(description="What people call it.")
    digest: Digest | Literal[""] = Field(
        description="SHA-256 of its bytes in hexadecimal; empty where they could not be read."
    )
    unit: str = Field(description="The code of the unit whose it is; empty where nobody knows.")
    outcome: str = Field(description="What became of it.")


class RunEntry(Model):
    """One run. Its JSON is kept for good, and the entry after it holds the hash of these bytes."""

    number: int = Field(ge=1, description="The first run of a ledger is 1; none is left out.")
    before: Digest | Literal[""] = Field(description="SHA-256 of the entry before, as it lay on disk; empty for none.")
    at: str = Field(description="When the run began: ISO 8601 with its offset.")
    who: str = Field(description="The account and the computer that ran it.")
    command: str = Field(description="A RunCommand; a text, for a later version may have others.")
    version: str = Field(description="Of the program.")
    period: str = Field("", description="The code of the period that was worked on.")
    form: str = Field("", description="The code of the kind of form.")
    as_of: str = Field("", description="The day on which everything was judged.")
    read: tuple[ReadFile, ...] = Field((), description="All that was handed in.")
    decided: tuple[Mapping[str, str], ...] = Field((), description="Every decision of the clerk that was obeyed.")
    registers: Mapping[str, Decisions] | None = Field(
        None,
        description="Codes of period and form kind with a slash between → what this run went by of that 办公室登记; "
        "one that decides nothing is left out. None of a run that judges nothing, or of before this was kept.",
    )
    ledger_files: Mapping[InnerPath, Digest | None] = Field(
        {},
        description="What the ledger got: path below 台账 → SHA-256; nothing where it was taken away again.",
    )
    published: Mapping[InnerPath, Digest | None] = Field(
        {}, description="What was written beside 台账: path → SHA-256; nothing where a file was taken away."
    )
    lost: Mapping[InnerPath, str] = Field(
        {},
        description="What a person said is nowhere to be had again: path below 台账 → SHA-256 of what lay there then; "
        "empty for nothing.",
    )
    undone: int | None = Field(None, description="The number of the run that this one took back.")

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
            return cls.model_validate_json(data)
        except ValidationError:
            return None

    def to_json(self) -> str:
        """The same text for the same content; what is hashed, and what is kept."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
