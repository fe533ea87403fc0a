"""One module for a file format: bytes in, plain values out; nothing here knows of forms."""

from duban.registry import import_submodules

import_submodules(__name__)  # whoever imports one module here finds every format registered
