"""A property that the window's code adds to a Qt object has a name that is not one of Qt's own.

`setProperty("size", 10)` does not add a property but writes that of the widget: at best nothing is stored.
"""

from __future__ import annotations

import ast
from pathlib import Path

from PySide6 import QtCore, QtGui, QtWidgets

import ioviz

PACKAGE = Path(ioviz.__file__).parent


def names_of_qt() -> set[str]:
    """The static properties of all Qt classes that the window may be made of."""
    values = [getattr(module, name) for module in (QtCore, QtGui, QtWidgets) for name in dir(module)]
    metas = [c.staticMetaObject for c in values if isinstance(c, type) and issubclass(c, QtCore.QObject)]
    return {meta.property(k).name() for meta in metas for k in range(meta.propertyCount())}


def names_set() -> list[tuple[str, object]]:
    """Where `setProperty` is called, and with which name; None for one that is made elsewhere."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setProperty":
                name = node.args[0]
                if isinstance(name, ast.Attribute) and ".Property." in ast.unparse(name):
                    continue  # of a QTextFormat: a number
                where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                found.append((where, name.value if isinstance(name, ast.Constant) else None))
    return found


def test_no_added_property_has_a_name_of_qt() -> None:
    taken, found = names_of_qt(), names_set()
    assert {"size", "pos", "font", "text", "checked", "iconText"} <= taken
    assert len(found) > 20
    assert [(where, name) for where, name in found if name in taken] == []


def test_each_added_property_is_named_where_it_is_added() -> None:
    """Otherwise the test above would not see it."""
    assert [where for where, name in names_set() if not isinstance(name, str)] == []
