"""The head of a text, where the whole of it has no room."""


def brief(text: str, most: int = 100) -> str:
    """The head of a text on a page that must stay one page: the whole of it stands elsewhere in the report."""
    return text if len(text) <= most else text[: most - 1] + "…"
