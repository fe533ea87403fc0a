"""Finding a table in a grid of cells: its header by the words of its columns, its rows by their keys.

Forms and 办公室登记 are found by the same means; nothing here knows a layout, only labels and keys:

- ``labels = HeaderLabels({"进展情况": "progress"})``: the columns that are looked for, by their headers;
- ``best_header_row(sheet, labels.key_by_folded_label)``: the row that holds most of them, white space and width
  aside, with the labels that it holds and the columns in which they stand;
- ``find_issued_header(sheet, labels)`` and ``find_changed_header(sheet, labels)``: the place of every column, where
  no header was changed, and where some were;
- ``sheets_with_row_keys(grid, prefix)`` and ``locate_tables(sheets, labels, expected_keys)``: whole tables;
- ``pair_rows`` and ``pair_texts`` (similarity): rows without keys, and changed words.
"""
