"""A report sheet without the blocks and columns of which an edition shows nothing: an empty table would be a lie."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from duban.model.edition import Edition, Withheld
from duban.model.report_layout import ReportBlock, ReportColumn, ReportSheet
from duban.model.role import Role, role_of_key
from duban.text.display import chinese_numeral
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import replace

_TABLES: Mapping[str, Withheld] = {
    "coordination": Withheld.COORDINATION,
    "coordination-course": Withheld.COORDINATION,
    "ladder": Withheld.LADDER,
    "check-back": Withheld.SOURCES,
    "sources": Withheld.SOURCES,
    **dict.fromkeys(("source-figures", "source-cells", "chapter-sources", "chapter-source-figures"), Withheld.SOURCES),
    "problems": Withheld.SOURCES,
    "repairs": Withheld.SOURCES,
    "replaced": Withheld.SOURCES,
    "calls": Withheld.CONTACTS,
    "other-answers": Withheld.WORDS,
}
"""Tables that speak of nothing else than what an edition may keep back."""
_COLUMNS: Mapping[str, Withheld] = {
    **dict.fromkeys(("light_periods", "light_since", "red_since", "escalation", "suggestion"), Withheld.LADDER),
    **dict.fromkeys(("latest_file", "latest_cell", "answer_place"), Withheld.SOURCES),
    "people": Withheld.CONTACTS,
}
"""Columns of tasks and milestones, likewise. Those that show answers are known by the roles in their names."""
_ROLES: Mapping[str, Role] = {"own_reason": Role.REASON, "gap_reason": Role.LOSS, "claim_refusals": Role.ADVICE}
"""Roles of columns whose names do not say them. Without the unit's words its `—` would say that there are none."""
_SUBJECTS = frozenset({"tasks", "milestones"})
_FREE_ROLES = frozenset(
    {
        *(Role.REASON, Role.PROBLEMS, Role.REMARK, Role.PROGRESS, Role.EVIDENCE, Role.OPINION, Role.ORDER),
        *(Role.LOSS, Role.GROUND, Role.ADVICE, Role.GOALS, Role.SUPPORTS, Role.LEADER, Role.CONTRIBUTION, Role.HELP),
    }
)
"""Roles of columns in which units write what they like."""
_REASONS_OF_LIGHTS = frozenset({"ground"})
"""Columns in the program's own words that are called as a role of scores."""
_JOINED_ROLES = lazy_pattern("_and_|_or_")
_NUMBERED = lazy_pattern("^[一二三四五六七八九十]+、")


def layout_for_edition(layout: ReportSheet, edition: Edition) -> ReportSheet:
    """The sheet as an edition has it; its numbered titles count on without a gap.

    Columns of the sheet in which no table shows anything any more are taken out, and the others get their width; of a
    column beside which another table goes on, the widest one of its own table gets the room.
    """
    if not edition.withholds:
        return layout
    blocks = [block for block in layout.blocks if _is_known(block, edition)]
    hidden_by_table = [_hidden_places(block, edition) for block in blocks if block.columns]
    unused = frozenset.intersection(*hidden_by_table) if hidden_by_table else frozenset()
    narrowed = [_narrowed(block, edition, unused, layout.widths) for block in blocks]
    widths = _spread(layout.widths, unused)
    return replace(layout, blocks=tuple(_numbered(narrowed)), widths=widths)


def _is_known(block: ReportBlock, edition: Edition) -> bool:
    """Whether an edition may know the rows of a table: it speaks of what is shown, and lists them by what is shown."""
    kinds_of_rows = (condition.removeprefix("not-") for condition in block.where)
    lists_by_hidden = any(_is_of_hidden_answer(condition, edition) for condition in kinds_of_rows)
    return _TABLES.get(block.rows.partition(":")[0]) not in edition.withholds and not lists_by_hidden


def _hidden_places(block: ReportBlock, edition: Edition) -> frozenset[int]:
    """Which columns of the sheet, from 0, a table takes for what is not shown."""
    is_shown = [_is_shown(block, column, edition) for column in block.columns for _ in range(column.span)]
    return frozenset(place for place, shown in enumerate(is_shown) if not shown)


def _spread(widths: Sequence[float], unused: Collection[int]) -> tuple[float, ...]:
    """The widths of the columns that stay, all of them together as wide as before."""
    used_widths = [width for place, width in enumerate(widths) if place not in unused]
    return tuple(round(width * sum(widths) / sum(used_widths), 1) for width in used_widths) if unused else tuple(widths)


def _narrowed(block: ReportBlock, edition: Edition, unused: Collection[int], widths: Sequence[float]) -> ReportBlock:
    """The block with the columns that show anything. widths: of the sheet before any column is taken out."""
    shown: list[ReportColumn] = []
    shown_widths: list[float] = []
    place = room = 0
    for column in block.columns:
        places = range(place, place + column.span)
        taken = sum(each not in unused for each in places)
        place += column.span
        if _is_shown(block, column, edition):
            shown.append(replace(column, span=taken))
            shown_widths.append(sum(widths[each] for each in places))
        else:
            room += taken
    if room and shown:
        widest = shown_widths.index(max(shown_widths))
        shown[widest] = replace(shown[widest], span=shown[widest].span + room)
    return replace(block, columns=tuple(shown))


def _is_shown(block: ReportBlock, column: ReportColumn, edition: Edition) -> bool:
    """Whether a column may show anything; tables of their own are left out as a whole, or say it themselves."""
    if block.rows not in _SUBJECTS:
        return True
    name = column.key.partition(":")[0]
    return _COLUMNS.get(name) not in edition.withholds and not _is_of_hidden_answer(column.key, edition)


def _is_of_hidden_answer(key: str, edition: Edition) -> bool:
    """Whether a column, or a condition, of this key is of nothing but answers that an edition keeps back."""
    if key in _REASONS_OF_LIGHTS:
        return False
    name, _, answer = key.partition(":")
    roles = _shown_roles((answer or name).removesuffix("_marked"))
    is_of_leaders = roles == {Role.HELP} and Withheld.COORDINATION in edition.withholds
    is_of_words = Withheld.WORDS in edition.withholds and bool(roles) and roles <= _FREE_ROLES - {*edition.words}
    return is_of_leaders or is_of_words


def _shown_roles(name: str) -> set[Role]:
    """The roles whose answers a column of this name shows; none for what is not of a unit's answer."""
    if name in _ROLES:
        return {_ROLES[name]}
    return {role for part in _JOINED_ROLES.split(name) if (role := role_of_key(part))}


def _numbered(blocks: Sequence[ReportBlock]) -> Iterator[ReportBlock]:
    """The blocks with the numbers of their titles counted anew."""
    count = 0
    for block in blocks:
        count += bool(_NUMBERED.match(block.title))
        title = _NUMBERED.sub(f"{chinese_numeral(count)}、", block.title)
        yield replace(block, title=title)
