"""One change of a typed file, by the path of what it changes."""

from enum import Enum, auto

from duban.key_path import KeyPath
from duban.value_object import ValueObject


class ChangeKind(Enum):
    """What happens at the path of a change."""

    REPLACED = auto()
    """The value there becomes another."""
    REMOVED = auto()
    """The key or the item goes, and the comment lines right above it."""
    RENAMED = auto()
    """The key becomes another; its value stays."""
    KEY_ADDED = auto()
    """A key that was not there comes in behind a neighbour."""
    ITEM_ADDED = auto()
    """An item comes into a list before the item of that path; its number may be that behind the last."""


class TypedChange(ValueObject):
    """One change of a typed file.

    Attributes:
        path: in the file as it is before all changes.
        value: plain typed data, what stands there from now on; of a renamed key, the new one.
        neighbour: of an added key, the key behind which it comes; empty for the end of the mapping.
    """

    kind: ChangeKind
    path: KeyPath
    value: object = None
    neighbour: str = ""
