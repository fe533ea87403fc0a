"""A typed value as the text of a cell, and the text of a cell as the value that the plan reads."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from duban.model.typed import validate_typed
from duban.model.unit import Contact, known_names
from duban.plan_book.tables import Holds, PlanColumn
from duban.plan_source.typed_lists import IsName, read_typed_lists
from duban.value_object import ValueObject

_COLONS = ("：", ":")
_YAML_STARTS = ("{", "[", "- ")
_CONTACT_KEYS = {"姓名", "电话"}


class UnreadableCellError(ValueError):
    """A cell whose text is no value of its column."""


class Notation(ValueObject):
    """How nested values are written and read.

    Attributes:
        write: plain data as YAML, on lines.
        write_in_brackets: on one line.
        read: a text of YAML as plain data. Raises UnreadableCellError.
        is_name: whether a text is the name of a unit or of a group.
    """

    write: Callable[[object], str]
    write_in_brackets: Callable[[object], str]
    read: Callable[[str], Any]
    is_name: IsName

    def text_of(self, value: Any, column: PlanColumn) -> str:  # noqa: ANN401  typed data can be anything
        """What a cell shows of a typed value; `value_of` reads it as the same."""
        if value is None or isinstance(value, str):
            return comparable(value or "")
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return self._list_text(value, column)
        plain_text = _mapping_text(value, column) if isinstance(value, Mapping) else ""
        is_ambiguous = column.holds is Holds.NAMED_TEXTS  # on lines, a name with a colon in it would be parted
        return plain_text or comparable(self.write_in_brackets(value) if is_ambiguous else self.write(value))

    def value_of(self, text: str, column: PlanColumn) -> Any:  # noqa: ANN401
        """What is typed in plan.yaml for the text of a cell.

        Raises:
            UnreadableCellError: the notation of nested values is broken.
        """
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if column.holds is Holds.NAMED_TEXTS and (names := _names_on_lines(lines)):
            return names
        if _is_yaml(text, lines, column):
            typed = self.read(text)
            return text if isinstance(typed, str) else typed  # lines without any sign of YAML, which the plan parts
        if column.holds is Holds.TEXTS and len(lines) > 1 and self._parted("、".join(lines), column) != lines:
            return lines
        return text

    def _list_text(self, entries: list[str], column: PlanColumn) -> str:
        """Several texts as people write them, where the plan reads that so; else a line each, else as YAML."""
        joined = "、".join(entries)
        if len(entries) > 1 and self._parted(joined, column) == entries:
            return joined
        is_one_line_each = not any("\n" in entry or entry.startswith(_YAML_STARTS) for entry in entries)
        lines = "\n".join(entries)
        if len(entries) > 1 and is_one_line_each and lines == comparable(lines):
            return lines
        return joined if len(entries) == 1 and self._parted(joined, column) == joined else self.write(entries).strip()

    def _parted(self, text: str, column: PlanColumn) -> Any:  # noqa: ANN401
        """The texts that the plan reads in one text under this key; the text itself where it is one."""
        key = column.key
        if column.key == "牵头":
            return known_names(text, self.is_name) or text
        return read_typed_lists({"": {key: text}}, self.is_name)[""][key]


def comparable(text: str) -> str:
    """A text without what programs change in it when they save it: blanks at the ends of lines and of all of it."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def _mapping_text(value: Mapping[str, Any], column: PlanColumn) -> str:
    """Texts under names on a line each, or a person to call; empty where that would be read otherwise."""
    if value.keys() <= _CONTACT_KEYS:
        return _contact_text(value)
    lines = [f"{name}：{text}" for name, text in value.items()]
    return "\n".join(lines) if column.holds is Holds.NAMED_TEXTS and _names_on_lines(lines) == value else ""


def _is_yaml(text: str, lines: Sequence[str], column: PlanColumn) -> bool:
    """Whether the text of a cell is meant as YAML."""
    if column.holds is Holds.TEXT:
        return False
    return text.startswith(_YAML_STARTS) or (column.holds is not Holds.TEXTS and len(lines) > 1)


def _names_on_lines(lines: Sequence[str]) -> dict[str, str]:
    """Texts under names (项目代码：001), a line each; empty where a line is none of those."""
    pairs = [_name_and_value(line) for line in lines]
    return dict(pair for pair in pairs if pair) if all(pairs) else {}


def _name_and_value(line: str) -> tuple[str, str] | None:
    """A line in its two parts; None where it has no colon, or is YAML."""
    at = min((line.index(colon) for colon in _COLONS if colon in line), default=0)
    name, value = line[:at].strip(), line[at + 1 :].strip()
    is_plain = "\n" not in line and not name.startswith(("-", "{", '"', "'"))
    return (name, value) if name and value and is_plain else None


def _contact_text(contact: Mapping[str, Any]) -> str:
    """A person to call in one text; empty where that would be read otherwise."""
    text = " ".join(str(contact[key]) for key in ("姓名", "电话") if contact.get(key))
    (read, _), (typed, _) = validate_typed(Contact, text), validate_typed(Contact, contact)
    return text if read and read == typed else ""
