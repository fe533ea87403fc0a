"""What the clerk wrote into 办公室登记 becomes decisions; her slips are found all at once, at their cells."""

from collections.abc import Iterator

from duban.messages.finding import Finding, InputError
from duban.model.decision import Decisions
from duban.model.register_layout import ROW_TAG, RegisterLayout
from duban.register.contents import RegisterContents
from duban.register.parsed_register import Decision, ParsedRegister
from duban.register.sheet_rules import SheetRules
from duban.register.sheets import SHEET_RULES
from duban.register.typed_rows import Lookups, TypedRow, TypedRows


def parse_register(contents: RegisterContents, layout: RegisterLayout, lookups: Lookups) -> ParsedRegister:
    """Everything that the clerk decided in one register.

    Args:
        contents: the register; rows that no longer concern anything are no slips.
        layout: its columns, and the words in it.
        lookups: what its rows may name.

    Raises:
        InputError: with every slip.
    """
    decisions, mistakes = Decisions(), list[Finding]()
    decided, remarks = list[Decision](), list[Finding]()
    for key, rules in SHEET_RULES.items():
        naming = rules.naming_columns[0], rules.key_columns[0]
        rows = TypedRows(key, *naming, contents, layout, lookups)
        decisions |= rules.decisions(rows)
        mistakes += rows.mistakes
        decided += rows.decided
        remarks += _remarks(rows, rules)
    if mistakes:
        raise InputError(mistakes)
    return ParsedRegister(decisions, tuple(decided), tuple(remarks))


def _remarks(rows: TypedRows, rules: SheetRules) -> Iterator[Finding]:
    """Rows that decide nothing although she wrote in them, and columns in which only the program writes."""
    for row in rows:
        if any(map(row.comparable, rules.answer_columns)):
            yield from _written_over(rows, row, rules)
        elif _expects_answer(rows, row, rules):
            key = rules.answer_columns[0]
            yield Finding("register-no-answer", rows.place(row, key), {"label": rows.sheet.label(key)})


def _written_over(rows: TypedRows, row: TypedRow, rules: SheetRules) -> Iterator[Finding]:
    if row.text(ROW_TAG) and rows.is_own(row):
        counted = rules.counted_columns.union(rules.naming_columns)
        program_columns = (column for column in rows.sheet.columns if column.by == "program")
        idle = [column.label for column in program_columns if column.key not in counted]
        yield Finding("register-written-over", rows.place(row, rules.naming_columns[0]), {"labels": "”“".join(idle)})


def _expects_answer(rows: TypedRows, row: TypedRow, rules: SheetRules) -> bool:
    """Whether a row says that something is to be decided: one of hers that names something, one that she signed."""
    names_something = any(map(row.comparable, rules.naming_columns))
    return bool(row.comparable("by")) or (names_something and rows.is_own(row))
