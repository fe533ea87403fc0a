"""A sheet as an edition has it: what could only be empty is left out, and nothing is said that is not so."""

from duban.model.edition import Edition, Withheld
from duban.model.report_layout import ReportBlock, ReportColumn, ReportSheet
from duban.model.role import Role
from duban.reports.edition_layout import layout_for_edition
from duban.value_object import replace

INTERNAL = Edition(
    name="系统内印发", withholds=frozenset({Withheld.WORDS, Withheld.COORDINATION}), words=(Role.PROGRESS,)
)


def block(title: str, rows: str, *keys: str) -> ReportBlock:
    return ReportBlock(title=title, rows=rows, columns=tuple(ReportColumn(key=key, label=key) for key in keys))


def sheet(*blocks: ReportBlock, widths: tuple[float, ...]) -> ReportSheet:
    return ReportSheet(name="表", title="表", widths=widths, blocks=blocks)


def columns(layout: ReportSheet) -> list[list[tuple[str, int]]]:
    """Of each block: key and width in columns of the sheet."""
    return [[(column.key, column.span) for column in block.columns] for block in layout.blocks]


def test_an_edition_that_keeps_nothing_back_changes_no_sheet() -> None:
    whole = sheet(block("一、协调", "coordination", "words"), widths=(10,))
    assert layout_for_edition(whole, Edition()) is whole


def test_a_column_of_which_nothing_is_shown_gives_the_others_its_width() -> None:
    layout = sheet(block("", "tasks", "name", "progress", "reason_and_problems", "help"), widths=(10, 20, 20, 10))
    narrowed = layout_for_edition(layout, INTERNAL)
    assert (columns(narrowed), narrowed.widths) == ([[("name", 1), ("progress", 1)]], (20, 40))


def test_beside_a_table_that_goes_on_the_widest_column_gets_the_room() -> None:
    """The day that stands last stays as wide as a day is."""
    layout = sheet(
        block("", "milestones", "line", "due", "reason"), block("", "units", "unit", "due"), widths=(20, 10, 30)
    )
    assert columns(layout_for_edition(layout, INTERNAL)) == [[("line", 2), ("due", 1)], [("unit", 1), ("due", 1)]]


def test_the_first_column_that_is_shown_gets_the_room_before_it() -> None:
    layout = sheet(block("", "tasks", "help", "name"), block("", "units", "unit", "due"), widths=(10, 30))
    assert columns(layout_for_edition(layout, INTERNAL))[0] == [("name", 2)]


def test_titles_count_on_over_a_block_that_is_left_out() -> None:
    blocks = (block("一、提请协调（3件）", "coordination", "words"), block("二、红灯", "milestones", "line"))
    assert [each.title for each in layout_for_edition(sheet(*blocks, widths=(10,)), INTERNAL).blocks] == ["一、红灯"]


def test_the_reason_on_page_one_is_left_out_where_words_are_kept_back() -> None:
    """Its `—` would say that nobody gave a reason."""
    layout = sheet(block("", "milestones", "matter_brief", "own_reason"), widths=(10, 30))
    with_reasons = replace(INTERNAL, words=(Role.REASON,))
    assert columns(layout_for_edition(layout, INTERNAL)) == [[("matter_brief", 1)]]
    assert columns(layout_for_edition(layout, with_reasons)) == [[("matter_brief", 1), ("own_reason", 1)]]


def test_the_reason_of_a_light_is_no_word_of_a_unit() -> None:
    """The column `ground` is called as a role of scores."""
    layout = sheet(block("", "milestones", "line", "ground"), widths=(10, 30))
    assert columns(layout_for_edition(layout, INTERNAL)) == [[("line", 1), ("ground", 1)]]
