"""YAML that people type: plain data with the line of every key and item, and its traps explained."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from duban.messages.finding import Finding, InputError, KeyPath, Place, UnplacedFinding
from duban.text.display import shorten

_NULLS = {"", "~", "null", "Null", "NULL"}
_SHOWN = 24

_BLOCK = re.compile(r"^( *)(?:- +)*(?:[^#\"']*?:\s+|- +)[|>][-+\d]*\s*(?:#.*)?$")
_KEY = r"^\s*(?:-\s+)?(?:\{\s*)?"
_FULL_WIDTH = re.compile(_KEY + r"([^\s:：\"'{\[#，。；]{1,12})：")
_NO_SPACE = re.compile(_KEY + r"([^\s:：\"'{\[#，。；]*[\u4e00-\u9fff]):([^\s:].*)$")
_SPECIAL = re.compile(r"(?:^\s*-|[^\s:\"'#]:)\s+(?:- +)?([%@`*&!])")
_QUOTED = re.compile(r"[^\s:\"'#]:\s+(\"[^\"]*\"|'[^']*'|\[[^\]]*\])\s*[^\s,#}\]]")
_IN_TEXT = re.compile(r"^\s*(?:-\s+)?[^\s:\"'#{\[][^:\"'#]*?:\s+[^\s\"'\[{|>#][^#,]*?(?::\s|:$)")
_TAB = re.compile(r"^ *\t")


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A typed file, read: every scalar is text as typed (2024-1-1, 001, yes), nothing typed is None.

    data: None where it could not be parsed. path: as the person knows it.
    lines: path into the data → 1-based line. mistakes, warnings: what the file itself has wrong.
    """

    path: str
    data: Any = None
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    source: tuple[str, ...] = ()
    mistakes: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    def line_of(self, loc: KeyPath) -> int:
        """The line of the deepest part of a path that is known; the first line for the whole file."""
        steps = (self.lines.get(loc[:length]) for length in range(len(loc), 0, -1))
        return next((line for line in steps if line), 1)

    def to_finding(self, remark: UnplacedFinding) -> Finding:
        """The remark at its line; where a trap of YAML lies behind it, that trap instead."""
        line = self.line_of(remark.path)
        if remark.code in {"value-shape", "key-unknown", "key-missing"} and line <= len(self.source):
            trap = next(_traps(self.source[line - 1], broken=True), None)
            if trap:
                return Finding(trap[0], Place(self.path, line=line), trap[1])
        return Finding(remark.code, Place(self.path, line=line), remark.facts)


def read_yaml(path: Path, display_path: str) -> YamlDocument:
    """A typed file. Never raises for what it says: what is wrong stands in `mistakes`, all of it.

    shown: the path to print, as the person knows it.
    """
    try:
        raw = path.read_bytes()
    except OSError:
        return YamlDocument(display_path, mistakes=(Finding("file-missing", Place(display_path), {"name": path.name}),))
    text, warnings, mistakes = _decode(raw, display_path)
    lines = tuple(text.splitlines())
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        generic = _generic(error, lines, display_path)
        found = tuple(_explain(lines, display_path, broken=True))
        if all(trap.place.line > generic.place.line for trap in found):  # what comes later broke nothing
            found = (generic,)
        return YamlDocument(display_path, source=lines, mistakes=(*mistakes, *found), warnings=warnings)
    builder = _Builder(display_path)
    data = builder.build(node, ()) if node else None
    mistakes = (*mistakes, *_explain(lines, display_path, broken=False), *builder.mistakes)
    return YamlDocument(display_path, data, builder.lines, lines, mistakes, warnings)


def load_template_yaml(path: Path, display_path: str = "") -> Any:  # noqa: ANN401  a template can be anything
    """One of our own YAML files, with the types that YAML gives. Raises InputError at a broken line."""
    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, OSError):
        raise InputError(read_yaml(path, display_path or str(path)).mistakes) from None


def append_entries(path: Path, key: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """The text of a typed file with more entries at the end of a list, and every other character as it was.

    key: of the list, at the top of the file; it is added at the end where there is none yet.
    """
    text, _, _ = _decode(path.read_bytes(), "")
    added = yaml.dump(list(entries), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    for number, (name, listed) in enumerate(pairs):
        if name.value == key and isinstance(listed, yaml.SequenceNode) and not listed.flow_style:
            lines = text.splitlines(keepends=True)
            after = pairs[number + 1][0].start_mark.line if number + 1 < len(pairs) else len(lines)
            while not lines[after - 1].strip() or lines[after - 1].lstrip().startswith("#"):
                after -= 1
            indent = " " * listed.start_mark.column
            block = "".join(indent + line for line in added.splitlines(keepends=True))
            return "".join([*lines[: after - 1], lines[after - 1].rstrip("\n") + "\n", block, *lines[after:]])
    return f"{text.rstrip()}\n\n{key}:\n{added}"


def _decode(raw: bytes, shown: str) -> tuple[str, tuple[Finding, ...], tuple[Finding, ...]]:
    try:
        return raw.decode("utf-8-sig"), (), ()
    except UnicodeDecodeError:
        pass
    place = Place(shown)
    try:
        if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return raw.decode("utf-16"), (Finding("yaml-gbk", place, {"encoding": "UTF-16"}),), ()
        return raw.decode("gb18030"), (Finding("yaml-gbk", place, {"encoding": "GBK"}),), ()
    except UnicodeDecodeError:
        return "", (), (Finding("yaml-encoding", place),)


class _Builder:
    """Turns nodes into plain data, noting lines and keys that are written twice."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.lines: dict[KeyPath, int] = {}
        self.mistakes: list[Finding] = []

    def build(self, node: yaml.Node, loc: KeyPath) -> Any:  # noqa: ANN401  typed data can be anything
        self.lines.setdefault(loc, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*loc, index)) for index, item in enumerate(node.value)]
        plain = not isinstance(node, yaml.ScalarNode) or not node.style
        return None if plain and node.value in _NULLS else node.value

    def _mapping(self, node: yaml.MappingNode, loc: KeyPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.mistakes.append(Finding("yaml-syntax", Place(self.shown, line=line), {"text": ""}))
                continue
            key = key_node.value
            if key in data:
                facts = {"key": key, "first": self.lines[(*loc, key)]}
                self.mistakes.append(Finding("yaml-duplicate", Place(self.shown, line=line), facts))
                continue
            self.lines[(*loc, key)] = line
            data[key] = self.build(value_node, (*loc, key))
        return data


def _explain(lines: tuple[str, ...], shown: str, *, broken: bool) -> Iterator[Finding]:
    """The traps in the text, outside of block texts. broken: the file does not parse, so doubts count."""
    inside = -1
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip(" "))
        if inside >= 0 and (not line.strip() or indent > inside):
            continue
        inside = -1
        if line.lstrip().startswith("#"):
            continue
        if match := _BLOCK.match(line):
            inside = len(match[1])
            continue
        for code, facts in _traps(line, broken=broken):
            yield Finding(code, Place(shown, line=number), facts)


def _traps(line: str, *, broken: bool) -> Iterator[tuple[str, dict[str, object]]]:
    """The first trap of a line: its code and facts."""
    text = line.strip()
    if match := _SPECIAL.search(line):
        yield "yaml-special", {"sign": match[1]}
    elif not broken:
        return
    elif _TAB.match(line):
        yield "yaml-tab", {}
    elif match := _FULL_WIDTH.match(line):
        yield "yaml-full-width", {"key": match[1]}
    elif match := _NO_SPACE.match(line):
        yield "yaml-no-space", {"key": match[1]}
    elif match := _QUOTED.search(line):
        yield "yaml-special", {"sign": match[1][0]}
    elif _IN_TEXT.match(line):
        yield "yaml-colon", {"text": shorten(text, _SHOWN, _SHOWN)}


def _generic(error: yaml.YAMLError, lines: tuple[str, ...], shown: str) -> Finding:
    """What cannot be parsed for no reason that we know. The line is where the parser stumbled."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = min(mark.line + 1, max(len(lines), 1)) if mark else 1
    text = lines[line - 1].strip() if lines else ""
    return Finding("yaml-syntax", Place(shown, line=line), {"text": text[:_SHOWN]})
