"""templates/import.yaml: by which words a table that an office has is understood."""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Annotated

from duban.validation.declaration import Field
from duban.validation.model import Model
from duban.value_object import field


def _no_form() -> Mapping[str, str]:
    return {"表": ""}


class FirstCycles(Model):
    """What a plan says of its forms at first, by what its table holds: keys of 填报 with their values."""

    filed: Annotated[Mapping[str, str], Field(description="Its milestones have filing days.")] = field(
        default_factory=_no_form
    )
    answered: Annotated[Mapping[str, str], Field(description="Units lead, or there are people to call.")] = field(
        default_factory=_no_form
    )
    unassigned: Annotated[Mapping[str, str], Field(description="Nobody answers for anything yet.")] = field(
        default_factory=_no_form
    )


class ImportWords(Model, dict=True):
    """Headers and other words of the tables from which plans are made."""

    columns: Annotated[
        Mapping[str, tuple[str, ...]], Field(description="Key of a plan → the headers of its column.")
    ] = {}
    contact_columns: Annotated[
        Mapping[str, tuple[str, ...]],
        Field(description="What a contact list says of a unit → the headers of its column."),
    ] = {}
    lead_words: Annotated[tuple[str, ...], Field(description="Behind or before a unit: it leads.")] = ()
    support_words: Annotated[tuple[str, ...], Field(description="Behind or before a unit: it supports.")] = ()
    together_words: Annotated[
        tuple[str, ...], Field(description="Before such a word: all that are named do it alike.")
    ] = ()
    day_names: Annotated[
        tuple[str, ...], Field(description="What people call days before which something is due.")
    ] = ()
    calendar_days: Annotated[
        tuple[str, ...], Field(description="Those of them whose day the calendar of the year knows.")
    ] = ()
    simplified: Annotated[
        Mapping[str, str], Field(description="Traditional characters of headers → simplified ones, one for one.")
    ] = {}
    group_words: Annotated[tuple[str, ...], Field(description="How names begin that are not of one unit.")] = ()
    vague_words: Annotated[
        tuple[str, ...], Field(description="How names begin of which nobody knows whom they mean.")
    ] = ()
    unit_endings: Annotated[tuple[str, ...], Field(description="How names of units end.")] = ()
    unit_kinds: Annotated[
        Mapping[str, str], Field(description="How names of units end → what kind of unit that is.")
    ] = {}
    own_words: Annotated[
        Mapping[str, Mapping[str, str]],
        Field(description="Kind of unit → 用词 of the config of a new office, where most of its units are such."),
    ] = {}
    total_words: Annotated[tuple[str, ...], Field(description="How rows of totals begin.")] = ()
    note_words: Annotated[tuple[str, ...], Field(description="How lines begin that are no part of the table.")] = ()
    yes_words: Annotated[tuple[str, ...], Field(description="What a column of ticks holds for yes.")] = ()
    no_words: Annotated[tuple[str, ...], Field(description="What a column of ticks holds for no.")] = ()
    flag_endings: Annotated[
        tuple[str, ...], Field(description="Endings of a header that are no part of the flag.")
    ] = ()
    cycles: Annotated[FirstCycles, Field(description="What a plan says of its forms at first.")] = FirstCycles()
    table_place: Annotated[str, Field(description="How a table without a name is called.")] = "{number}"
    row_place: Annotated[str, Field(description="How a row without an address is called.")] = "{row}"

    def simplify(self, text: str) -> str:
        """A text with its traditional characters as simplified ones, as long as before."""
        return text.translate(self._simple_by_letter)

    def kind_of(self, unit: str) -> str:
        """What kind of unit has such a name, by the longest ending that is known; empty where none is."""
        ending = max(filter(unit.endswith, self.unit_kinds), key=len, default="")
        return self.unit_kinds.get(ending, "")

    def own_words_of(self, units: Collection[str]) -> Mapping[str, str]:
        """The words of an office, shipped → own, by what most of its units are; none where that is not known."""
        counts = Counter(tuple(self.own_words.get(self.kind_of(unit), {}).items()) for unit in units)
        return next((dict(words) for words, count in counts.items() if count * 2 > len(units)), {})

    @cached_property
    def _simple_by_letter(self) -> Mapping[int, str]:
        return str.maketrans(dict(self.simplified))
