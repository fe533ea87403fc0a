"""The checks: what a reader would question in a return, beyond what each cell and row owes.

A check is a function of an `AnsweredForm`, and of the `History` if it compares with earlier returns; it yields
findings of its own code. Each module of this package is found by lying here.
"""

from duban.registry import import_submodules

import_submodules(__name__)
