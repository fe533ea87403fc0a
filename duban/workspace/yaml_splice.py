"""Changes written into the text of a typed file where they belong; every other character stays as it was typed."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

from duban.key_path import KeyPath
from duban.plan_source.typed_change import ChangeKind, TypedChange
from duban.text.lazy_pattern import lazy_pattern
from duban.workspace.yaml_bounds import TypedLoader
from duban.workspace.yaml_edit import comment_indent, dump_typed, flow_typed, with_own_comments

_GAP_IN_BRACKETS, _GAP_BEHIND_DASH = "\0", "\1"
"""What stands for something removed until all changes are made; no YAML holds such a character."""
_GAPS = (
    (lazy_pattern(f"\\s*,\\s*{_GAP_IN_BRACKETS}"), ""),
    (lazy_pattern(f"{_GAP_IN_BRACKETS}\\s*,\\s*"), ""),
    (lazy_pattern(_GAP_IN_BRACKETS), ""),
    (lazy_pattern(f"{_GAP_BEHIND_DASH}\\n *"), ""),
)
_BLANKS_AND_COMMENT = lazy_pattern(r"[ \t]+#.*")


class _Splice(NamedTuple):
    """What comes in the place of some characters."""

    start: int
    end: int
    text: str


class _Entry(NamedTuple):
    """A key with its value in a mapping, or an item of a list.

    Attributes:
        parent: the mapping or the list.
        key: of an item, the item itself.
        is_in_brackets: the parent, or anything above it, is written in brackets.
    """

    parent: yaml.CollectionNode
    key: yaml.Node
    value: yaml.Node
    is_in_brackets: bool

    @property
    def is_item(self) -> bool:
        """Whether it stands in a list."""
        return isinstance(self.parent, yaml.SequenceNode)


def write_changes(text: str, changes: Iterable[TypedChange]) -> str:
    """The text with all changes made at once.

    Args:
        text: of a file that can be read and has no aliases.
        changes: none inside another one; items that are added at one place come in this order.
    """
    if text and not text.endswith("\n"):
        text += "\n"
    places = _Places(text)
    splices = [splice for change in changes for splice in places.splices(change)]
    for _, (start, end, new) in sorted(enumerate(splices), key=_from_the_end, reverse=True):
        text = text[:start] + new + text[end:]
    for gap, filling in _GAPS:
        text = gap.sub(filling, text)
    return text


def _from_the_end(numbered: tuple[int, _Splice]) -> tuple[int, int, int]:
    """What is put in before a place is put in last, for it must not be taken for what is removed there."""
    number, splice = numbered
    return splice.start, splice.end, number


class _Places:
    """Finds where changes belong in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = text.splitlines(keepends=True)
        self._offsets = [0]
        for line in self._lines:
            self._offsets.append(self._offsets[-1] + len(line))
        self._root: Any = yaml.compose(text, Loader=TypedLoader)  # a mapping: files of plans are

    def splices(self, change: TypedChange) -> Iterator[_Splice]:
        """What one change does to the text."""
        match change.kind:
            case ChangeKind.REPLACED:
                entry = self._entry(change.path)
                if entry.is_in_brackets:
                    yield _Splice(*_span(entry.value), flow_typed(change.value))
                else:
                    yield self._replaced(entry, change.value)
            case ChangeKind.REMOVED:
                yield self._removed(self._entry(change.path))
            case ChangeKind.RENAMED:
                yield _Splice(*_span(self._entry(change.path).key), flow_typed(change.value))
            case ChangeKind.KEY_ADDED:
                yield self._key_added(change)
            case ChangeKind.ITEM_ADDED:
                yield self._item_added(change)

    def _parent(self, path: KeyPath) -> tuple[Any, bool]:
        """What holds the entry of a path, and whether that is written in brackets or stands in some."""
        if len(path) == 1:
            return self._root, bool(self._root.flow_style)
        above = self._entry(path[:-1])
        value: Any = above.value
        return value, above.is_in_brackets or bool(value.flow_style)

    def _entry(self, path: KeyPath) -> _Entry:
        parent, is_in_brackets = self._parent(path)
        if isinstance(parent, yaml.SequenceNode):
            item = parent.value[path[-1]]
            return _Entry(parent, item, item, is_in_brackets)
        key, value = next(pair for pair in parent.value if pair[0].value == path[-1])
        return _Entry(parent, key, value, is_in_brackets)

    def _replaced(self, entry: _Entry, value: object) -> _Splice:
        """Another value on lines of its own, with the comment that stands on the first of them."""
        text, old = self._text, entry.value
        start = text.rindex("-", 0, old.start_mark.index) + 1 if entry.is_item else self._behind_colon(entry)
        end = self._content_end(old)
        above = _BLANKS_AND_COMMENT.match(text[start : old.start_mark.index])
        behind = _BLANKS_AND_COMMENT.match(text, end)
        new = self._value_text(entry, value)
        first, line_break, others = new.partition("\n")
        comment = (above or behind or [""])[0]
        return _Splice(start, behind.end() if behind else end, f"{first}{comment}{line_break}{others}")

    def _behind_colon(self, entry: _Entry) -> int:
        return self._text.index(":", entry.key.end_mark.index) + 1

    def _value_text(self, entry: _Entry, value: object) -> str:
        """A value behind the colon of its key or the dash of its item, its first blank or line break included."""
        is_container = isinstance(value, dict | list)
        if is_container and isinstance(entry.value, yaml.CollectionNode) and entry.value.flow_style:
            return f" {flow_typed(value)}"
        dumped = dump_typed([value] if entry.is_item else {"_": value})
        behind = dumped.partition("-" if entry.is_item else ":")[2]
        return _set_in(behind, entry.parent.start_mark.column).removesuffix("\n")

    def _content_end(self, node: Any) -> int:  # noqa: ANN401  nodes of mappings and of lists differ
        """Where the last character of a value is, blank lines and comments below it left out."""
        if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
            last = node.value[-1]
            return self._content_end(last[1] if isinstance(node, yaml.MappingNode) else last)
        start, end = _span(node)
        if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
            return start + len(self._without_comments_below(self._text[start:end], node))
        return end

    def _end_with_comments(self, node: yaml.Node, indent: int) -> int:
        """The line behind a value and the comments right below it that are set in deeper than its key."""
        end = self._line_at(self._content_end(node)) + 1
        while end < len(self._lines) and comment_indent(self._lines[end]) > indent:
            end += 1
        return end

    def _line_at(self, index: int) -> int:
        """The line, from 0, of a character."""
        return bisect_right(self._offsets, index) - 1

    def _without_comments_below(self, block: str, node: yaml.ScalarNode) -> str:
        """A block text without what its end mark takes in besides."""
        lines = block.rstrip().split("\n")
        while len(lines) > 1 and lines[-1].lstrip().startswith("#") and lines[-1].strip() not in node.value:
            lines.pop()
        return "\n".join(lines).rstrip()

    def _lines_of(self, entry: _Entry) -> tuple[int, int]:
        """The offsets of the lines of an entry, with the comments that are its own."""
        first = entry.key.start_mark.line
        end = self._line_at(self._content_end(entry.value)) + 1
        first, end = with_own_comments(self._lines, first, end, entry.parent.start_mark.column)
        return self._offsets[first], self._offsets[end]

    def _removed(self, entry: _Entry) -> _Splice:
        if entry.is_in_brackets:
            return _Splice(entry.key.start_mark.index, entry.value.end_mark.index, _GAP_IN_BRACKETS)
        start, end = self._lines_of(entry)
        key_start = entry.key.start_mark.index
        if not entry.is_item and "-" in self._text[self._text.rfind("\n", 0, key_start) + 1 : key_start]:
            return _Splice(key_start, end, f"{_GAP_BEHIND_DASH}\n")
        return _Splice(start, end, "")

    def _key_added(self, change: TypedChange) -> _Splice:
        """A key behind its neighbour; at the top of the file with a blank line before it."""
        parent, is_in_brackets = self._parent(change.path)
        values = {key.value: value for key, value in parent.value}
        neighbour: Any = values.get(change.neighbour, parent.value[-1][1] if values else None)
        entry = {change.path[-1]: change.value}
        if is_in_brackets:
            at = neighbour.end_mark.index if neighbour else parent.start_mark.index + 1
            return _Splice(at, at, f"{', ' if neighbour else ''}{flow_typed(entry)[1:-1]}")
        indent = parent.start_mark.column
        at = self._offsets[self._end_with_comments(neighbour, indent)]
        blank_line = "\n" if len(change.path) == 1 else ""
        return _Splice(at, at, blank_line + _set_in(" " * indent + dump_typed(entry), indent))

    def _item_added(self, change: TypedChange) -> _Splice:
        """An item before another one, or behind the last; with a blank line between, where the list has such lines."""
        parent, is_in_brackets = self._parent(change.path)
        number, items = int(change.path[-1]), parent.value
        if is_in_brackets:
            return _item_in_brackets(parent, number, flow_typed(change.value))
        neighbour, indent = items[min(number, len(items) - 1)], parent.start_mark.column
        is_flow = isinstance(neighbour, yaml.CollectionNode) and neighbour.flow_style
        dumped = f"- {flow_typed(change.value)}\n" if is_flow else dump_typed([change.value])
        text = _set_in(" " * indent + dumped, indent)
        start, end = self._lines_of(_Entry(parent, neighbour, neighbour, is_in_brackets=False))
        blank_line = "\n" if self._text[:start].endswith("\n\n") else ""
        return _Splice(start, start, text + blank_line) if number < len(items) else _Splice(end, end, blank_line + text)


def _item_in_brackets(parent: yaml.SequenceNode, number: int, text: str) -> _Splice:
    items = parent.value
    if number < len(items):
        at = items[number].start_mark.index
        return _Splice(at, at, f"{text}, ")
    at = items[-1].end_mark.index if items else parent.start_mark.index + 1
    return _Splice(at, at, f", {text}" if items else text)


def _span(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.index, node.end_mark.index


def _set_in(text: str, indent: int) -> str:
    """A text whose lines behind the first are set in."""
    first, *others = text.splitlines(keepends=True)
    return first + "".join(" " * indent + line if line.strip() else line for line in others)
