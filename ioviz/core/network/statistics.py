"""What can be said about a network before anything is simulated: bounds, sizes, degrees."""

from __future__ import annotations

from dataclasses import dataclass

from ioviz.core.network.network import Network


@dataclass(frozen=True)
class Bounds:
    """Least I/Os of any schedule, and most that the best schedule needs (for M >= 3), in values moved.

    References
    ----------
    Gleinig, Ben-Nun, Hoefler, A Theory of I/O-Efficient Sparse Neural Network Inference,
    arXiv 2301.01048 (2023), Theorem 1.
    """

    reads_lower: int
    reads_upper: int
    writes_lower: int
    writes_upper: int

    @property
    def lower(self) -> int:
        """W + N + S: every weight and neuron is read, every output written, nothing else."""
        return self.reads_lower + self.writes_lower

    @property
    def upper(self) -> int:
        """2 (W + N - I): reached by the neuron-by-neuron order at any M >= 3."""
        return self.reads_upper + self.writes_upper


def bounds(network: Network) -> Bounds:
    """Return the bounds of Theorem 1 of the paper for `network`, which is trimmed.

    Examples
    --------
    >>> from ioviz.core.network import build_network
    >>> diamond = build_network(n_neurons=4, source=[0, 0, 1, 2], target=[1, 2, 3, 3])
    >>> bounds(diamond).lower, bounds(diamond).upper
    (9, 14)
    """
    w, n = network.n_connections, network.n_neurons
    hidden_and_outputs = n - network.n_inputs
    return Bounds(
        reads_lower=w + n,
        reads_upper=2 * w + hidden_and_outputs,
        writes_lower=network.n_outputs,
        writes_upper=hidden_and_outputs,
    )
