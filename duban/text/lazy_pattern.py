"""Regular expressions that are compiled when they are first used: a command uses four in ten of those that it loads."""

import re
from typing import AnyStr, Generic, cast

_METHODS = ("findall", "finditer", "flags", "fullmatch", "groups", "match", "pattern", "search", "split", "sub", "subn")


class _LazyPattern(Generic[AnyStr]):
    """Becomes like its compiled pattern, as far as that is used here, when anything is first asked of it."""

    def __init__(self, source: AnyStr, flags: int) -> None:
        self._source: AnyStr = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        """What was not yet there: of the compiled pattern. Raises AttributeError for what a pattern does not have."""
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return self.__dict__[name]


def lazy_pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The pattern of a regular expression, compiled at first use. A wrong one raises re.error only then.

    Args:
        source: as `re.compile` takes it; so are the flags.
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(source, flags))
