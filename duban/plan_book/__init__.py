"""The plan as a workbook: its sheets, made of the models of plan.yaml and units.yaml, and what was changed in them.

What a model says is a column; a list of models in the plan, in a task or in one of its lines has a sheet of its own;
all else that is no mere text stands in one cell, in the notation that the plan itself reads.
"""
