"""A requested intent whose document is not there yet, beside the document that is shown until then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.viewmodels.document.provenance import order_name, policy_name
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.document.document import Intent


@dataclass(frozen=True, eq=False)
class Pending:
    """What is computed, and the intent of the document that all numbers belong to until then."""

    requested: Intent
    shown: Intent

    def sentence(self) -> str:
        """Return what is computed and what the numbers belong to, as far as they differ."""
        requested, shown = _differing(self.requested, self.shown)
        return f"Computing {requested} … The numbers are still those of {shown}."

    def short(self) -> str:
        """Return what is computed."""
        return f"Computing {_differing(self.requested, self.shown)[0]}"


def _differing(one: Intent, other: Intent) -> tuple[str, str]:
    """Return the parts in which two intents differ, as a text for each."""
    parts = [
        pair
        for pair in zip(_parts(one), _parts(other), strict=True)
        if pair[0] != pair[1] or (one.network is not other.network and pair[0] == one.title)
    ]
    if not parts:  # two schedules of the same name
        parts = [(_parts(one)[1], "the schedule before")]
    return ", ".join(part for part, _ in parts), ", ".join(part for _, part in parts)


def _parts(intent: Intent) -> tuple[str, str, str, str]:
    memory = numbers.count(intent.memory)
    return intent.title, order_name(intent), policy_name(intent.policy), f"M = {memory}"
