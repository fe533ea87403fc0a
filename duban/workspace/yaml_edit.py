"""Changes in the text of a typed file that leave every other character as it was typed, comments too."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from duban.key_path import KeyPath
from duban.value_object import ValueObject
from duban.workspace.file_bounds import decode_typed, read_typed_bytes
from duban.workspace.yaml_bounds import TypedLoader
from duban.workspace.yaml_file import parse_yaml
from duban.workspace.yaml_traps import is_blank_or_comment

Rewording = Callable[[str], str]
_ONE_LINE = 100_000
"""So wide that no text is parted, however long."""
_NULL = "tag:yaml.org,2002:null"
_TEXT = "tag:yaml.org,2002:str"


class EntryEdit(ValueObject):
    """What happens to one item of a list, or to one key with all that stands under it.

    Attributes:
        path: of the item or key.
        entry: what is written in its place; None leaves it as it is.
        is_removed: it goes, and the comment lines right above it.
        comments: lines that are put above it, or in its place, without their sign.
    """

    path: KeyPath
    entry: object = None
    is_removed: bool = False
    comments: Sequence[str] = ()


def read_typed_text(path: Path) -> str:
    """The text of a typed file."""
    return decode_typed(read_typed_bytes(path))[0]


def reword_scalars(text: str, rewording_of: Callable[[KeyPath, bool], Rewording | None]) -> str:
    """The text with single values and keys in other words, quoted as they were.

    Args:
        text: of a file that can be read.
        rewording_of: asked with the path of each value, and with that of each key and True; None leaves it.
    """
    changes: list[tuple[int, int, str]] = []
    for path, is_key, node in _scalars(_root(text), ()):
        rewording = rewording_of(path, is_key)
        if rewording:
            start, end = node.start_mark.index, node.end_mark.index
            written = text[start:end]
            is_plain = node.value in written  # not over several lines, and without signs that are written otherwise
            new = written.replace(node.value, rewording(node.value), 1) if is_plain else rewording(written)
            changes.append((start, end, new))
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def edit_entries(text: str, edits: Iterable[EntryEdit]) -> str:
    """The text with some entries taken out, written anew or with comments above them.

    Where an entry does not stand on lines of its own, or aliases are used, all of the text is written anew first.

    Args:
        text: of a file that can be read.
        edits: at most one for each entry, and none inside another's.
    """
    all_edits = list(edits)
    if ("&" in text and _has_anchors(text)) or not all(_is_on_own_lines(_root(text), edit.path) for edit in all_edits):
        text = dump_typed(parse_yaml(text, "").data)
    lines, root = text.splitlines(keepends=True), _root(text)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    spans = [(*_span(lines, root, edit), edit) for edit in all_edits]
    for first, end, indent, edit in sorted(spans, key=lambda span: span[0], reverse=True):
        comments = [f"{' ' * indent}# {comment}\n" for comment in edit.comments]
        lines[first:end] = [*comments, *_replacement(edit, indent)]
    return "".join(lines)


def add_key_behind(text: str, path: KeyPath, neighbour: str, key: str, value: str) -> str:
    """The text with a key more in one mapping, right behind another one; all else as it was.

    Args:
        text: of a file that can be read.
        path: of the mapping; where a mere value stands in its place, it becomes that of `neighbour`.
        neighbour: the key behind which it comes, with a value on one line.
        key: that the mapping does not have.
        value: plain letters or digits.
    """
    node = _root(text)
    for step in path:
        _, node = _child(node, step)
    if isinstance(node, yaml.ScalarNode):
        start, end = node.start_mark.index, node.end_mark.index
        return f"{text[:start]}{{{neighbour}: {text[start:end]}, {key}: {value}}}{text[end:]}"
    _, typed = _child(node, neighbour)
    end = typed.end_mark.index
    if isinstance(node, yaml.MappingNode) and node.flow_style:
        return f"{text[:end]}, {key}: {value}{text[end:]}"
    line_end = (text + "\n").index("\n", end)
    return f"{text[:line_end]}\n{' ' * node.start_mark.column}{key}: {value}{text[line_end:]}"


def with_own_comments(lines: Sequence[str], first: int, end: int, indent: int) -> tuple[int, int]:
    """The lines of an entry with the comments right above it, and those right below it that are set in deeper.

    Blank lines below it go with it where another entry follows.

    Args:
        lines: of the file.
        first: of the entry, counted from 0.
        end: the line behind its last one.
        indent: how far the entry is set in.
    """
    while first and comment_indent(lines[first - 1]) == indent:
        first -= 1
    while end < len(lines) and comment_indent(lines[end]) > indent:
        end += 1
    following = next((number for number in range(end, len(lines)) if lines[number].strip()), end)
    is_in_a_row = following < len(lines) and len(lines[following]) - len(lines[following].lstrip(" ")) == indent
    return first, following if is_in_a_row else end


def comment_indent(line: str) -> int:
    """How far a comment line is set in; -1 for any other line."""
    words = line.lstrip(" ")
    return len(line) - len(words) if words.startswith("#") else -1


def dump_typed(data: object) -> str:
    """Plain typed data as a text: every scalar as it was typed, texts of several lines in a block."""
    return yaml.dump(
        data, Dumper=_TypedDumper, allow_unicode=True, sort_keys=False, width=_ONE_LINE, default_flow_style=False
    )


def flow_typed(data: object) -> str:
    """Plain typed data on one line, as it stands in brackets."""
    dumped: str = yaml.dump(
        [data], Dumper=_TypedDumper, allow_unicode=True, sort_keys=False, width=_ONE_LINE, default_flow_style=True
    )
    return dumped.strip()[1:-1]


def append_entries(path: Path, key: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """The text of a typed file with more entries at the end of a list, and every other character as it was.

    Args:
        path: of the file.
        key: of the list, at the top of the file; it is added at the end where there is none yet.
        entries: what to add.
    """
    added = yaml.dump(list(entries), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=_ONE_LINE)
    return with_entries(read_typed_text(path), key, added)


def with_entries(text: str, key: str, added: str) -> str:
    """The text of a typed file with more entries at the end of a list.

    Args:
        text: of the file.
        key: as `append_entries` has it.
        added: the lines of the entries.
    """
    root = yaml.compose(text, Loader=TypedLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    position = next((index for index, (name, _) in enumerate(pairs) if name.value == key), -1)
    entry_list = pairs[position][1] if position >= 0 else None
    if not isinstance(entry_list, yaml.SequenceNode) or entry_list.flow_style:
        return f"{text.rstrip()}\n\n{key}:\n{added}"
    lines = text.splitlines(keepends=True)
    end = pairs[position + 1][0].start_mark.line if position + 1 < len(pairs) else len(lines)
    while is_blank_or_comment(lines[end - 1]):
        end -= 1
    indent = " " * entry_list.start_mark.column
    block = "".join(indent + line for line in added.splitlines(keepends=True))
    return "".join([*lines[: end - 1], lines[end - 1].rstrip("\n") + "\n", block, *lines[end:]])


class _TypedDumper(yaml.SafeDumper):
    """Quotes only what would not be read as the same text: to a typed file 001 and yes are texts."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag == _NULL]
        for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - as there
        """Items of a list are set in below its key, as people write them."""
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, _data: object) -> bool:
        """What stands in two places is written twice: a typed file has no anchors."""
        return True

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """A text of several lines as a block."""
        return self.represent_scalar(_TEXT, text, style="|" if "\n" in text else None)

    def represent_nothing(self, _nothing: None) -> yaml.ScalarNode:
        """A key with nothing behind it."""
        return self.represent_scalar(_NULL, "")


_TypedDumper.add_representer(str, _TypedDumper.represent_text)
_TypedDumper.add_representer(type(None), _TypedDumper.represent_nothing)


def _root(text: str) -> yaml.Node:
    """What a text holds. Raises ValueError for nothing."""
    node = yaml.compose(text, Loader=TypedLoader)
    if node is None:
        raise ValueError(text)
    return node


def _has_anchors(text: str) -> bool:
    return any(isinstance(token, yaml.AnchorToken) for token in yaml.scan(text, Loader=yaml.CSafeLoader))


def _scalars(node: yaml.Node, path: KeyPath) -> Iterator[tuple[KeyPath, bool, yaml.ScalarNode]]:
    """Every scalar with its path; a key has that of its value, and True."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), True, key
            yield from _scalars(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _scalars(item, (*path, index))
    elif isinstance(node, yaml.ScalarNode):
        yield path, False, node


def _is_on_own_lines(root: yaml.Node, path: KeyPath) -> bool:
    """Whether neither what holds an entry nor anything above it is written in brackets."""
    node = root
    for step in path:
        if not isinstance(node, yaml.CollectionNode) or node.flow_style:
            return False
        _, node = _child(node, step)
    return True


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node]:
    """Where a child begins and its value; an item of a list begins with itself."""
    if isinstance(node, yaml.MappingNode):
        return next((key, value) for key, value in node.value if key.value == step)
    return node.value[step], node.value[step]


def _span(lines: Sequence[str], root: yaml.Node, edit: EntryEdit) -> tuple[int, int, int]:
    """The first line of an entry, the line after the last one that is replaced, and how far it is set in."""
    head = node = parent = root
    for step in edit.path:
        parent = node
        head, node = _child(parent, step)
    first, indent = head.start_mark.line, parent.start_mark.column
    while isinstance(parent, yaml.SequenceNode) and not lines[first][indent:].startswith("-"):
        first -= 1
    if not edit.is_removed and edit.entry is None:
        return first, first, indent
    end = _end_line(node)
    while end > first + 1 and not lines[end - 1].strip():
        end -= 1
    return (*with_own_comments(lines, first, end, indent), indent) if edit.is_removed else (first, end, indent)


def _end_line(node: yaml.Node) -> int:
    """The line after the last one of a node; blank lines may be among them."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.line) + (node.end_mark.column > 0 or node.start_mark.line == node.end_mark.line)
    last = node.value[-1]
    return _end_line(last[1] if isinstance(node, yaml.MappingNode) else last)


def _replacement(edit: EntryEdit, indent: int) -> Sequence[str]:
    """What is written in the place of an entry."""
    if edit.entry is None:
        return ()
    key = edit.path[-1]
    dumped = dump_typed([edit.entry] if isinstance(key, int) else {key: edit.entry})
    return [" " * indent + line if line.strip() else line for line in dumped.splitlines(keepends=True)]
