"""The exact cost of a proposal: only the blocks are simulated in which it makes a difference."""

from __future__ import annotations

from ioviz.core.kernels.anneal.chain import (
    BLOCKS,
    CHANGED,
    COUNT,
    KEPT,
    NEW,
    RR,
    SEAT,
    SPANS,
    TOUCHED,
    WAKES,
    Chain,
    Int32,
    Int64,
    is_kept,
    restore,
    simulate_block,
    write_state,
)
from ioviz.core.kernels.jit import kernel


@kernel
def must_go_on(neuron: Int32, span: Int32, length: Int64, b: int) -> bool:
    """Return whether after block `b`, in the kept state, some resident neuron's key may differ from what it was."""
    for n in range(length[SPANS]):  # noqa: SIM110 - no generators in kernels
        if span[n, 1] <= b < span[n, 2] and neuron[span[n, 0], SEAT] >= 0:
            return True
    return False


@kernel
def evaluate(
    chain: Chain,
    block_size: int,
    policy: int,
    read_weight: float,
    write_weight: float,
    threshold: float,
    slack: float,
) -> tuple[bool, int, int]:
    """Find by how much the moves made since `begin` change the reads and the eviction writes.

    Simulation starts at the first woken block and ends where the state is the kept one and no key
    differs; it resumes at the next woken block.

    Returns
    -------
    within : bool
        Whether the change of the cost is at most `threshold`. False, with numbers that are not the
        whole change, as soon as it exceeds `threshold` by `slack` for each woken block still ahead
        and once more.
    reads, writes : int
        The change.
    """
    slot, connection, use, neuron = chain.slot, chain.connection, chain.use, chain.neuron
    key, seat, register, hash_key = chain.key, chain.seat, chain.register, chain.hash_key
    seats, registers, ios, block = chain.seats, chain.registers, chain.ios, chain.block
    wake, span, length = chain.wake, chain.span, chain.length
    n_blocks = ios.shape[1]
    n_wakes = length[WAKES]
    reads = 0
    writes = 0
    touched = 0
    ahead = 0
    b = -1
    running = False
    within = True
    while within:
        if running:
            b += 1
            if ahead < n_wakes and wake[ahead] == b:
                ahead += 1
        else:
            if ahead == n_wakes:
                break
            following = b + 1 == wake[ahead] and b >= 0
            b = wake[ahead]
            ahead += 1
            if not following:
                restore(
                    slot, connection, use, neuron, key, seat, register, seats[KEPT, b], registers[KEPT, b],
                    b * block_size, policy,
                )  # fmt: skip
        simulate_block(
            slot, connection, use, neuron, hash_key, key, seat, register,
            b * block_size, (b + 1) * block_size, policy, ios[NEW, b],
        )  # fmt: skip
        block[touched, TOUCHED] = b
        touched += 1
        reads += ios[NEW, b, 0] - ios[KEPT, b, 0]
        writes += ios[NEW, b, 1] - ios[KEPT, b, 1]
        same = is_kept(neuron, seat, register, seats[KEPT, b + 1], registers[KEPT, b + 1], policy)
        if same:
            block[b + 1, CHANGED] = 0
            running = must_go_on(neuron, span, length, b)
        else:
            block[b + 1, CHANGED] = 1
            running = True
            write_state(seat, register, seats[NEW, b + 1], registers[NEW, b + 1], policy)
        if b + 1 == n_blocks:
            break
        change = read_weight * reads + write_weight * writes
        within = change <= threshold + slack * (n_wakes - ahead + 1)
    length[BLOCKS] = touched
    return within and read_weight * reads + write_weight * writes <= threshold, reads, writes


@kernel
def commit(chain: Chain, policy: int) -> None:
    """Keep what `evaluate` has found: the proposal is accepted."""
    seats, registers, ios, block = chain.seats, chain.registers, chain.ios, chain.block
    for n in range(chain.length[BLOCKS]):
        b = block[n, TOUCHED]
        ios[KEPT, b, 0] = ios[NEW, b, 0]
        ios[KEPT, b, 1] = ios[NEW, b, 1]
        if block[b + 1, CHANGED]:
            count = seats.shape[2] if policy == RR else registers[NEW, b + 1, COUNT]
            for k in range(3):
                registers[KEPT, b + 1, k] = registers[NEW, b + 1, k]
            for k in range(count):
                seats[KEPT, b + 1, k, 0] = seats[NEW, b + 1, k, 0]
                seats[KEPT, b + 1, k, 1] = seats[NEW, b + 1, k, 1]
