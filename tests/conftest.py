"""What all tests share: the same examples in every run, and one LibreOffice for all who need it."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.office.driver import Office, available

settings.register_profile("same-each-time", derandomize=True, deadline=None)
settings.load_profile("same-each-time")


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """Whoever asks for it is skipped where LibreOffice is absent."""
    if not available():
        pytest.skip("LibreOffice with Python's uno is not installed")
    with Office() as office:
        yield office
