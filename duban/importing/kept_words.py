"""That every word of a source stands in what was made of it: what does not is listed, so that nothing is lost."""

from collections.abc import Iterable, Iterator

from duban.text.folding import comparison_key, to_half_width
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.document import Paragraph, SourceDocument

_CLAUSE = lazy_pattern(r"[\w%]+")
_MARK = lazy_pattern(r"^(?:[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十]+阶段)")
_SIGNS = lazy_pattern(r"[^\w%]+")
_DIGITS_ONLY = lazy_pattern(r"\d{1,3}")


def lost_words(document: SourceDocument, made: str, headers: Iterable[str]) -> Iterator[str]:
    """The texts of a document in which something stands that the made text does not say, each once.

    Args:
        document: as it was read.
        made: the text of the plan, with its comments.
        headers: of the columns that were understood: keys say them.
    """
    made_words = _folded(made)
    header_words = set(map(_folded, headers))
    for text in dict.fromkeys(_texts(document)):
        if _folded(text) not in header_words and any(clause not in made_words for clause in _clauses(text)):
            yield text


def _texts(document: SourceDocument) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (text for row in block.rows for text in row if text)


def _clauses(text: str) -> Iterator[str]:
    """The stretches of letters and digits of a text; a number before an item is none of its words."""
    for match in _CLAUSE.finditer(to_half_width(text)):
        clause = _MARK.sub("", match[0])
        if clause and not _DIGITS_ONLY.fullmatch(clause):
            yield clause


def _folded(text: str) -> str:
    return _SIGNS.sub("", comparison_key(text))
