"""Days, numerals, folding and shortening of plain text: nothing of the domain."""
