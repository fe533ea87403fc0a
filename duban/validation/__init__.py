"""Values declared with what may be typed for them: read with every mistake at its path, written as plain data."""
