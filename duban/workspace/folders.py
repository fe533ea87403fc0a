"""The folders that the program makes in a plan's folder under the output, by their names."""

FORMS_FOLDER = "1-下发"
"""In a period's folder: forms to send."""
RETURNS_FOLDER = "2-回收"
"""In a period's folder: what comes back; only read."""
REPORTS_FOLDER = "3-汇总"
"""In a period's folder: reports, correction copies, texts."""
LEDGER_FOLDER = "台账"
"""Beside the periods' folders; in that of a rehearsal, too."""
OWN_FOLDERS = (FORMS_FOLDER, RETURNS_FOLDER, REPORTS_FOLDER, LEDGER_FOLDER)
"""Whose content the program looks after, so that nothing else may be put there."""
