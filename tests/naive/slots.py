"""How the connections of 16 neurons are taken in slots, each by looking into one window of the arena."""


def slots(lists, window, aligned, at_once=1):
    """For lists of rising places, one a lane: the (beginning, [place or None a lane]) of each slot; `at_once`
    slots look into each window."""
    left = [list(places) for places in lists]
    result = []
    while any(left):
        lowest = min(places[0] for places in left if places) // aligned * aligned
        for _ in range(at_once):
            taken = [places.pop(0) if places and places[0] < lowest + window else None for places in left]
            result.append((lowest, taken))
    return result
