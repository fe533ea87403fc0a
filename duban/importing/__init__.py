"""A table that an office has becomes a plan: every word is kept, what is doubtful is told by its row.

`import_plan(document, …)` goes from the document as it was read (duban.workbook.document) to the texts of plan.yaml
and units.yaml and the findings: columns by their headers, rows into records, a record into a task.
"""
