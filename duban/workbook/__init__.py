"""A workbook as plain data: what stands in which cell, on which page, and how high a row must be."""
