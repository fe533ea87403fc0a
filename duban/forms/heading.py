"""Where the inputs above a table stand, and whether one of them says 整表无变化."""

from duban.forms.batch import FormDraft
from duban.model.layout import HeadingItem, Layout, SheetLayout
from duban.model.verdict import NO_CHANGE_MEANING
from duban.value_object import ValueObject

_CODE_LINE, _HEADING_LINE = 2, 3


def input_cell(item: HeadingItem) -> str:
    """The address of an input above a table, in its sheet."""
    return f"{item.asks_at}{_CODE_LINE if item.beside_code else _HEADING_LINE}"


class NoChangeTick(ValueObject):
    """Where a unit may say that all it told before still holds."""

    cell: str
    """Its address, with the sheet."""
    word: str
    """What is chosen there to say it."""
    sheet: SheetLayout
    key: str
    """Of the input, in the heading of the sheet."""

    def is_set(self, draft: FormDraft) -> bool:
        """Whether a return says it, in its correction copy."""
        return draft.submitted_answers(self.sheet).get(self.key) == self.word


def find_tick(layout: Layout) -> NoChangeTick | None:
    """The tick of a form; None where its heading does not ask."""
    for sheet in layout.sheets:
        for item in sheet.heading:
            options = item.asks.options if item.asks else ()
            word = next((option.text for option in options if option.means == NO_CHANGE_MEANING), "")
            if item.asks and word:
                quoted_name = sheet.name.replace("'", "''")
                letters, line = item.asks_at, input_cell(item).removeprefix(item.asks_at)
                return NoChangeTick(f"'{quoted_name}'!${letters}${line}", word, sheet, item.asks.key)
    return None
