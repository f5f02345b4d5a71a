"""Whether the engine's kernels are compiled, and a run of all of them that compiles or loads them in advance."""

from __future__ import annotations

from collections.abc import Generator

from ioviz.viewmodels.text.progress import Progress


def compiled_before() -> bool:
    """Return whether kernels of these sources have been compiled on this computer.

    If not, the first network takes about half a minute to open, and the window says why.
    """
    from ioviz.core.kernels.jit import cache_folder

    folder = cache_folder()
    return folder is not None and next(folder.rglob("*.nbi"), None) is not None


def rehearse() -> Generator[Progress, None, None]:
    """Run every order and policy once on a tiny network, so that all kernels are compiled or loaded."""
    from ioviz.core.generators import generate
    from ioviz.viewmodels.document.document import ORDERS, POLICIES, Intent, resolve

    network = generate("dense", a=4, b=4)
    document = yield from resolve(Intent(network, 4))
    for policy, order in [*((policy, ORDERS[0]) for policy in POLICIES), *((POLICIES[0], order) for order in ORDERS)]:
        document = yield from resolve(Intent(network, 4, policy, order), document)
    for kind in ("io", "eviction", "reread", "write"):
        document.trace.next_step(0, kind)
        document.trace.previous_step(document.trace.n_steps, kind)
        yield Progress()
