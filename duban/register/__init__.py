"""办公室登记: what the clerk is asked, and what she decided."""
