"""Facts about a neuron or a connection, as tooltips show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ioviz.viewmodels.frame.names import connection_ends, degrees_text
from ioviz.viewmodels.frame.timing import GONE, WAITING
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.viewmodels.frame.frame import Frame


def neuron_title(network: Network, neuron: int) -> str:
    """Return the neuron's number and kind: ``"Neuron 17 (hidden)"``."""
    kind = "input" if network.is_input[neuron] else "output" if network.is_output[neuron] else "hidden"
    name = class_name(network, neuron)
    return f"Neuron {numbers.count(neuron)} ({kind}{f' {name}' if name else ''})"


def class_name(network: Network, neuron: int) -> str:
    """Return the name of the class that an output stands for, empty if it has none."""
    examples = network.examples
    if examples is None or not examples.classes or not network.is_output[neuron]:
        return ""
    entry = int(network.output_slots[network.outputs.tolist().index(neuron)])
    return examples.classes[entry] if entry < len(examples.classes) else ""


def neuron_facts(frame: Frame, neuron: int) -> list[str]:
    """Return the facts about a neuron at a moment, a line each; the first line is its title."""
    network, timing = frame.network, frame.timing
    lines = [neuron_title(network, neuron)]
    slot = frame.slot_of(neuron)
    if slot is not None:
        state = "dirty: not yet written" if frame.dirty[slot] else "clean: the same in slow memory"
        lines.append(f"In fast memory, slot {slot + 1}, {state}")
        until = frame.uses_until(slot)
        if until is not None:
            lines.append("Used by the next connection" if until == 1 else f"Used again in {_ahead(until)}")
        if frame.value is not None:
            finished = timing.finish[neuron] <= frame.step
            lines.append(f"{'Value' if finished else 'Partial sum'} {numbers.real(frame.value[slot])}")
    else:
        state_number = int(timing.neuron_states(frame.step)[neuron])
        if state_number == WAITING:
            what = "input value" if network.is_input[neuron] else "bias"
            first = int(timing.first[neuron]) - frame.step + 1
            lines.append(f"In slow memory: its {what}, first read in {_ahead(first)}")
        elif state_number == GONE:
            lines.append("Written as an output" if network.is_output[neuron] else "No longer live: dropped")
        elif timing.finish[neuron] <= frame.step:
            lines.append("In slow memory: its value")
        else:
            lines.append("In slow memory: its partial sum")
    lines.append(f"Connections: {degrees_text(network, neuron)}")
    return lines


def connection_facts(frame: Frame | None, network: Network, connection: int) -> list[str]:
    """Return the facts about a connection at a moment, a line each."""
    lines = [f"Connection {connection_ends(network, connection)}", f"Weight {numbers.real(network.weight[connection])}"]
    if frame is not None:
        position = int(frame.timing.position[connection])
        number = f"Number {numbers.of(position + 1, frame.n_steps)} in the order"
        if position < frame.step:
            lines.append(f"{number}: done")
        elif frame.timing.ready_from[connection] <= frame.step:
            lines.append(f"{number}: ready")
        else:
            lines.append(f"{number}: waits for neuron {numbers.count(int(network.source[connection]))}")
    return lines


def connection_between(network: Network, source: int, target: int) -> int | None:
    """Return the connection from one neuron to another, None if there is none."""
    leaving = network.outgoing.of(source)
    found = leaving[network.target[leaving] == target]
    return int(found[0]) if found.size else None


def _ahead(connections: int) -> str:
    return numbers.plural(connections, "connection")
