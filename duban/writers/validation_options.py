"""What a spreadsheet program lets a person type into some cells, in the words of xlsxwriter."""

from decimal import Decimal

from duban.workbook.book import Validation

_LONGEST_TITLE, _LONGEST_PROMPT, _LONGEST_ERROR = 32, 255, 220  # characters


def validation_options(rule: Validation) -> dict[str, object]:
    """What `data_validation` takes; a title or a sentence that Excel would refuse as too long is cut."""
    options: dict[str, object] = {
        "validate": "integer" if rule.kind == "whole" else rule.kind,
        "input_title": rule.title[:_LONGEST_TITLE],
        "input_message": rule.prompt[:_LONGEST_PROMPT],
        "error_title": rule.title[:_LONGEST_TITLE],
        "error_message": rule.error[:_LONGEST_ERROR],
        "show_error": rule.strict,
    }
    if rule.kind == "list":
        return options | {"source": f"={rule.options_name}" if rule.options_name else list(rule.options)}
    low, high = (float(bound) if isinstance(bound, Decimal) else bound for bound in (rule.low, rule.high))
    return options | {"criteria": "between", "minimum": low, "maximum": high}
