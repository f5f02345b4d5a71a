"""`simulate`: count the I/Os of a schedule without recording a trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ioviz.core.kernels.simulate.machine import EVICT_WRITES, READS
from ioviz.core.simulation.counts import Counts
from ioviz.core.simulation.dirty_aware import with_policy_evictions
from ioviz.core.simulation.policies import check_run
from ioviz.core.simulation.run import Run

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule


@dataclass(frozen=True, eq=False)
class Simulation:
    """The I/Os of a schedule on a machine. The counters are also properties.

    Attributes
    ----------
    network : Network
    schedule : Schedule
    memory : int
        The size M of fast memory, in values.
    policy : str
    counts : Counts
    """

    network: Network
    schedule: Schedule
    memory: int
    policy: str
    counts: Counts

    @property
    def weight_reads(self) -> int:
        """W: each weight is read once."""
        return self.counts.weight_reads

    @property
    def first_reads(self) -> int:
        """N: each neuron has one first read."""
        return self.counts.first_reads

    @property
    def rereads(self) -> int:
        """Reads of neurons after an eviction."""
        return self.counts.rereads

    @property
    def evict_writes(self) -> int:
        """Dirty values written because they were evicted."""
        return self.counts.evict_writes

    @property
    def output_writes(self) -> int:
        """S: each output is written once."""
        return self.counts.output_writes

    @property
    def reads(self) -> int:
        """Weight reads, first reads and re-reads."""
        return self.counts.reads

    @property
    def writes(self) -> int:
        """Eviction writes and output writes."""
        return self.counts.writes

    @property
    def ios(self) -> int:
        """All reads and writes."""
        return self.counts.ios

    @property
    def excess(self) -> int:
        """I/Os beyond the lower bound W + N + S."""
        return self.counts.excess


def simulate(network: Network, schedule: Schedule | str, *, memory: int, policy: str = "min") -> Simulation:
    """Count the I/Os of a schedule on a machine.

    Parameters
    ----------
    network : Network
    schedule : Schedule or str
        A schedule for `network`, or the name of an order to make, such as "neuron"; one that is made for a size of
        fast memory, such as "tiled", is made for `memory`.
    memory : int
        The size M of fast memory, in values; at least 3.
    policy : {"min", "lru", "rr", "min-d", "manual"}
        The eviction policy, see `POLICY_NAMES`. "manual" replays the schedule's own evictions;
        "min-d" makes them first (`dirty_aware.with_dirty_aware_evictions`); the schedule of the result carries them.

    Returns
    -------
    Simulation

    Raises
    ------
    MemoryTooSmall
        If M < 3.
    InvalidArgument
        If M is no whole number, there is no such policy or order, or the schedule is for another network.
    InvalidSchedule
        If the policy is "manual" and the evictions are missing, are for another M, or cannot be made:
        each has to happen when a slot is needed, and to name a resident that the connection does not need.

    Examples
    --------
    >>> import ioviz
    >>> network = ioviz.generate("dense", a=4, b=4)
    >>> result = ioviz.simulate(network, "neuron", memory=3)
    >>> result.ios, result.excess
    (40, 12)

    Notes
    -----
    Exact, and linear in the number of connections; the time hardly depends on M.

    References
    ----------
    Gleinig, Ben-Nun, Hoefler, "A Theory of I/O-Efficient Sparse Neural Network Inference",
    arXiv 2301.01048 (2023), section 2. Belady, "A study of replacement algorithms for a
    virtual-storage computer", IBM Systems Journal 5 (1966), for MIN.
    """
    schedule, n_slots = check_run(network, schedule, memory, policy)
    rereads = evict_writes = 0
    if policy == "manual" or not _always_fits(schedule, n_slots):
        schedule, engine = with_policy_evictions(network, schedule, int(memory), policy)
        run = Run(schedule, n_slots, engine)
        run.advance(0, network.n_connections)
        rereads = int(run.tally[READS]) - network.n_neurons
        evict_writes = int(run.tally[EVICT_WRITES])
    counts = Counts(network.n_connections, network.n_neurons, rereads, evict_writes, network.n_outputs)
    return Simulation(network, schedule, int(memory), policy, counts)


def _always_fits(schedule: Schedule, n_slots: int) -> bool:
    """Return whether it is known without further work that nothing is ever evicted."""
    if n_slots >= schedule.network.n_neurons:
        return True
    live_memory = vars(schedule).get("live_memory")
    return live_memory is not None and live_memory <= n_slots + 1
