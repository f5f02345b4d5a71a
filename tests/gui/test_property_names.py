"""Properties and attributes that the window's code adds to Qt objects have names that are not Qt's own.

`setProperty("size", 10)` does not add a property but writes that of the widget: at best nothing is stored. After
`self.size = 10` nobody can ask the widget for its size any more.
"""

from __future__ import annotations

import ast
import importlib
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


def hidden(cls: type, tree: ast.ClassDef) -> list[str]:
    """The attributes that a class sets on its objects though Qt's own classes have that name."""
    taken = {name for base in cls.__mro__ if base.__module__.startswith("PySide6") for name in vars(base)}
    stored = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)]
    return [node.attr for node in stored if ast.unparse(node.value) == "self" and node.attr in taken]


def test_no_attribute_hides_a_name_of_qt() -> None:
    found, seen = [], 0
    for path in sorted((PACKAGE / "gui").rglob("*.py")):
        module = importlib.import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
        for tree in ast.parse(path.read_text(encoding="utf-8")).body:
            cls = getattr(module, tree.name, None) if isinstance(tree, ast.ClassDef) else None
            if isinstance(cls, type) and issubclass(cls, QtCore.QObject):
                seen += 1
                found += [f"{path.name}: {cls.__name__}.{name}" for name in hidden(cls, tree)]
    assert seen > 80
    assert found == []


def test_a_planted_attribute_is_found() -> None:
    tree = ast.parse("class A:\n    def f(self):\n        self.size, self.length = 1, self.width()")
    assert hidden(QtWidgets.QWidget, tree.body[0]) == ["size"]
