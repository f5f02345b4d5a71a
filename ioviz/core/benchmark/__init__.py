"""Measure inference on this computer, with ioviz and with other libraries.

Importing it is fast: each name, listed in `__init__.pyi`, is imported from its module on first use, as the
processes of contenders have to set up their environment before any library is loaded.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
