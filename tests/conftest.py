"""What all tests share: the same examples in every run, so that red today is red tomorrow."""

from hypothesis import settings

settings.register_profile("same-each-time", derandomize=True, deadline=None)
settings.load_profile("same-each-time")
