"""One module for an output format: plain data in, bytes out."""
