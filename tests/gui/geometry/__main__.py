"""Show every stage in every look, print what is wrong, and keep the pictures for a person to look at.

    QT_QPA_PLATFORM=offscreen python -m tests.gui.geometry FOLDER [--document D ...] [--stage S ...] [--look L ...]

A stage or a look is chosen by a part of its name.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--document", action="append", default=[])
    parser.add_argument("--stage", action="append", default=[])
    parser.add_argument("--look", action="append", default=[])
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IOVIZ_SETTINGS"] = str(Path(folder) / "window.ini")
        os.environ["XDG_DATA_HOME"] = folder
        from PySide6.QtWidgets import QApplication

        from ioviz.gui.toolkit.style import style

        _app = QApplication.instance() or QApplication([])
        style().choose(theme="light", text_scale=1.0, presentation=False)
        _show(arguments, Path(folder))


def _show(arguments: argparse.Namespace, own: Path) -> None:
    from ioviz.gui.shell.main_window import MainWindow
    from tests.gui.geometry.stages import DOCUMENTS, LOOKS, walk_on

    seen: dict[str, list[str]] = {}
    for document in arguments.document or DOCUMENTS:
        window = MainWindow()
        with walk_on(window, document, own) as walk:
            for look in LOOKS:
                if arguments.look and not any(part in str(look) for part in arguments.look):
                    continue
                walk.look(look)
                for name, enter, leave in DOCUMENTS[document][2]():
                    if arguments.stage and not any(part in name for part in arguments.stage):
                        continue
                    enter(walk)
                    for fault in walk.faults():
                        seen.setdefault(fault, []).append(f"{name} {look}")
                        print(f"{name} {look}: {fault}", flush=True)
                    walk.keep_picture(arguments.folder, f"{name}-{look}")
                    walk.leave()
                    leave(walk)
        window.close()
    print(f"{len(seen)} different faults")


if __name__ == "__main__":
    main()
