"""What the sequences of sums promise, in plain Python."""

from __future__ import annotations

import math


def peak(sources_of, sequence):
    """Most complete sums and sources still needed at one time, less the number of sums."""
    most = -len(sequence)
    for m in range(1, len(sequence) + 1):
        needed = set().union(*(sources_of[v] for v in sequence[-m:]))
        most = max(most, len(needed) - m)
    return most


def freeing(sources_of, first_tries):
    """From the end, the sum with the fewest sources that none after it needs; ties as the kernel breaks them."""
    best = None
    for attempt in range(max(1, min(first_tries, len(sources_of)))):
        left = list(range(len(sources_of)))
        needed = set()
        backwards = []
        while left:
            fresh = [len(set(sources_of[v]) - needed) for v in left]
            choice = attempt if not backwards else fresh.index(min(fresh))
            backwards.append(left[choice])
            needed |= set(sources_of[left[choice]])
            left[choice] = left[-1]
            left.pop()
        sequence = backwards[::-1]
        if best is None or peak(sources_of, sequence) < best[1]:
            best = sequence, peak(sources_of, sequence)
    return best


def similar(sources_of, block):
    """Blocks that begin with the first sum left and go on with the one that shares most."""
    left = list(range(len(sources_of)))
    sequence = []
    while left:
        members = sequence[len(sequence) // block * block :]

        def score(v, members=members):
            shared = sum(len(set(sources_of[v]) & set(sources_of[w])) for w in members)
            return shared / len(sources_of[v]) ** 0.5, -v

        sequence.append(max(left, key=score))
        left.remove(sequence[-1])
    return sequence


def levels(sources_of, sequence):
    """At each place, the sums complete before it and the sources that it and those after it need."""
    return [p + len(set().union(*(sources_of[v] for v in sequence[p:]))) for p in range(len(sequence))]


def lowered(sources_of, sequence, best, proposals, temperature, rng, *, depth, margin, far, near):
    """Swap two sums at a time; all levels anew for each. Returns where it ended, the best, and what was accepted."""
    current, best, b, accepted = list(sequence), list(best), len(sequence), 0
    lowest = max(levels(sources_of, best))
    high_places = [p for p, level in enumerate(levels(sources_of, current)) if level >= lowest - margin]
    low = high_places[0] if high_places else b - 1
    high = high_places[-1] + 1 if high_places else low + 1
    for _ in range(proposals if b > 1 else 0):
        q = low + int(rng.random() * (high - low))
        p = int(rng.random() * b) if rng.random() < far else max(0, q - 1 - int(rng.random() * near))
        threshold = -temperature * math.log(1.0 - rng.random())
        if p == q:
            continue
        swapped = list(current)
        swapped[p], swapped[q] = current[q], current[p]
        over = [
            sum(max(0, level - (lowest - depth)) ** 2 for level in levels(sources_of, order))
            for order in (current, swapped)
        ]
        if over[1] - over[0] <= threshold:
            accepted += 1
            current = swapped
            if max(levels(sources_of, current)) < lowest:
                lowest = max(levels(sources_of, current))
                best = current
    return current, best, lowest - b, accepted
