"""The child process of a run: `python -m tests.monkey.one_run FOLDER OPTIONS`; its result is FOLDER/result.json.

Settings, home and files are in FOLDER; the compiled kernels are the user's, so that nothing is compiled anew.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

HANGS_S = 90  # one action, until the process is ended with its stack in FOLDER/hang.txt
_SAMPLE_EVERY = 200  # actions between two measurements of memory


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--actions", type=int, default=1000)
    parser.add_argument("--replay", type=Path, help="a file with the actions to do")
    parser.add_argument("--plant", default="", help="a fault to plant, see tests/monkey/planting.py")
    return parser.parse_args()


def _prepare(folder: Path) -> None:
    """Give the process its own home, before anything of ioviz is imported."""
    home = folder / "home"
    (folder / "settings").mkdir(parents=True)
    home.mkdir()
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    os.environ.update(
        QT_QPA_PLATFORM="offscreen",
        IOVIZ_SETTINGS=str(folder / "settings" / "window.ini"),
        HOME=str(home),
        XDG_CACHE_HOME=cache,
        XDG_CONFIG_HOME=str(home / "config"),
    )
    os.chdir(home)


def main() -> int:
    """Do the actions until one fails; return 1 if one has failed."""
    args = _arguments()
    args.folder = args.folder.resolve()
    replay = None if args.replay is None else read_actions(args.replay)
    sys.path.insert(0, os.getcwd())  # the checkout: the current folder changes
    _prepare(args.folder)
    try:
        result = _run(args.folder, args.seed, args.actions, replay, args.plant)
    except BaseException:  # a mistake of the monkey; the hook for exceptions is that of the watch
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(2)
    (args.folder / "result.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    os._exit(1 if result["faults"] else 0)  # what a fault has left behind must not keep the process


def read_actions(path: Path) -> list[Any]:
    """Read actions, one in a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _run(folder: Path, seed: int, count: int, replay: list[Any] | None, plant: str) -> dict[str, Any]:
    from PySide6.QtCore import QCoreApplication, Qt
    from PySide6.QtWidgets import QApplication

    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = QApplication(["ioviz"])
    app.setQuitOnLastWindowClosed(False)
    from ioviz.viewmodels.document.engine import load_in_advance
    from tests.monkey import planting
    from tests.monkey.choosing import Chooser
    from tests.monkey.files import make_files
    from tests.monkey.invariants import Invariants, resident_mb
    from tests.monkey.performing import Hands
    from tests.monkey.watching import Watch

    files = make_files(folder / "files")
    for _ in load_in_advance():  # so that what is timed does not compile
        pass
    watch = Watch()
    hands, invariants = Hands(app, folder / "files", watch), Invariants()
    chooser = Chooser(seed, hands, files)
    with planting.planted(plant):
        hang = (folder / "hang.txt").open("w")
        faulthandler.enable(hang)
        begun, cpu, memory, done = time.monotonic(), time.process_time(), [], 0
        kinds: dict[str, list[float]] = {}
        found: list[Any] = []

        def see() -> bool:
            found.extend({"key": one.key, "details": one.details, "action": done} for one in watch.take())
            return bool(found)

        with (folder / "actions.jsonl").open("w", encoding="utf-8") as log:
            faulthandler.dump_traceback_later(2 * HANGS_S, exit=True, file=hang)
            sequence = [["reopen", "diamond"], *(replay if replay is not None else [None] * count)]
            if replay is not None and replay and replay[0][0] == "reopen":
                del sequence[0]
            for planned in sequence:
                action = planned if planned is not None else chooser.next()
                log.write(json.dumps(action, ensure_ascii=False) + "\n")
                log.flush()
                faulthandler.dump_traceback_later(HANGS_S, exit=True, file=hang)
                start, waited = time.perf_counter(), hands.waited
                if action[0] == "reopen":
                    invariants.forget()
                hands.perform(action)
                if action[0] == "reopen" and done:
                    for key, details in invariants.closed(hands.widgets_left):
                        watch.add(key, details)
                _check(invariants, hands, watch, action)
                spent = time.perf_counter() - start
                entry = kinds.setdefault(f"{action[0]} {action[1]}" if action[0] == "action" else action[0], [0, 0, 0])
                entry[0] += 1
                entry[1] += spent
                entry[2] += hands.waited - waited
                done += 1
                if done % _SAMPLE_EVERY == 0:
                    memory.append([done, round(resident_mb(), 1), len(app.allWidgets())])
                if see():
                    break
            faulthandler.dump_traceback_later(2 * HANGS_S, exit=True, file=hang)
            if not found:
                invariants.forget()
                hands.close_window()
                memory.append([done, round(resident_mb(), 1), len(app.allWidgets())])
                see()
    faulthandler.cancel_dump_traceback_later()
    seconds, cpu = time.monotonic() - begun, time.process_time() - cpu
    return {
        "seed": seed,
        "actions": done,
        "seconds": round(seconds, 2),
        "waited": round(hands.waited, 2),
        "ms_per_action": round(1000 * seconds / max(1, done), 1),
        "cpu_ms_per_action": round(1000 * cpu / max(1, done), 1),
        "longest_stall": round(watch.longest, 3),
        "memory": memory,
        "memory_slope": slope(memory),
        "nested": dict(watch.nested),
        "kinds": {kind: [n, round(s, 2), round(w, 2)] for kind, (n, s, w) in sorted(kinds.items())},
        "faults": found,
    }


def _check(invariants: Any, hands: Any, watch: Any, action: list[Any]) -> None:
    """Check the window, if there is one, without timing the check."""
    window = hands.window
    if window is None or not hands.is_open:
        return
    broken = list(invariants.cheap(window))
    if action[0] == "check":
        broken += invariants.settled(window)
    for key, details in broken:
        watch.add(key, details)


def slope(memory: list[list[float]]) -> float:
    """Growth of memory in MB for 1,000 actions: least squares over the second half."""
    late = memory[len(memory) // 2 :]
    if len(late) < 3:
        return 0.0
    mean_x = sum(x for x, *_ in late) / len(late)
    mean_y = sum(y for _, y, _ in late) / len(late)
    above = sum((x - mean_x) * (y - mean_y) for x, y, _ in late)
    return round(1000 * above / sum((x - mean_x) ** 2 for x, *_ in late), 2)


if __name__ == "__main__":
    main()
