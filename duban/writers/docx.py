"""Word documents: an office's template filled with facts, as texts are, and with the same fences.

A paragraph that holds nothing but conditions and loops is not there when it is filled, nor is such a row of a table.
What is filled in is text, whatever stands in it.
"""

from collections.abc import Mapping

from lxml import etree

from duban.messages.finding import Finding, InputError, Place
from duban.messages.own_words import NO_WORDS, OwnWords
from duban.messages.template_syntax import RefusedTemplateError
from duban.messages.text_template import MARKUP_BLOCK, MARKUP_OUTPUT, fill_markup
from duban.text.display import shorten
from duban.text.lazy_pattern import lazy_pattern
from duban.writers.docx_shape import WORD, shape_document
from duban.writers.docx_tags import DocumentTags
from duban.writers.zip_file import write_zip

_FILLED_PARTS = lazy_pattern(r"(?:word/(?:document|(?:header|footer)\d*)|docProps/core)\.xml")
_SETTINGS, _SETTINGS_RELATIONS = "word/settings.xml", "word/_rels/settings.xml.rels"
_PRIVATE = lazy_pattern(f"[{''.join((*MARKUP_OUTPUT, *MARKUP_BLOCK))}]")
_LONGEST_WORDS = 60
"""So many characters of a paragraph are details with a fault in it."""


def fill_document(
    parts: Mapping[str, bytes], facts: Mapping[str, object] | None, file: str, words: OwnWords = NO_WORDS
) -> bytes:
    """A document with its facts filled in: the same bytes for the same parts and facts.

    Args:
        parts: of the template by their names, found harmless (formats/document_template.py).
        facts: what it may speak of; None only asks whether any facts could fill it.
        file: the template's name, details with what is wrong with it.
        words: of the office, in place of those of the template.

    Raises:
        InputError: where it names a fact that is not there, is no template, or asks for more than it may.
    """
    try:
        filled = {
            name: _fill_part(part, facts, file, words) if _FILLED_PARTS.fullmatch(name) else part
            for name, part in parts.items()
        }
        return write_zip(_without_own_template(filled))
    except etree.XMLSyntaxError as error:  # a condition across tables, too much text, or nested too deep
        raise InputError([Finding("document-shape", Place(file))]) from error


def _fill_part(part: bytes, facts: Mapping[str, object] | None, file: str, words: OwnWords) -> bytes:
    """One part, filled; without facts, as it is. Raises InputError, and XMLSyntaxError where it is no XML then."""
    tags = DocumentTags()
    try:
        root = _parse(_PRIVATE.sub("", etree.tostring(_parse(part), encoding="unicode")).encode())
        tags.take_from(root)
        template = words.in_text(tags.restored(etree.tostring(root, encoding="unicode")))
        filled = fill_markup(template, facts)
        if facts is None or not (tags or words.words):
            return part
        root = _parse(filled.encode())
    except RefusedTemplateError as error:
        details = {"text": shorten(tags.paragraph_at(error.fault.line), _LONGEST_WORDS), "name": error.fault.name}
        raise InputError([Finding(error.fault.code, Place(file), details)]) from error
    shape_document(root)
    return _to_bytes(root)


def _to_bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _parse(xml: bytes) -> etree._Element:
    """Markup as a tree; nothing is fetched or expanded. Raises XMLSyntaxError."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _without_own_template(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts without the name of the Word template that the office's own computer has. Raises XMLSyntaxError."""
    if _SETTINGS_RELATIONS not in parts:
        return dict(parts)
    settings = _parse(parts[_SETTINGS])
    for element in settings.findall(f"{WORD}attachedTemplate"):
        settings.remove(element)
    text = _to_bytes(settings)
    return {name: text if name == _SETTINGS else part for name, part in parts.items() if name != _SETTINGS_RELATIONS}
