"""办公室登记 in an office's own words, and still the same workbook."""

from typing import Any

from duban.messages.own_words import OwnWords
from duban.model.register_layout import RegisterLayout
from duban.validation.reading import validated
from duban.validation.writing import plain_data


def layout_in_words(layout: RegisterLayout, words: OwnWords) -> RegisterLayout:
    """A layout in an office's words, but for its file name; columns are known by the headers that they had before, too.

    Args:
        layout: in the words of the template.
        words: of the office.
    """
    if not words.words:
        return layout
    texts: dict[str, Any] = words.in_data(plain_data(layout), but="file")
    for key, sheet in layout.sheets.items():
        for column, reworded in zip(sheet.columns, texts["sheets"][key]["columns"], strict=True):
            reworded["formerly"] = (*column.formerly, column.label)
    return validated(RegisterLayout, texts)
