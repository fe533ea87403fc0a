"""Findings as sentences: the catalogue in templates/texts, and how findings are grouped."""
