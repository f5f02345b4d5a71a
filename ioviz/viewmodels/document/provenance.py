"""Where the schedule of an intent comes from, in words.

A schedule carries it in its name and settings, which both schedule formats keep: it is the same for one that was
found in the window, saved and opened again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ioviz.core.names import CONSTRUCTIVE_ORDERS, MANUAL, MIN_D, ORDERS
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.schedule import Schedule
    from ioviz.viewmodels.document.document import Intent

ANNEALED, OPTIMUM, BY_HAND = "annealed", "optimum", "by hand"
MADE_BY_HAND = "by_hand"
"""The key of a schedule's settings: how many of its first connections were chosen by hand."""
EVICTIONS, BEST = "evictions", "best"
"""The setting of a schedule whose evictions are the best ones for its order, and its value."""
_LONGEST_NAME = 60


def policy_name(policy: str) -> str:
    """Return ``"MIN"``, or "its own" for the evictions that a schedule carries."""
    return "its own" if policy == MANUAL else policy.upper()


def order_name(intent: Intent) -> str:
    """Return the name of an intent's order: that of the schedule where it carries one."""
    if intent.loaded is not None and intent.from_schedule:
        return schedule_name(intent.loaded)
    if intent.order == "random":
        return f"random {numbers.count(intent.seed)}"
    return intent.order


def intent_title(intent: Intent) -> str:
    """Return order, policy and M in short."""
    return f"{order_name(intent)}, {policy_name(intent.policy)}, M = {numbers.count(intent.memory)}"


def made_by_hand(schedule: Schedule) -> int:
    """Return how many of the first connections of a schedule were chosen by hand."""
    value = schedule.settings.get(MADE_BY_HAND, 0)
    return value if isinstance(value, int) and 0 <= value <= schedule.order.size else 0


def schedule_name(schedule: Schedule) -> str:
    """Return the name of a schedule, in one short line."""
    return " ".join(schedule.name.split())[:_LONGEST_NAME] or "unnamed"


def provenance(intent: Intent) -> str:
    """Return where the schedule of an intent with one comes from, as a sentence."""
    schedule = intent.loaded
    assert schedule is not None
    text = _origin(schedule, own=intent.policy == MANUAL)
    return f"From {intent.file}: {text[0].lower()}{text[1:]}" if intent.file else text


def _origin(schedule: Schedule, *, own: bool) -> str:
    """`own` if the evictions are those that the schedule carries."""
    name, settings = schedule_name(schedule), schedule.settings
    memory = _count(settings, "memory")
    at = f" at M = {memory}" if memory else ""
    by_hand = made_by_hand(schedule)
    if by_hand or name == BY_HAND:
        return f"By hand: {numbers.count(by_hand)} of {numbers.plural(schedule.order.size, 'connection')}."
    if name == OPTIMUM:
        return f"The optimum{at}." if own else f"The order of the optimum{at}, with other evictions."
    if name == ANNEALED:
        return f"Annealed{_annealed_details(settings)}."
    text = f"The {name} order" if name in ORDERS or name in CONSTRUCTIVE_ORDERS else f"The order “{name}”"
    if name in CONSTRUCTIVE_ORDERS and memory:
        text += f" made for M = {memory}"
    if name == "random" and (seed := _count(settings, "seed")):
        text += f" of seed {seed}"
    if own and schedule.evictions is not None:
        kind = "the evictions of MIN-D" if "discount" in settings else "its own evictions"
        kind = "its best evictions" if settings.get(EVICTIONS) == BEST else kind
        text += f" with {kind} at M = {numbers.count(schedule.evictions.memory)}"
    return f"{text}."


def _annealed_details(settings: Any) -> str:
    """Return for which machine and from which start a schedule was annealed, as far as its settings say."""
    parts = ""
    if memory := _count(settings, "memory"):
        parts += f" for M = {memory}"
    policy = settings.get("policy")
    if isinstance(policy, str) and policy in ("min", "lru", "rr", MIN_D):
        parts += f" under {policy.upper()}"
    start = settings.get("start")
    if isinstance(start, str) and start in (*ORDERS, *CONSTRUCTIVE_ORDERS):
        parts += f", from {start}"
    if seed := _count(settings, "seed"):
        parts += f", seed {seed}"
    return parts


def _count(settings: Any, key: str) -> str:
    """Return a number of the settings, which may come from a file, as a text; "" if there is none."""
    value = settings.get(key)
    return numbers.count(value) if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else ""
