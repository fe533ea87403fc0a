"""templates/import.yaml: by which words a table that an office has is understood."""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cached_property

from pydantic import Field

from duban.model.typed import Model


class FirstCycles(Model):
    """What a plan says of its forms at first, by what its table holds: keys of 填报 with their values."""

    filed: Mapping[str, str] = Field({"表": ""}, description="Its milestones have filing days.")
    answered: Mapping[str, str] = Field({"表": ""}, description="Units lead, or there are people to call.")
    unassigned: Mapping[str, str] = Field({"表": ""}, description="Nobody answers for anything yet.")


class ImportWords(Model):
    """Headers and other words of the tables from which plans are made."""

    columns: Mapping[str, tuple[str, ...]] = Field({}, description="Key of a plan → the headers of its column.")
    contact_columns: Mapping[str, tuple[str, ...]] = Field(
        {}, description="What a contact list says of a unit → the headers of its column."
    )
    lead_words: tuple[str, ...] = Field((), description="Behind or before a unit: it leads.")
    support_words: tuple[str, ...] = Field((), description="Behind or before a unit: it supports.")
    together_words: tuple[str, ...] = Field((), description="Before such a word: all that are named do it alike.")
    day_names: tuple[str, ...] = Field((), description="What people call days before which something is due.")
    calendar_days: tuple[str, ...] = Field((), description="Those of them whose day the calendar of the year knows.")
    simplified: Mapping[str, str] = Field(
        {}, description="Traditional characters of headers → simplified ones, one for one."
    )
    group_words: tuple[str, ...] = Field((), description="How names begin that are not of one unit.")
    vague_words: tuple[str, ...] = Field((), description="How names begin of which nobody knows whom they mean.")
    unit_endings: tuple[str, ...] = Field((), description="How names of units end.")
    unit_kinds: Mapping[str, str] = Field({}, description="How names of units end → what kind of unit that is.")
    own_words: Mapping[str, Mapping[str, str]] = Field(
        {}, description="Kind of unit → 用词 of the config of a new office, where most of its units are such."
    )
    total_words: tuple[str, ...] = Field((), description="How rows of totals begin.")
    note_words: tuple[str, ...] = Field((), description="How lines begin that are no part of the table.")
    yes_words: tuple[str, ...] = Field((), description="What a column of ticks holds for yes.")
    no_words: tuple[str, ...] = Field((), description="What a column of ticks holds for no.")
    flag_endings: tuple[str, ...] = Field((), description="Endings of a header that are no part of the flag.")
    cycles: FirstCycles = Field(FirstCycles(), description="What a plan says of its forms at first.")
    table_place: str = Field("{number}", description="How a table without a name is called.")
    row_place: str = Field("{row}", description="How a row without an address is called.")

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
