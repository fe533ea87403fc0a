"""YAML that people type: plain data with the line of every key and item, and its traps explained."""

import sys
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from duban.key_path import KeyPath
from duban.messages.finding import Finding, InputError, Place, UnplacedFinding
from duban.text.display import shorten
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject, field, replace
from duban.workspace.file_bounds import MOST_BYTES, TooLargeError, decode_typed, read_typed_bytes
from duban.workspace.yaml_bounds import TemplateLoader, TypedLoader, UnboundedError
from duban.workspace.yaml_traps import LONGEST_EXCERPT, find_trap, find_traps

_NULLS = {"", "~", "null", "Null", "NULL"}
TEMPLATE_ERRORS = (UnboundedError, yaml.YAMLError, ValueError, OSError, ArithmeticError, AttributeError, LookupError)
"""What reading a template raises, also for values that are none of their tag."""
_SHAPE_CODES = {"value-shape", "key-unknown", "key-missing"}
"""Findings behind which a trap of YAML may lie."""

_MAY_BE_CUT = lazy_pattern(r"(?:^|[^\S\n])#(?=[^\s#!=\-—])")
"""A sign that begins a comment for YAML, and not for a person, who leaves a blank behind it: #1标段."""
_QUOTED_VALUE = lazy_pattern(r'\s*(?:- )?[^\s"#:]+: "(?:[^"\\]|\\.)*"')
"""A key and its value in quotes, on one line: no sign in it begins a comment."""
_COMMENT_SIGN = lazy_pattern(r"(?:^|\s)#")
_CUT_NUMBER = lazy_pattern(r"\s*#[0-9０-９一二三四五六七八九十]")
"""A whole line of which the same is true: a continued text; other lines are commented out."""


class YamlDocument(ValueObject):
    """A typed file, read: every scalar is text as typed (2024-1-1, 001, yes), nothing typed is None.

    Attributes:
        path: as the person knows it.
        data: None where it could not be parsed.
        lines: path into the data → 1-based line.
        source: the lines of the text.
        mistakes: what the file itself has wrong.
        warnings: what is doubtful in the file itself.
    """

    path: str
    data: Any = None
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    source: tuple[str, ...] = ()
    mistakes: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def with_data(self, data: object, typed_paths: Mapping[KeyPath, KeyPath]) -> "YamlDocument":
        """The document with its data in other words, each value still at its line.

        Args:
            data: in place of what was read.
            typed_paths: the path of a value → the path under which it was typed, where the two differ.
        """
        paths: dict[KeyPath, list[KeyPath]] = {}
        for path, typed in typed_paths.items():
            paths.setdefault(typed, []).append(path)
        lines = dict(self.lines)
        for typed, line in self.lines.items():
            length = next((length for length in range(len(typed), 0, -1) if typed[:length] in paths), 0)
            lines |= {(*path, *typed[length:]): line for path in paths.get(typed[:length], ())}
        return replace(self, data=data, lines=lines)

    def line_of(self, path: KeyPath) -> int:
        """The line of the deepest part of a path that is known; the first line for the whole file."""
        lines = (self.lines.get(path[:length]) for length in range(len(path), 0, -1))
        return next((line for line in lines if line), 1)

    def to_finding(self, finding: UnplacedFinding) -> Finding:
        """The finding at its line; where a trap of YAML lies behind it, that trap instead."""
        line = self.line_of(finding.path)
        place = Place(self.path, line=line)
        may_be_trap = finding.code in _SHAPE_CODES and line <= len(self.source)
        trap = find_trap(self.source[line - 1], broken=True) if may_be_trap else None
        code, facts = trap or (finding.code, finding.facts)
        return Finding(code, place, facts)


def read_yaml(path: Path, display_path: str) -> YamlDocument:
    """A typed file. Never raises for what it says: all that is wrong stands in `mistakes`.

    Args:
        path: of the file; one that is not there is a mistake too.
        display_path: the path to print, as the person knows it.
    """
    place = Place(display_path)
    try:
        text, encoding = decode_typed(read_typed_bytes(path))
    except TooLargeError:
        facts = {"megabytes": MOST_BYTES // 2**20}
        return YamlDocument(display_path, mistakes=(Finding("file-too-large", place, facts),))
    except OSError:
        return YamlDocument(display_path, mistakes=(Finding("file-missing", place, {"name": path.name}),))
    if not encoding:
        return YamlDocument(display_path, mistakes=(Finding("yaml-encoding", place),))
    warnings = () if encoding == "UTF-8" else (Finding("yaml-gbk", place, {"encoding": encoding}),)
    return replace(parse_yaml(text, display_path), warnings=warnings)


def parse_yaml(text: str, display_path: str) -> YamlDocument:
    """The text of a typed file. Never raises for what it says: all that is wrong stands in `mistakes`.

    Args:
        text: of the file.
        display_path: the path to print, as the person knows it.
    """
    lines = tuple(text.splitlines())
    try:
        node = yaml.compose(text, Loader=TypedLoader)
    except (UnboundedError, yaml.YAMLError) as error:
        return YamlDocument(display_path, source=lines, mistakes=_unreadable_parts(error, text, display_path))
    builder = _Builder(display_path)
    data = builder.build(node, ()) if node else None
    mistakes = (*find_traps(lines, display_path, broken=False), *_cut_texts(text, display_path), *builder.mistakes)
    return YamlDocument(display_path, data, builder.lines, lines, mistakes)


def _unreadable_parts(error: UnboundedError | yaml.YAMLError, text: str, display_path: str) -> tuple[Finding, ...]:
    """What keeps a text from being read: what PyYAML or a bound says, or the traps that explain it."""
    if isinstance(error, UnboundedError):
        return (Finding("yaml-unbounded", Place(display_path, line=error.line)),)
    if isinstance(error, yaml.reader.ReaderError):
        return (_forbidden_character(error, text, display_path),)
    lines = tuple(text.splitlines())
    generic = _syntax_error(error, lines, display_path)
    traps = tuple(find_traps(lines, display_path, broken=True))
    is_explained = any(trap.place.line <= generic.place.line for trap in traps)  # what comes later broke nothing
    return traps if is_explained else (generic,)


def load_template_yaml(path: Path, display_path: str = "") -> Any:  # noqa: ANN401  a template can be anything
    """One of our own YAML files, with the types that YAML gives.

    Raises:
        InputError: at a broken line.
    """
    try:
        return parse_template_yaml(read_typed_bytes(path).decode("utf-8-sig"), display_path or str(path))
    except TEMPLATE_ERRORS:
        document = read_yaml(path, display_path or str(path))
        generic = Finding("yaml-syntax", Place(document.path, line=1), {"text": ""})  # a day or a number that is none
        raise InputError(document.mistakes or [generic]) from None


def parse_template_yaml(text: str, display_path: str) -> Any:  # noqa: ANN401  likewise
    """The text of such a file, or a part of it.

    Raises:
        UnboundedError: its data would be too much.
        YAMLError, ValueError, ArithmeticError, AttributeError, LookupError: it is broken, as PyYAML says it.
        InputError: a value loses its end to a comment.
    """
    value = yaml.load(text, TemplateLoader)  # noqa: S506 - a safe one
    if cut := tuple(_cut_texts(text, display_path)):
        raise InputError(cut)
    return value


class _Builder:
    """Turns nodes into plain data, noting lines and keys that are written twice."""

    def __init__(self, display_path: str) -> None:
        self.display_path = display_path
        self.lines: dict[KeyPath, int] = {}
        self.mistakes: list[Finding] = []

    def build(self, node: yaml.Node, path: KeyPath) -> Any:  # noqa: ANN401  typed data can be anything
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        is_quoted = isinstance(node, yaml.ScalarNode) and node.style
        return None if node.value in _NULLS and not is_quoted else node.value

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = key_node.value, key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._report("yaml-syntax", line, {"text": ""})
            elif key in data:
                self._report("yaml-duplicate", line, {"key": key, "first": self.lines[(*path, key)]})
            else:
                key = sys.intern(key)  # a plan says few keys, each some thousand times
                self.lines[(*path, key)] = line
                data[key] = self.build(value_node, (*path, key))
        return data

    def _report(self, code: str, line: int, facts: Mapping[str, object]) -> None:
        self.mistakes.append(Finding(code, Place(self.display_path, line=line), facts))


def _cut_texts(text: str, display_path: str) -> Iterator[Finding]:
    """Where a value loses its end to a comment that was hardly meant as one. The text is sound YAML."""
    lines = text.splitlines()
    if not any(map(_may_be_cut, lines)):
        return  # most files: looking at their tokens takes as long as reading them
    for number, column in _comment_signs(text, lines):
        line = lines[number]
        if _MAY_BE_CUT.match(line, max(column - 1, 0)) and (line[:column].strip() or _continues(lines, number)):
            facts = {"text": shorten(line[column:].strip(), LONGEST_EXCERPT)}
            yield Finding("yaml-cut", Place(display_path, line=number + 1), facts)


def _may_be_cut(line: str) -> bool:
    """Whether a line has such a sign at all, behind what is surely quoted."""
    if "#" not in line:
        return False
    quoted = _QUOTED_VALUE.match(line)
    return _MAY_BE_CUT.search(line, quoted.end() if quoted else 0) is not None


def _comment_signs(text: str, lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Line and column, from 0, of the first sign in each line that is in no value."""
    tokens = [token for token in yaml.scan(text, Loader=yaml.CSafeLoader) if isinstance(token, yaml.ScalarToken)]
    starts = [(token.start_mark.line, token.start_mark.column) for token in tokens]
    ends = [(-1, -1), *((token.end_mark.line, token.end_mark.column) for token in tokens)]
    for number, line in enumerate(lines):
        signs = (match.end() - 1 for match in _COMMENT_SIGN.finditer(line))
        outside = [sign for sign in signs if ends[bisect(starts, (number, sign))] <= (number, sign)]
        if outside:
            yield number, outside[0]


def _continues(lines: Sequence[str], number: int) -> bool:
    """Whether a whole line that begins with # looks like the next line of the value above it."""
    above = lines[number - 1] if number else ""
    indents = (len(line) - len(line.lstrip()) for line in (lines[number], above))
    is_value = bool(above.strip()) and not above.rstrip().endswith(":") and not above.lstrip().startswith("#")
    return is_value and bool(_CUT_NUMBER.match(lines[number])) and next(indents) > next(indents)


def _forbidden_character(error: yaml.reader.ReaderError, text: str, display_path: str) -> Finding:
    """The first character that no YAML may hold, such as a bell that was pasted with a text, at its line."""
    line = text.count("\n", 0, text.index(chr(error.character))) + 1
    return Finding("yaml-character", Place(display_path, line=line), {"character": f"U+{error.character:04X}"})


def _syntax_error(error: yaml.YAMLError, lines: Sequence[str], display_path: str) -> Finding:
    """What cannot be parsed for no reason that we know, at the line where the parser stumbled."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = min(mark.line + 1, max(len(lines), 1)) if mark else 1
    text = lines[line - 1].strip() if lines else ""
    return Finding("yaml-syntax", Place(display_path, line=line), {"text": text[:LONGEST_EXCERPT]})
