"""The loop of an annealing run: propose, evaluate, accept or take back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.anneal.chain import BLOCKS, Chain, Int32, Int64, extract, lay_out
from ioviz.core.kernels.anneal.evaluate import commit, evaluate
from ioviz.core.kernels.anneal.moves import begin, redo, undo
from ioviz.core.kernels.anneal.propose import dissolve_visit, move_in_window, move_to_kin, move_visit
from ioviz.core.kernels.jit import kernel
from ioviz.core.kernels.simulate.machine import Whole

PROPOSALS, ACCEPTED, READS, WRITES, NO_ROOM, SPREADS, SIMULATED = range(7)
"""Entries of the tally: proposals and accepted ones; the change of reads and of eviction writes since the
start; moves that found no free slot in a block, how often the order was spread again, and blocks simulated."""
LOWEST, SAVED = 0, 1
"""Entries of `best`: the lowest change of the cost so far, and the one whose order is written down."""
KINDS = (
    "window",
    "to source's kin",
    "to target's kin",
    "dissolve a source's visit",
    "dissolve a target's visit",
    "move a source's visit",
    "move a target's visit",
)
STEP = 64
"""The temperature changes every so many proposals."""
PATIENCE = 64
"""After this number of moves without a free slot, or one for each block, the order is spread again."""


@kernel
def propose(
    chain: Chain, rng: np.random.Generator, kind: int, window: int, reach: int, block_size: int, policy: int
) -> Whole:
    """Make one move of a kind; see `KINDS`."""
    if kind == 0:
        return move_in_window(chain, rng, window, block_size, policy)
    # The same call for both ends: each value of a constant argument would be compiled apart.
    if kind <= 2:
        return move_to_kin(chain, rng, kind == 1, reach, block_size, policy)
    if kind <= 4:
        return dissolve_visit(chain, rng, kind == 3, block_size, policy)
    return move_visit(chain, rng, kind == 5, window, block_size, policy)


@kernel
def temperature_at(proposals: int, total: int, hot: float, cold: float) -> float:
    """The temperature falls geometrically from `hot` to `cold` in `total` proposals, in steps."""
    step = proposals // STEP * STEP
    return float(hot * np.exp(np.log(cold / hot) * min(1.0, step / total)))


@kernel
def run_chain(
    chain: Chain,
    rng: np.random.Generator,
    n_proposals: int,
    origin: int,
    total: int,
    hot: float,
    cold: float,
    share: NDArray[np.float64],
    window: int,
    reach: int,
    read_weight: float,
    write_weight: float,
    slack: float,
    block_size: int,
    policy: int,
    tally: Int64,
    best: NDArray[np.float64],
    best_order: Int32,
    scratch_order: Int32,
) -> None:
    """Make `n_proposals` more proposals.

    Parameters
    ----------
    origin, total : int
        The temperature falls from proposal `origin` on, for `total` proposals.
    share : float64[len(KINDS)]
        The running sum of the kinds' shares; the last entry is above 1.
    slack : float
        A proposal is given up when it costs so much more, for each block ahead, than is accepted.
    tally : int64[7]
    best : float64[2]
    best_order, scratch_order : int32[W]

    Notes
    -----
    What is drawn and decided depends on `tally` and the generator alone: however many calls the
    proposals are cut into, the result is the same.
    """
    slot, connection, use = chain.slot, chain.connection, chain.use
    slot_log, turn_log, length = chain.slot_log, chain.turn_log, chain.length
    temperature = temperature_at(tally[PROPOSALS] - origin, total, hot, cold)
    patience = max(PATIENCE, chain.ios.shape[1])
    for _ in range(n_proposals):
        if (tally[PROPOSALS] - origin) % STEP == 0:
            temperature = temperature_at(tally[PROPOSALS] - origin, total, hot, cold)
        tally[PROPOSALS] += 1
        dice = rng.random()
        kind = 0
        while dice >= share[kind]:
            kind += 1
        # Drawn before the simulation, so that it can stop when the proposal is lost.
        threshold = -temperature * np.log(1.0 - rng.random())
        begin(length)
        moved = propose(chain, rng, kind, window, reach, block_size, policy)
        if moved <= 0:
            undo(slot, connection, use, slot_log, turn_log, length)
            if moved < 0:
                tally[NO_ROOM] += 1
                if tally[NO_ROOM] % patience == 0:
                    tally[SPREADS] += 1
                    extract(slot, scratch_order)
                    lay_out(chain, scratch_order, block_size, policy)
            continue
        within, reads, writes = evaluate(chain, block_size, policy, read_weight, write_weight, threshold, slack)
        tally[SIMULATED] += length[BLOCKS]
        if not within:
            undo(slot, connection, use, slot_log, turn_log, length)
            continue
        if read_weight * reads + write_weight * writes > 0.0 and best[LOWEST] < best[SAVED]:
            # About to leave the best order so far: only now is it worth writing down.
            undo(slot, connection, use, slot_log, turn_log, length)
            extract(slot, best_order)
            redo(slot, connection, use, slot_log, turn_log, length)
            best[SAVED] = best[LOWEST]
        commit(chain, policy)
        tally[ACCEPTED] += 1
        tally[READS] += reads
        tally[WRITES] += writes
        cost = read_weight * tally[READS] + write_weight * tally[WRITES]
        if cost < best[LOWEST]:
            best[LOWEST] = cost
