"""A form of the office above, filled in from the own status: which row is which task, and what each cell may say."""
