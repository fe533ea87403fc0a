"""One file that was handed in, from arrival to outcome: a single frozen value, replaced at each step."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from duban.messages.finding import Finding
from duban.model.decision import OwnerGuess
from duban.model.no_change import no_change_tick
from duban.model.submission import Submission
from duban.value_object import ValueObject, replace


class Outcome(StrEnum):
    """What became of a file that was handed in: exactly one of these."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_NOTES = "accepted-with-notes"
    TO_BE_CORRECTED = "to-be-corrected"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    IGNORED = "ignored"


COUNTED_OUTCOMES = frozenset({Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_NOTES, Outcome.TO_BE_CORRECTED})
"""Of a return that counts for its unit, in all rows or in those that need no correction."""

JOINED_CODE = "parts-joined"
"""The finding of a return whose sheets came in several files."""
NO_CHANGE_CODES = frozenset({"no-change-news", "no-change-first"})
"""What is found at the tick 整表无变化 where it is not all that a return says."""
COPY_CODES = frozenset({"same-again", JOINED_CODE})
"""The reasons for which a return is set aside because another one says all that it says."""
UNCHOSEN_CODE = "versions-differ"
WAITING_CODES = frozenset({UNCHOSEN_CODE, "names-another", "old-content", "answers-left-out"})
"""The reasons for which a version waits for the clerk's decision (采用版本)."""
DISMISSED_CODES = frozenset({"not-chosen", "version-excluded"})
"""The reasons for which a version does not count because the office said so."""
DECISION_CODES: Mapping[str, frozenset[str]] = {
    "identity": frozenset({"identity-proposed", "rows-unconfirmed"}),
    "versions": WAITING_CODES,
    "scans": frozenset({"scan-unassigned"}),
}
"""Sheet of 办公室登记 → the findings of files that wait there for the clerk's decision."""


class Return(ValueObject):
    """One file, or one form inside a file, as far as it is known.

    A worker reads it (findings, submission, owner_guess and what it contains), the inbox dates it (received_on,
    run_number), and the choice of versions decides its outcome.

    Attributes:
        file: what people call it: its name below the folder that was handed in, then the names inside an archive.
        digest: SHA-256 of its bytes in hexadecimal; empty where they could not be read.
        first_name: what the file itself was called when it first came; empty until the inbox has dated it.
        received_on: the first as-of day that saw it, or the real day of that run where it is the earlier; `date.min`
            until the inbox has dated it.
        run_number: which run of that day saw it first, from 1; 0 until then.
        outcome: rejected until a later step knows better.
        findings: all that is to be said of it, structure first.
        unit_code: whose form or scan it is; empty where nobody knows.
        submission: what it answers; None where it is no form of this plan.
        member_names: of an archive or a mail: the names of the files in it, each a return of its own.
        unpacked_bytes: of an archive or a mail: what the files in it hold together.
        form_codes: of a workbook with several forms: their codes, each a return of its own.
        original_bytes: of a form that the ledger does not keep yet: the bytes that it was read from.
        owner_guess: whose form it may be, where a person has to say so.
        replaces: the file of the earlier return of its unit whose place it took; empty for none.
    """

    file: str
    digest: str
    received_on: date = date.min
    run_number: int = 0
    outcome: Outcome = Outcome.REJECTED
    findings: tuple[Finding, ...] = ()
    unit_code: str = ""
    submission: Submission | None = None
    member_names: tuple[str, ...] = ()
    unpacked_bytes: int = 0
    form_codes: tuple[str, ...] = ()
    original_bytes: bytes = b""
    owner_guess: OwnerGuess | None = None
    first_name: str = ""
    replaces: str = ""

    @property
    def form(self) -> Submission:
        """The submission of a return that is a form. Raises ValueError for any other."""
        if self.submission is None:
            raise ValueError(self.file)
        return self.submission

    @property
    def is_scan(self) -> bool:
        """Whether it is taken for a unit's signed copy."""
        return any(finding.code == "scan-offered" for finding in self.findings)

    @property
    def is_nil(self) -> bool:
        """Whether it says nothing but that all that was told before still holds (整表无变化)."""
        ticked = self.submission is not None and no_change_tick(self.submission) is not None
        return ticked and not any(finding.code in NO_CHANGE_CODES for finding in self.findings)

    @property
    def waiting_code(self) -> str:
        """Why it waits for the clerk to say whether it counts; empty where it does not."""
        return next((finding.code for finding in self.findings if finding.code in WAITING_CODES), "")

    def dated(self, received_on: date, run_number: int, first_name: str = "") -> "Return":
        """As it first came in.

        Args:
            received_on: the first as-of day that saw it.
            run_number: which run of that day.
            first_name: what the file itself was called then.
        """
        return replace(self, received_on=received_on, run_number=run_number, first_name=first_name)

    @property
    def arrival(self) -> tuple[date, int]:
        """The day and the run that first saw it: two with the same were first seen together."""
        return self.received_on, self.run_number


def is_set_aside(return_: Return) -> bool:
    """Whether it does not count for another reason than its own faults: a copy, or a word of the office."""
    codes = COPY_CODES | WAITING_CODES | DISMISSED_CODES
    return any(finding.code in codes for finding in return_.findings)


def is_copy(return_: Return) -> bool:
    """Whether another return says all that it says."""
    return any(finding.code in COPY_CODES for finding in return_.findings)


def lacks_choice(versions: Iterable[Return]) -> bool:
    """Whether one of several has to be chosen; versions that are only doubted leave the earlier one alone."""
    return any(version.waiting_code == UNCHOSEN_CODE for version in versions)


def waiting_files(returns: Iterable[Return], sheet: str) -> list[Return]:
    """The files that wait for the clerk's word on a sheet of 办公室登记, in the order given."""
    codes = DECISION_CODES[sheet]
    return [return_ for return_ in returns if any(finding.code in codes for finding in return_.findings)]
