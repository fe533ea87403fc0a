"""A report sheet without the blocks and columns of which an edition shows nothing: an empty table would be a lie."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from duban.model.edition import Edition, Withheld
from duban.model.report_layout import ReportBlock, ReportColumn, ReportSheet
from duban.model.role import Role, role_of_key
from duban.text.display import chinese_numeral

_TABLES: Mapping[str, Withheld] = {
    "coordination": Withheld.COORDINATION,
    "coordination-course": Withheld.COORDINATION,
    "ladder": Withheld.LADDER,
    "check-back": Withheld.SOURCES,
    "sources": Withheld.SOURCES,
    "chapter-sources": Withheld.SOURCES,
    "problems": Withheld.SOURCES,
    "repairs": Withheld.SOURCES,
    "replaced": Withheld.SOURCES,
    "calls": Withheld.CONTACTS,
    "other-answers": Withheld.WORDS,
}
"""Tables that speak of nothing else than what an edition may keep back."""
_COLUMNS: Mapping[str, Withheld] = {
    **dict.fromkeys(("light_periods", "light_since", "red_since", "escalation", "suggestion"), Withheld.LADDER),
    **dict.fromkeys(("people", "unit_contact"), Withheld.CONTACTS),
    **dict.fromkeys(("latest_file", "latest_cell", "place", "file", "cell"), Withheld.SOURCES),
}
"""Likewise columns; those that show an answer are known by its role."""
_ROLES_OF_COLUMNS: Mapping[str, tuple[Role, ...]] = {
    "reason_or_problems": (Role.REASON, Role.PROBLEMS),
    "reason_and_problems": (Role.REASON, Role.PROBLEMS),
    "gap_reason": (Role.LOSS, Role.GROUND),
}
_FREE_ROLES = frozenset(
    {Role.REASON, Role.PROBLEMS, Role.REMARK, Role.PROGRESS, Role.EVIDENCE, Role.OPINION, Role.ORDER}
)
_FREE_ROLES |= {Role.LOSS, Role.GROUND, Role.ADVICE, Role.GOALS, Role.CONTRIBUTION, Role.HELP}
"""Roles of columns in which units write what they like."""
_NUMBERED = re.compile("^[一二三四五六七八九十]+、")


def layout_for_edition(layout: ReportSheet, edition: Edition) -> ReportSheet:
    """The sheet as an edition has it; its numbered titles count on without a gap.

    In a sheet of one table what is left out takes its width along; in others the column beside it gets the room.
    """
    if not edition.withholds:
        return layout
    tables = [block for block in layout.blocks if block.columns]
    widths = tuple(_shown_widths(layout.widths, tables[0], edition)) if len(tables) == 1 else layout.widths
    blocks = [block for block in layout.blocks if _TABLES.get(block.rows.partition(":")[0]) not in edition.withholds]
    narrowed = [_narrowed(block, edition, fills_room=len(tables) > 1) for block in blocks]
    return layout.model_copy(update={"blocks": tuple(_numbered(narrowed)), "widths": widths})


def _shown_widths(widths: Sequence[float], block: ReportBlock, edition: Edition) -> Iterator[float]:
    """Those of the sheet's columns in which anything is shown."""
    is_shown = [_is_shown(column, edition) for column in block.columns for _ in range(column.span)]
    yield from (width for width, shown in zip_longest(widths, is_shown[: len(widths)], fillvalue=True) if shown)


def _narrowed(block: ReportBlock, edition: Edition, *, fills_room: bool) -> ReportBlock:
    """The block with the columns that show anything."""
    shown: list[ReportColumn] = []
    room = 0
    for column in block.columns:
        if not _is_shown(column, edition):
            room += column.span
        elif room and fills_room and not shown:
            shown, room = [_widened(column, room)], 0
        else:
            shown = [*_with_room(shown, room if fills_room else 0), column]
            room = 0
    return block.model_copy(update={"columns": tuple(_with_room(shown, room if fills_room else 0))})


def _with_room(columns: Sequence[ReportColumn], room: int) -> Sequence[ReportColumn]:
    """The columns, the last of them wider."""
    return [*columns[:-1], _widened(columns[-1], room)] if room and columns else columns


def _widened(column: ReportColumn, room: int) -> ReportColumn:
    return column.model_copy(update={"span": column.span + room})


def _is_shown(column: ReportColumn, edition: Edition) -> bool:
    """Whether a column may show anything: a word of a role that is shown, or what no edition keeps back."""
    name, _, answer = column.key.partition(":")
    roles = _ROLES_OF_COLUMNS.get(name, tuple(filter(None, [role_of_key(answer or name)])))
    is_of_leaders = Role.HELP in roles and Withheld.COORDINATION in edition.withholds
    is_of_words = Withheld.WORDS in edition.withholds and not _FREE_ROLES.isdisjoint({*roles} - {*edition.words})
    return _COLUMNS.get(name) not in edition.withholds and not (is_of_leaders or is_of_words)


def _numbered(blocks: Sequence[ReportBlock]) -> Iterator[ReportBlock]:
    """The blocks with the numbers of their titles counted anew."""
    count = 0
    for block in blocks:
        count += bool(_NUMBERED.match(block.title))
        title = _NUMBERED.sub(f"{chinese_numeral(count)}、", block.title)
        yield block.model_copy(update={"title": title})
