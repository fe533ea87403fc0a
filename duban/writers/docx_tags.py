"""What is filled in a Word document: expressions, conditions and loops, which Word may have cut into pieces."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from lxml.etree import _Element as Element

from duban.messages.template_syntax import ENDLESS, FAULTY, RefusedTemplateError
from duban.messages.text_template import MARKUP_BLOCK, MARKUP_OUTPUT
from duban.text.lazy_pattern import lazy_pattern
from duban.writers.docx_shape import PRESERVE, WORD

MOST_TAGS = 3_000
"""Of one part; a long letter has a hundred."""
_CLOSING = {"{{": "}}", "{%": "%}"}
_OPENING = lazy_pattern(r"\{[{%]")
_SIGNS = {"{{": MARKUP_OUTPUT, "{%": MARKUP_BLOCK}
_MARK = lazy_pattern(f"[{MARKUP_OUTPUT[0]}{MARKUP_BLOCK[0]}](\\d+)[{MARKUP_OUTPUT[1]}{MARKUP_BLOCK[1]}]")
_ROUND_QUOTES = str.maketrans("“”‘’", "\"\"''")


class _Tag(NamedTuple):
    """A tag in a text: where it begins and ends, and how."""

    start: int
    end: int
    opening: str

    def content(self, text: str) -> str:
        """What stands between its braces; round quotes, which Word writes by itself, are straight where all are."""
        inner = text[self.start + 2 : self.end - 2]
        return inner if {"'", '"'} & set(inner) else inner.translate(_ROUND_QUOTES)


class DocumentTags:
    """The tags of one part of a document, out of its way until it is filled."""

    def __init__(self) -> None:
        self._contents: list[str] = []
        self._paragraphs: list[str] = []
        self._order: list[int] = []

    def __len__(self) -> int:
        return len(self._contents)

    def take_from(self, root: Element) -> None:
        """Take the tags out of a part, and leave a mark in the place of each.

        A paragraph or a row of a table that holds nothing but conditions and loops is replaced by its marks.

        Args:
            root: of the part; it is changed.

        Raises:
            RefusedTemplateError: a tag does not end in its paragraph.
        """
        for row in list(root.iter(f"{WORD}tr")):
            self._mark_whole(row, _words(row.iter(f"{WORD}t")))
        for paragraph in list(root.iter(f"{WORD}p")):
            self._mark_paragraph(paragraph)
        for element in root.iter():
            if not str(element.tag).startswith(WORD) and element.text:
                self._mark_in_texts([element], element.text)

    def restored(self, xml: str) -> str:
        """The part with its tags again, as fill_markup takes it: each on a line of its own."""
        self._order = [int(match[1]) for match in _MARK.finditer(xml)]

        def tag(match: re.Match[str]) -> str:
            return f"{match[0][0]} {self._contents[int(match[1])]} \n{match[0][-1]}"

        return _MARK.sub(tag, xml.replace("\n", " "))

    def paragraph_at(self, line: int) -> str:
        """The text of the paragraph whose tag stands at a line; behind the last one, of what was never ended."""
        if not self._order:
            return "".join(self._paragraphs[-1:])
        return self._paragraphs[self._unended_tag() if line > len(self._order) else self._order[max(line, 1) - 1]]

    def _unended_tag(self) -> int:
        """The innermost condition or loop without an end; the last tag where there is none."""
        begun = []
        for tag in self._order:
            word = self._contents[tag].split()[:1]
            if word in (["if"], ["for"]):
                begun.append(tag)
            elif word in (["endif"], ["endfor"]) and begun:
                begun.pop()
        return (begun or self._order)[-1]

    def _mark_paragraph(self, paragraph: Element) -> None:
        texts = [text for text in paragraph.iter(f"{WORD}t") if _paragraph_of(text) is paragraph]
        if not (_may_go(paragraph) and self._mark_whole(paragraph, _words(texts))):
            self._mark_in_texts(texts, _words(texts))

    def _mark_whole(self, element: Element, words: str) -> bool:
        """Replace an element by the marks of its tags where it holds conditions and loops alone."""
        tags = list(self._tags_in(words))
        others = _without(words, tags).strip()
        if not tags or others or any(tag.opening == "{{" for tag in tags):
            return False
        marks = "".join(self._mark(tag, words) for tag in tags)
        _replace_by_text(element, marks)
        return True

    def _mark_in_texts(self, texts: Sequence[Element], words: str) -> None:
        """Put marks in the place of tags, each where its tag begins; what Word cut off of it goes."""
        tags = list(self._tags_in(words))
        if not tags:
            return
        marks = [self._mark(tag, words) for tag in tags]
        pieces = [text.text or "" for text in texts]
        starts = list(accumulate((len(piece) for piece in pieces), initial=0))
        for text, start, end in zip(texts, starts, starts[1:], strict=False):
            text.text = "".join(_piece(words, tags, marks, range(start, end)))
            text.set(PRESERVE, "preserve")

    def _mark(self, tag: _Tag, words: str) -> str:
        if len(self) >= MOST_TAGS:
            raise RefusedTemplateError(ENDLESS)
        self._contents.append(tag.content(words))
        self._paragraphs.append(words)
        return f"{_SIGNS[tag.opening][0]}{len(self._contents) - 1}{_SIGNS[tag.opening][1]}"

    def _tags_in(self, words: str) -> Iterator[_Tag]:
        opening = _OPENING.search(words)
        while opening:
            end = words.find(_CLOSING[opening[0]], opening.end())
            if end < 0:
                self._paragraphs.append(words)
                raise RefusedTemplateError(FAULTY, line=len(self._paragraphs))
            yield _Tag(opening.start(), end + 2, opening[0])
            opening = _OPENING.search(words, end + 2)


def _words(texts: Iterable[Element]) -> str:
    return "".join(text.text or "" for text in texts)


def _may_go(paragraph: Element) -> bool:
    """Whether a paragraph is only that: the last one of a section has its settings."""
    return paragraph.find(f"{WORD}pPr/{WORD}sectPr") is None


def _without(words: str, tags: Sequence[_Tag]) -> str:
    ends = [0, *(tag.end for tag in tags)]
    starts = [*(tag.start for tag in tags), len(words)]
    return "".join(words[end:start] for end, start in zip(ends, starts, strict=True))


def _piece(words: str, tags: Sequence[_Tag], marks: Sequence[str], span: range) -> Iterator[str]:
    """What stands in one piece of a paragraph: its own words, and the marks of the tags that begin in it."""
    at = span.start
    for tag, mark in zip(tags, marks, strict=True):
        yield words[at : max(at, min(tag.start, span.stop))]
        if tag.start in span:
            yield mark
        at = max(at, min(tag.end, span.stop))
    yield words[at : span.stop]


def _paragraph_of(text: Element) -> Element | None:
    """The innermost paragraph around an element: a text box has its own inside another."""
    return next(text.iterancestors(f"{WORD}p"), None)


def _replace_by_text(element: Element, words: str) -> None:
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    words += element.tail or ""
    if before is None:
        parent.text = (parent.text or "") + words
    else:
        before.tail = (before.tail or "") + words
    parent.remove(element)
