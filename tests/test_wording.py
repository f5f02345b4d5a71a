"""The words for bounds: lower bound, upper bound and optimum, in the window, the command line and all pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WRONG = re.compile(
    r"\b(fewest|least|minimum|minimal|smallest|lowest)\s+(possible\s+)?(number\s+of\s+)?I/?Os?\b"
    r"|\bat\s+most\s+needed\b|\bmost\s+needed\b"
    r"|\b(best|least|most|fewest)\s+possible\b"
    r"|\b(lower|upper)\s+bound\s+of\s+the\s+best\b",
    re.IGNORECASE,
)
"""A lower bound need not be attained, so it is not the fewest I/Os; an upper bound is not what is needed."""


def _texts(path: Path) -> Iterator[str]:
    """The texts of a file: of Python code its string constants, with the parts of f-strings joined."""
    content = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield content.replace("\u2060", "")
        return
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "0" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _read_by_users() -> list[Path]:
    """Everything that is shown or printed; kernels have no texts but their docstrings."""
    code = [path for path in (ROOT / "ioviz").rglob("*.py") if "kernels" not in path.parts]
    pages = [path for folder in ("resources", "sample_networks") for path in (ROOT / folder).rglob("*.md")]
    tables = list((ROOT / "resources").rglob("*.toml"))
    return sorted([*code, *pages, *tables, ROOT / "README.md"])


def test_bounds_are_named_lower_bound_upper_bound_and_optimum() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in _read_by_users()
        for text in _texts(path)
        if (found := WRONG.search(text))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text", ["Fewest I/Os", "At most needed", "the least I/Os of a network", "upper bound of the best schedule"]
)
def test_a_planted_name_is_found(text: str) -> None:
    assert WRONG.search(text)


def test_the_window_and_the_pages_are_scanned() -> None:
    names = {str(path.relative_to(ROOT)) for path in _read_by_users()}
    assert {"ioviz/gui/setup/facts_dialog.py", "resources/help/tour_4.md", "ioviz/cli/info.py", "README.md"} <= names
