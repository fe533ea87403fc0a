"""What a person saw in a cell is what counts, or it is asked: struck out, unseen, raised, shown as another thing."""

from duban.fields import FIELD_KINDS, CellContext, Parsed
from duban.workbook.grid import CellLook, CellValue


def parse_as_seen(raw: CellValue, look: CellLook | None, context: CellContext) -> Parsed:
    """An input, as a person saw it.

    Args:
        raw: what stands in the cell; not blank.
        look: of the cell; None before anybody looked.
        context: what it is asked.

    Returns:
        What is struck out as a whole, or cannot be seen, is no answer until it was asked; of a text that is so in part
        the whole counts meanwhile.
    """
    kind = FIELD_KINDS[context.column.kind]
    if look is None:
        return kind.parse(raw, context)
    context = context._replace(number_format=look.number_format, shown=look.shown)
    if problem := _problem(raw, look, context):
        return Parsed(problem=problem)
    parsed = kind.parse(raw if look.text is None else look.text, context)
    part = look.struck_words or look.unseen_words
    if parsed.problem or not part:
        return parsed
    doubt = "struck-in-part" if look.struck_words else "unseen-in-part"
    return parsed._replace(doubt=doubt, facts={**parsed.facts, "part": part})


def _problem(raw: CellValue, look: CellLook, context: CellContext) -> str:
    """Why a cell holds no answer; empty where it may. Of what is no text a part decides about the whole."""
    is_text = context.column.kind == "text"
    if look.is_unseen or (look.unseen_words and not is_text) or context.shown_words(raw) == "":
        return "unseen-words"
    return "struck-out" if look.is_struck or (look.struck_words and not is_text) else ""
