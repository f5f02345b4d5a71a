"""How the connections of 16 neurons are taken in slots, each by looking into one window of the arena."""


def slots(lists, window, aligned):
    """For lists of rising places, one a lane: the (beginning, [place or None a lane]) of each slot."""
    left = [list(places) for places in lists]
    result = []
    while any(left):
        lowest = min(places[0] for places in left if places) // aligned * aligned
        taken = [places.pop(0) if places and places[0] < lowest + window else None for places in left]
        result.append((lowest, taken))
    return result
