"""Which weights stay, entry by entry: slow, and as the options are described."""

from __future__ import annotations


def kept(matrices, *, threshold=None, group=None, keep=None, together=False):
    """The (row, column) of what is kept of each matrix, a list of lists of numbers, as a list of sets."""
    found = []
    for matrix in matrices:
        chosen = {
            (r, c): abs(w)
            for r, row in enumerate(matrix)
            for c, w in enumerate(row)
            if w != 0 and (threshold is None or abs(w) >= threshold)
        }
        if group is not None:
            n, m = group
            for r, row in enumerate(matrix):
                for start in range(0, len(row), m):
                    members = [(r, c) for c in range(start, min(start + m, len(row))) if (r, c) in chosen]
                    for place in sorted(members, key=lambda place: (-chosen[place], place))[n:]:
                        del chosen[place]
        found.append(chosen)
    sizes = [sum(map(len, matrix)) for matrix in matrices]
    if keep is None:
        return [set(chosen) for chosen in found]
    if not together:
        return [_largest([chosen], max(1, round(size * keep)))[0] for chosen, size in zip(found, sizes, strict=True)]
    return _largest(found, max(1, round(sum(sizes) * keep)))


def _largest(matrices, count):
    """The largest of all, the first ones among equals."""
    ranked = sorted((-magnitude, i, place) for i, matrix in enumerate(matrices) for place, magnitude in matrix.items())
    stay = {(i, place) for _, i, place in ranked[:count]}
    return [{place for place in matrix if (i, place) in stay} for i, matrix in enumerate(matrices)]
