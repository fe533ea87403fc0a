"""One module for a file format: bytes in, plain values out; nothing here knows of forms."""
