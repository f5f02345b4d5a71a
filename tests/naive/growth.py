"""Compact Growth in plain Python lists: slow and obvious, with the same draws as the kernel."""

from __future__ import annotations


def grow(n_slots, n_inputs, n_grown, least_in, most_in, removal, draw):
    """The connections in the order in which they are made; `draw()` is a uniform number from 0 to 1.

    Also the neurons that were in fast memory, before each connection was made, that one's ends included.
    """
    memory = list(range(n_inputs))
    connections, residents = [], []
    for neuron in range(n_inputs, n_inputs + n_grown):
        wanted = min(least_in + int(draw() * (most_in - least_in + 1)), len(memory))
        for i in range(wanted):
            j = i + int(draw() * (len(memory) - i))
            memory[i], memory[j] = memory[j], memory[i]
        memory.append(neuron)
        for u in memory[:wanted]:
            residents.append(set(memory))
            connections.append((u, neuron))
        i = len(memory)
        while i > 0:
            i -= 1
            if len(memory) > 1 and draw() < removal:
                remove(memory, i)
        if len(memory) == n_slots:
            remove(memory, int(draw() * len(memory)))
    return connections, residents


def remove(memory, i):
    """Take out the neuron at place i; the last one moves there."""
    memory[i] = memory[-1]
    memory.pop()
