"""Compiled programs as the docstring of `infer_tiles` defines them, in plain Python: one connection after the other."""

from __future__ import annotations

import math

from tests.naive.network import activate

FIRST, LAST, TO_OUTPUT, FOURS = 1, 2, 4, 8
KINDS = ["identity", "relu", "leaky_relu", "tanh", "sigmoid", "gelu", "clipped_relu"]


def run(runs, parameters, rows, biases, sources, weights, bias_where_nonzero, values):
    """Run the streams for one vector; `values` are those of the rows, written to, and read as outputs too.

    Returns how many entries of the streams were used: runs, segments, sources, weights.
    """
    sources, weights = iter(sources), iter(weights)
    used_sources = used_weights = segment = 0

    def take(n_sources, n_weights):
        nonlocal used_sources, used_weights
        used_sources += n_sources
        used_weights += n_weights
        return [next(sources) for _ in range(n_sources)], [next(weights) for _ in range(n_weights)]

    for (count, segments, flags, kind, shared), parameter in zip(runs, parameters):
        together = 4 if flags & FOURS else 1
        assert segments % together == 0
        for _ in range(segments // together):
            mine = range(segment, segment + together)
            segment += together
            sums = [values[rows[s]] if not flags & FIRST else 0.0 if bias_where_nonzero else biases[s] for s in mine]
            for _ in range(shared):
                (source,), factors = take(1, 4)
                sums = [total + values[source] * w for total, w in zip(sums, factors)]
            for _ in range(count):
                some, factors = take(together, together)
                sums = [total + values[u] * w for total, u, w in zip(sums, some, factors)]
            for s, total in zip(mine, sums):
                if flags & LAST:
                    if bias_where_nonzero and total != 0:
                        total += biases[s]
                    total = activate(KINDS[kind], parameter, total) if not math.isnan(total) else total
                values[rows[s]] = total
    return len(runs), segment, used_sources, used_weights


def place(neurons, stage, last_stage, given, n_given):
    """Rows as `place_rows` gives them: the lowest that is free when a neuron's stage begins."""
    row = {v: r for v, r in enumerate(given) if r >= 0}
    n_rows = n_given
    for v in neurons:
        held = {row[u] for u in row if last_stage[u] >= stage[v]}
        row[v] = next(r for r in range(n_rows + 1) if r not in held)
        n_rows = max(n_rows, row[v] + 1)
    return [row.get(v, -1) for v in range(len(stage))], n_rows
