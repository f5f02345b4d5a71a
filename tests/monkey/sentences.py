"""An action as a sentence that a person can follow."""

from __future__ import annotations

from typing import Any


def sentence(action: list[Any]) -> str:
    """Say what an action does."""
    kind, *rest = action
    match kind, rest:
        case "click", [where, button, modifier, times]:
            how = {1: "Click", 2: "Double-click"}[times] + (f" ({button} button)" if button != "left" else "")
            return f"{_held(modifier)}{how} {_place(where)}"
        case "drag", [where, path, button, modifier, _released]:
            return f"{_held(modifier)}Press {_place(where)} ({button} button) and drag by {path}"
        case "hover", [where]:
            return f"Move the mouse over {_place(where)}"
        case "leave", []:
            return "Move the mouse out of the window"
        case "wheel", [where, delta, modifier, times]:
            return f"{_held(modifier)}Turn the wheel by {delta}, {times} times, over {_place(where)}"
        case "context", [where]:
            return f"Open the context menu of {_place(where)}"
        case "entry", [where, text]:
            return f"Choose {text!r} in the menu of {_place(where)}"
        case "key", [keys]:
            return f"Press {keys}"
        case "type", [text]:
            return f"Type {text!r}"
        case "action", [id]:
            return f"Run the menu entry {id!r}"
        case "resize", [width, height]:
            return f"Make the window {width} x {height}"
        case "state", [state]:
            return f"Make the window {state}"
        case "drop" | "paste" | "open", [names]:
            return f"{kind.capitalize()} {names}"
        case "file", [names]:
            return f"Choose {names} in the file dialog" if names else "Cancel the file dialog"
        case "memory" | "policy" | "order" | "seed" | "seek", [value]:
            return f"Set {kind} to {value}" + (" of the schedule" if kind == "seek" else "")
        case "reopen", [sample]:
            return f"Close the window and open another one with {sample}"
        case "wait", [seconds]:
            return f"Wait {seconds} s"
    return " ".join(map(str, action))


def _held(modifier: str) -> str:
    return f"{modifier}+" if modifier else ""


def _place(where: list[Any]) -> str:
    window, kind, label, number, x, y = where
    which = f" {label!r}" if label else ""
    count = f" (number {number + 1} of its kind)" if number else ""
    return f"the {kind}{which}{count} of {window!r} at {x:.0%}, {y:.0%}"
