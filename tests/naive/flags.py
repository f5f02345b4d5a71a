"""Decode a flag byte of a trace."""

from __future__ import annotations


def counts_of(flag):
    """First reads, re-reads, evictions, eviction writes and output writes of one connection."""
    bits = f"{flag:08b}"  # spare, output write, then re-read, evicted, read: of the target, of the source
    first_reads = rereads = evictions = evict_writes = 0
    for reread, evicted, read in (bits[2:5], bits[5:8]):
        if read == "1" or evicted == "1":
            rereads += reread == "1"
            first_reads += reread == "0"
        evictions += evicted == "1"
        evict_writes += read == "1" and evicted == "1"
    return [first_reads, rereads, evictions, evict_writes, int(bits[1])]
