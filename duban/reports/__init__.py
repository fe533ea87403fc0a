"""A status becomes workbooks and texts: what the leaders read, and all that stands behind it."""
