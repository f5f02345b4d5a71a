"""`Counts`: the five counters of the I/O model, always shown apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    """I/Os by kind; one I/O is one value moved between fast and slow memory.

    Attributes
    ----------
    weight_reads : int
        One for each connection processed.
    first_reads : int
        First reads of neurons: an input value or a bias.
    rereads : int
        Reads of neurons after an eviction.
    evict_writes : int
        Dirty values written because they were evicted.
    output_writes : int
        Finished outputs written.

    Examples
    --------
    >>> counts = Counts(weight_reads=10, first_reads=8, rereads=6, evict_writes=2, output_writes=2)
    >>> counts.reads, counts.writes, counts.ios, counts.excess
    (24, 4, 28, 8)
    """

    weight_reads: int = 0
    first_reads: int = 0
    rereads: int = 0
    evict_writes: int = 0
    output_writes: int = 0

    @property
    def reads(self) -> int:
        """Weight reads, first reads and re-reads."""
        return self.weight_reads + self.first_reads + self.rereads

    @property
    def writes(self) -> int:
        """Eviction writes and output writes."""
        return self.evict_writes + self.output_writes

    @property
    def ios(self) -> int:
        """All reads and writes."""
        return self.reads + self.writes

    @property
    def excess(self) -> int:
        """Re-reads and eviction writes: what a larger memory or a better order would save."""
        return self.rereads + self.evict_writes

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.weight_reads + other.weight_reads,
            self.first_reads + other.first_reads,
            self.rereads + other.rereads,
            self.evict_writes + other.evict_writes,
            self.output_writes + other.output_writes,
        )
