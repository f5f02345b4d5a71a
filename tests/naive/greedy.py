"""The greedy order by demand, in plain Python: everything is counted anew at each step.

Lists are kept in the sequence in which the kernel keeps them, since that decides between equals.
"""

from __future__ import annotations

from tests.naive.network import incoming, outgoing


def by_demand(n, connections, layer, most_sums, n_slots, urgency, size_exponent, bonus, refill):
    into, out = incoming(n, connections), outgoing(n, connections)
    order = []
    staying = set()
    completed, read = [], []  # complete values in fast memory, the oldest first
    wanted = []
    ready = [v for v in range(n) if into[v] and all(not into[connections[c][0]] for c in into[v])]
    admits = [True] * len(most_sums)

    def missing(v):
        return [c for c in into[v] if c not in order]

    def unused(s):
        return [c for c in out[s] if c not in order]

    def demand(s):
        sums = [connections[c][1] for c in unused(s)]
        return sum(float(len(missing(v))) ** -urgency for v in sums if v in staying)

    def staying_of(level):
        return sum(layer[v] == level for v in staying)

    def remove(items, x):
        i = items.index(x)
        items[i] = items[-1]
        items.pop()

    while len(order) < len(connections):
        start, best = None, -1.0
        if len(staying) < n_slots - 1:
            for v in ready:
                if not admits[layer[v]]:
                    continue
                score = 1e-9
                for c in into[v]:
                    s = connections[c][0]
                    score += demand(s)
                    if s in completed + read:
                        score += bonus
                score /= float(len(into[v])) ** size_exponent
                if score > best:
                    start, best = v, score
        if start is not None:
            remove(ready, start)
            staying.add(start)
            admits[layer[start]] = staying_of(layer[start]) < most_sums[layer[start]]
            sources = [connections[c][0] for c in into[start]]
            wanted += [s for s in sources if s not in wanted]
            use = [s for s in sources if s in completed + read]
        else:
            most = max(demand(s) for s in wanted)
            x = next(s for s in wanted if demand(s) == most)
            use = [x]
            if x not in completed + read:
                read.append(x)
        done = 0
        while done < len(use):
            s = use[done]
            done += 1
            for c in out[s]:
                v = connections[c][1]
                if c in order or v not in staying:
                    continue
                order.append(c)
                if missing(v):
                    continue
                staying.remove(v)
                if staying_of(layer[v]) <= refill * most_sums[layer[v]]:
                    admits[layer[v]] = True
                for d in out[v]:
                    t = connections[d][1]
                    if all(not missing(connections[e][0]) for e in into[t]) and t not in ready:
                        ready.append(t)
                if unused(v):
                    completed.append(v)
            if s in wanted and not any(connections[c][1] in staying for c in unused(s)):
                remove(wanted, s)
            for row in (completed, read):
                if s in row and not unused(s):
                    row.remove(s)
        while len(completed) + len(read) > max(1, n_slots - len(staying) - 1):
            (completed or read).pop(0)
    return order
