"""What the program knows of one sheet of 办公室登记: what it asks, what she answers there, and what becomes of that."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import ClassVar

from duban.messages.finding import Finding
from duban.model.decision import Decisions, OwnerGuess
from duban.model.lit_subjects import lit_subjects
from duban.model.return_ import Return
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.submission import Submission
from duban.register.parsed_register import Decision
from duban.register.typed_rows import TypedRows
from duban.registry import Registry
from duban.text.folding import comparison_key
from duban.text.hashes import short_hash
from duban.value_object import ValueObject, field
from duban.workbook.book import Scalar

QuestionRow = Mapping[str, Scalar]
"""A row of the register that the program fills: column key → value."""


class Effect(Enum):
    """What became of a decision."""

    OBEYED = "obeyed"
    ANSWERED = "answered"
    """It had no effect, and something else says why."""
    WAITING = "waiting"
    """What it is about is not there."""
    NONE = "none"


class RegisterCase(ValueObject, dict=True):
    """A period, as its register asks and obeys.

    Attributes:
        status: what came in, and what became of it.
        owner_guesses: whose a file may be, by the short hashes of the files.
        known_hashes: short hashes of all files of the period, those that the ledger keeps among them.
        light_reasons: why each light is proposed, by the keys of tasks and milestones; empty where no report shows any.
        everyone: what the register calls all units at once.
    """

    status: Status
    owner_guesses: Mapping[str, OwnerGuess] = field(default_factory=dict)
    known_hashes: Collection[str] = ()
    light_reasons: Mapping[str, str] = field(default_factory=dict)
    everyone: str = ""

    @cached_property
    def files(self) -> list[Return]:
        """The files whose bytes could be read, in the order in which they came."""
        files = [return_ for return_ in self.status.returns if return_.digest]
        return sorted(files, key=lambda file: (file.arrival, file.file))

    @cached_property
    def forms(self) -> list[tuple[Return, Submission]]:
        """Those that are forms of this kind: another kind has a register of its own."""
        return [(file, file.submission) for file in self.files if file.submission and file.unit_code]

    @cached_property
    def returns_by_hash(self) -> Mapping[str, Sequence[Return]]:
        """The files by their short hashes, in the order of the status."""
        returns: dict[str, list[Return]] = {}
        for return_ in self.status.returns:
            if return_.digest:
                returns.setdefault(short_hash(return_.digest), []).append(return_)
        return returns

    @cached_property
    def lit_subjects(self) -> Mapping[str, TaskStatus | MilestoneStatus]:
        """The tasks, shares and milestones of the report by their keys."""
        return lit_subjects(self.status)

    @property
    def shared_tasks(self) -> frozenset[str]:
        """The numbers, for comparing, of the tasks that several units answer for."""
        return frozenset(comparison_key(task.task.number) for task in self.status.tasks if task.shares)

    def unit_name(self, code: str) -> str:
        """The name of a unit; empty for no code."""
        return self.status.assignment.directory.unit_name(code)


class SheetRules:
    """One sheet: a subclass in a module of duban/register/sheets/, under `@register_sheet` with its key in the layout.

    Attributes:
        columns: those that the program fills or reads: a layout must have them.
        key_columns: by what stands there a row is the same from run to run.
        naming_columns: where a row of her own says what it is about; the first says it in words.
        answer_columns: where she decides; the first is named where nothing is decided.
        counted_columns: those of the program's that count where she writes over them.
        is_kept_current: what the program says in a row is written anew also where she has answered in it.
    """

    columns: ClassVar[frozenset[str]]
    key_columns: ClassVar[tuple[str, ...]]
    naming_columns: ClassVar[tuple[str, ...]]
    answer_columns: ClassVar[tuple[str, ...]]
    counted_columns: ClassVar[frozenset[str]] = frozenset()
    is_kept_current: ClassVar[bool] = False

    def questions(self, case: RegisterCase) -> Iterator[QuestionRow]:
        """The rows that the sheet must have now, in order; of two with the same key the first counts."""
        raise NotImplementedError

    def decisions(self, rows: TypedRows) -> Decisions:
        """What is decided in the rows; each decision by itself and each slip is added to them."""
        raise NotImplementedError

    def contradictions(self, decided: Sequence[Decision], case: RegisterCase) -> Iterator[Finding]:  # noqa: ARG002
        """Decisions that nobody can obey, and for which a run stops."""
        return iter(())

    def effect(self, decision: Decision, case: RegisterCase) -> Effect:
        """What became of a decision of the sheet."""
        raise NotImplementedError

    def notes(self, decision: Decision, case: RegisterCase) -> Iterator[Finding]:  # noqa: ARG002
        """What is to be said of a decision although it is obeyed."""
        return iter(())

    def name_of(self, decision: Decision, case: RegisterCase) -> str:  # noqa: ARG002
        """What people call the subject of a decision."""
        return decision.written["about"]

    def reason(self, decision: Decision, case: RegisterCase) -> str:  # noqa: ARG002
        """Why a decision had no effect, as far as something says so; else empty."""
        return ""


register_sheet: Registry[type[SheetRules]] = Registry()
"""Files the rules of a sheet under its key in the layout."""
