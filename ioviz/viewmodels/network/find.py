"""Find by a few words: a neuron by number or by layer and place, a step, a connection by its ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ioviz.viewmodels.frame.facts import connection_between, neuron_title
from ioviz.viewmodels.network.placement import layer_members, layer_name
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.viewmodels.frame.timing import Timing

HINT = "17  ·  2:5 (layer:place)  ·  17 → 503  ·  step 1234"

_NUMBER = r"(\d[\d\s.,_']*?)"
_NEURON = re.compile(rf"(?:neuron|n)?\s*{_NUMBER}\s*$", re.IGNORECASE)
_PLACE = re.compile(r"(?:layer)?\s*(\d+)\s*:\s*(\d+)\s*$", re.IGNORECASE)
_STEP = re.compile(rf"(?:step|connection|s|#)\s*{_NUMBER}\s*$", re.IGNORECASE)
_ENDS = re.compile(rf"(?:w|weight|connection)?\s*\(?\s*{_NUMBER}\s*(?:->|→|>|-)\s*{_NUMBER}\s*\)?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """What the words mean, or why they mean nothing.

    Attributes
    ----------
    text : str
        One line to be shown.
    neuron, connection, step : int or None
        What was found; a step is the number of connections processed then.
    """

    text: str
    neuron: int | None = None
    connection: int | None = None
    step: int | None = None

    @property
    def something(self) -> bool:
        """Whether there is something to go to."""
        return not (self.neuron is None and self.connection is None and self.step is None)


def find(words: str, timing: Timing) -> Found:
    """Return what `words` mean on the network and the order of `timing`.

    Notes
    -----
    ``17`` and ``neuron 17`` are a neuron, ``2:5`` the neuron at place 5 of layer 2 (both from 0, by number
    within the layer), ``17->503`` a connection, ``step 1234`` the moment after 1 234 connections. Spaces,
    commas and points within a number are left out.
    """
    words = words.strip()
    if not words:
        return Found(HINT)
    if match := _ENDS.match(words):
        return _connection(_whole(match[1]), _whole(match[2]), timing)
    if match := _STEP.match(words):
        step = _whole(match[1])
        if step > timing.n_steps:
            return Found(f"There are {numbers.plural(timing.n_steps, 'step')}.")
        return Found(_step_text(timing, step), step=step)
    if match := _PLACE.match(words):
        return _in_layer(int(match[1]), int(match[2]), timing)
    if match := _NEURON.match(words):
        return _neuron(_whole(match[1]), timing)
    return Found(f"Not understood. Try {HINT}")


def next_use(timing: Timing, neuron: int, step: int) -> int | None:
    """Return the step after the next connection from `step` on that a neuron takes part in; None if there is none."""
    network = timing.schedule.network
    both = np.concatenate([network.incoming.of(neuron), network.outgoing.of(neuron)])
    later = timing.position[both]
    later = later[later >= step]
    return int(later.min()) + 1 if later.size else None


def _neuron(neuron: int, timing: Timing) -> Found:
    network = timing.schedule.network
    if neuron >= network.n_neurons:
        return Found(f"There is no neuron {numbers.count(neuron)}: they go from 0 to {_last(network.n_neurons)}.")
    coming, going = (int(side.degree[neuron]) for side in (network.incoming, network.outgoing))
    text = f"{neuron_title(network, neuron)} · {numbers.count(coming)} in, {numbers.count(going)} out"
    return Found(text, neuron=neuron)


def _in_layer(layer: int, place: int, timing: Timing) -> Found:
    network = timing.schedule.network
    members = layer_members(network)
    if layer >= len(members):
        return Found(f"There is no layer {layer}: they go from 0 to {_last(len(members))}.")
    if place >= members[layer].size:
        name = layer_name(layer, members[layer], network)
        return Found(f"There is no place {place} in {name}: they go from 0 to {_last(members[layer].size)}.")
    return _neuron(int(members[layer][place]), timing)


def _connection(source: int, target: int, timing: Timing) -> Found:
    network = timing.schedule.network
    for neuron in (source, target):
        if neuron >= network.n_neurons:
            return _neuron(neuron, timing)
    connection = connection_between(network, source, target)
    if connection is None:
        return Found(f"There is no connection from {numbers.count(source)} to {numbers.count(target)}.")
    step = int(timing.position[connection]) + 1
    ends = f"{numbers.count(source)} → {numbers.count(target)}"
    text = f"Connection {ends} · weight {_weight(network, connection)} · step {numbers.of(step, timing.n_steps)}"
    return Found(text, connection=connection, step=step)


def _step_text(timing: Timing, step: int) -> str:
    if step == 0:
        return "Step 0: before the first connection"
    network, connection = timing.schedule.network, int(timing.order[step - 1])
    ends = f"{numbers.count(int(network.source[connection]))} → {numbers.count(int(network.target[connection]))}"
    return f"Step {numbers.of(step, timing.n_steps)} · connection {ends}"


def _weight(network: Network, connection: int) -> str:
    return numbers.real(float(network.weight[connection]))


def _last(count: int) -> str:
    return numbers.count(count - 1)


def _whole(text: str) -> int:
    return int(re.sub(r"\D", "", text))
