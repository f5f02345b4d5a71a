"""Find from a short text: a neuron by number or by layer and position, a step, a connection by its ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.viewmodels.frame.facts import connection_between, neuron_title
from ioviz.viewmodels.frame.names import connection_ends, degrees_text
from ioviz.viewmodels.network.placement import layer_members, layer_name
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.viewmodels.frame.timing import Timing

HINT = "17  ·  2:5 (layer:position)  ·  17 → 503  ·  step 1234"

_NUMBER = r"(\d[\d\s.,_']*?)"
_NEURON = re.compile(rf"(?:neuron|n)?\s*{_NUMBER}\s*$", re.IGNORECASE)
_IN_LAYER = re.compile(r"(?:layer)?\s*(\d+)\s*:\s*(\d+)\s*$", re.IGNORECASE)
_STEP = re.compile(rf"(?:step|connection|s|#)\s*{_NUMBER}\s*$", re.IGNORECASE)
_ENDS = re.compile(rf"(?:w|weight|connection)?\s*\(?\s*{_NUMBER}\s*(?:->|→|>|-)\s*{_NUMBER}\s*\)?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """What a search text means, or why it means nothing.

    Attributes
    ----------
    text : str
        One line that describes it.
    neuron, connection, step : int or None
        What was found; a step is a number of processed connections.
    """

    text: str
    neuron: int | None = None
    connection: int | None = None
    step: int | None = None

    @property
    def something(self) -> bool:
        """Whether there is something to go to."""
        return not (self.neuron is None and self.connection is None and self.step is None)


def find(query: str, timing: Timing) -> Found:
    """Return what `query` means on the network and the order of `timing`.

    Notes
    -----
    ``17`` and ``neuron 17`` are a neuron, ``2:5`` the neuron at position 5 of layer 2 (both from 0, by number
    within the layer), ``17->503`` a connection, ``step 1234`` the moment after 1 234 connections. Spaces,
    commas and points within a number are left out.
    """
    query = query.strip()
    if not query:
        return Found(HINT)
    if match := _ENDS.match(query):
        return _connection(_whole(match[1]), _whole(match[2]), timing)
    if match := _STEP.match(query):
        step = _whole(match[1])
        if step > timing.n_steps:
            return Found(f"There are {numbers.plural(timing.n_steps, 'step')}.")
        return Found(_step_text(timing, step), step=step)
    if match := _IN_LAYER.match(query):
        return _in_layer(int(match[1]), int(match[2]), timing)
    if match := _NEURON.match(query):
        return _neuron(_whole(match[1]), timing)
    return Found(f"Not understood. Try {HINT}")


def next_use(timing: Timing, neuron: int, step: int) -> int | None:
    """Return the step after the next use of a neuron from `step` on; None if there is none."""
    uses = timing.uses_of(neuron)
    later = uses[uses >= step]
    return int(later[0]) + 1 if later.size else None


def _neuron(neuron: int, timing: Timing) -> Found:
    network = timing.schedule.network
    if neuron >= network.n_neurons:
        return Found(f"There is no neuron {numbers.count(neuron)}: they go from 0 to {_last(network.n_neurons)}.")
    return Found(f"{neuron_title(network, neuron)} · {degrees_text(network, neuron)}", neuron=neuron)


def _in_layer(layer: int, position: int, timing: Timing) -> Found:
    network = timing.schedule.network
    members = layer_members(network)
    if layer >= len(members):
        return Found(f"There is no layer {layer}: they go from 0 to {_last(len(members))}.")
    if position >= members[layer].size:
        name = layer_name(layer, members[layer], network)
        return Found(f"There is no position {position} in {name}: they go from 0 to {_last(members[layer].size)}.")
    return _neuron(int(members[layer][position]), timing)


def _connection(source: int, target: int, timing: Timing) -> Found:
    network = timing.schedule.network
    for neuron in (source, target):
        if neuron >= network.n_neurons:
            return _neuron(neuron, timing)
    connection = connection_between(network, source, target)
    if connection is None:
        return Found(f"There is no connection from {numbers.count(source)} to {numbers.count(target)}.")
    step = int(timing.position[connection]) + 1
    weight = numbers.real(float(network.weight[connection]))
    ends = connection_ends(network, connection)
    text = f"Connection {ends} · weight {weight} · step {numbers.of(step, timing.n_steps)}"
    return Found(text, connection=connection, step=step)


def _step_text(timing: Timing, step: int) -> str:
    if step == 0:
        return "Step 0: before the first connection"
    ends = connection_ends(timing.schedule.network, int(timing.order[step - 1]))
    return f"Step {numbers.of(step, timing.n_steps)} · connection {ends}"


def _last(count: int) -> str:
    return numbers.count(count - 1)


def _whole(text: str) -> int:
    return int(re.sub(r"\D", "", text))
