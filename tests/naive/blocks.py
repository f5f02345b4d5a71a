"""What the sequences of sums promise, in plain Python."""

from __future__ import annotations


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
