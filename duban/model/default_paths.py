"""Where an office's files lie where its config.yaml does not say so."""

DEFAULT_PATHS = {"输出": "output", "节假日": "plans/holidays.yaml", "模板": "templates", "徽标": ""}
"""Key of config.yaml → path from its folder; empty for no such file."""
