"""A number in a report."""

from duban.value_object import ValueObject


class Figure(ValueObject, gc=False):
    """A number in a report, as the keys that it counts: it is counted only when it is written.

    Attributes:
        name: what templates call it (`tasks_red`).
        label: what people call it.
        keys: unit codes, task keys or milestone keys, with `/column` behind them for single inputs.
        denominator: the keys out of which they are; empty where the figure is no share.
    """

    name: str
    label: str
    keys: tuple[str, ...]
    denominator: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.keys)
