"""Names of what is kept from one day to the next: they sort by time, and no two are the same."""

from __future__ import annotations

import os
import re
import time

_KEY = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")


def new_key() -> str:
    """Return a new one."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(3).hex()}"


def is_key(text: str) -> bool:
    """Whether a text is one: other files in a folder are somebody else's."""
    return _KEY.fullmatch(text) is not None
