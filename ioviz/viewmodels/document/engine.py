"""A run of all kernels that a document needs, which compiles or loads them in advance."""

from __future__ import annotations

from collections.abc import Generator

from ioviz.viewmodels.text.progress import Progress


def rehearse(orders: tuple[str, ...]) -> Generator[Progress, None, None]:
    """Run every policy and some orders once on a tiny network, so that their kernels are compiled or loaded."""
    from ioviz.core.generators import generate
    from ioviz.core.kernels.jit import compiled
    from ioviz.viewmodels.document.document import POLICIES, Intent, resolve

    network = generate("dense", a=4, b=4)
    with compiled():
        document = yield from resolve(Intent(network, 4))
        for policy in POLICIES:
            document = yield from resolve(Intent(network, 4, policy), document)
        for order in orders:
            document = yield from resolve(Intent(network, 4, POLICIES[0], order), document)
        for kind in ("io", "eviction", "reread", "write"):
            document.trace.next_step(0, kind)
            document.trace.previous_step(document.trace.n_steps, kind)
            yield Progress()


def load_in_advance() -> Generator[Progress, None, None]:
    """Wait until what every document needs is compiled, and load it, so that the first change of anything is quick."""
    from ioviz.viewmodels.compiling.stages import prepared
    from ioviz.viewmodels.document.document import MADE_FOR_M, ORDERS

    yield from prepared("documents", urgent=False)
    yield from rehearse(tuple(order for order in ORDERS if order not in MADE_FOR_M))
    yield from prepared("orders", urgent=False)
    yield from rehearse(ORDERS)
