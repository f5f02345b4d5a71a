"""Run a plan: its rows, their processes, the turns of repetitions, and the results so far."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from ioviz.core.benchmark import child
from ioviz.core.benchmark.contender import Contender, Crashed, TooSlow, close_all
from ioviz.core.benchmark.cores import choose_cores
from ioviz.core.benchmark.counters import why_not
from ioviz.core.benchmark.machine import describe_machine
from ioviz.core.benchmark.noise import Watch
from ioviz.core.benchmark.orders import OrderMaker
from ioviz.core.benchmark.peers import REFERENCE, peer_of
from ioviz.core.benchmark.peers.peer import IOVIZ
from ioviz.core.benchmark.plan import Progress
from ioviz.core.benchmark.results import Case, Measurement, Results
from ioviz.core.benchmark.row import Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ioviz.core.benchmark.orders import ChosenOrder
    from ioviz.core.benchmark.peers.peer import Peer
    from ioviz.core.benchmark.plan import Plan
    from ioviz.core.benchmark.results import Limits
    from ioviz.core.benchmark.workloads import Workload
    from ioviz.core.network import Network

TOLERANCE = {"float32": 1e-4, "float16": 0.02, "bfloat16": 0.1, "int8": 0.3}
"""The largest error of correct outputs, over the largest magnitude of the reference. Sums in float32 in any order
differ by some 1e-6; a missing bias or a wrong index is far beyond. The error of rounded weights is reported: only
nonsense is refused."""

LEAST_REPETITION = 0.01
"""Seconds of a repetition, at least: calls are repeated within it."""
LEAST_REPETITIONS = 3
COMPILE_LIMIT = 600.0
"""Seconds for compiling the kernels of a contender, once on a computer."""
_IDLE_STEP = 0.1

Steps = Generator[Progress, None, Any]


class Runner:
    """Measures the cells of a checked plan; `steps` may be iterated once.

    Parameters
    ----------
    plan : Plan
    peers : tuple of Peer
    limits : Limits or None
    """

    def __init__(self, plan: Plan, peers: tuple[Peer, ...], limits: Limits | None) -> None:
        self.plan = plan
        self.peers = peers
        self.watch = Watch()
        self.machine = describe_machine()
        self.orders = OrderMaker(plan, self.machine.caches)
        self.contenders: dict[str, Contender] = {}
        self.finished: list[Measurement] = []
        self.entries = 0
        self.done = 0
        cells = len(plan.workloads) * len(plan.batches) * len(plan.threads)
        self.rows = cells * sum(len(self._kinds(peer)) for peer in peers)
        self.steps_of_row = plan.repetitions + 2
        self.total = self.rows * self.steps_of_row
        settings: dict[str, str | int | float | bool] = {
            "layout": plan.layout,
            "repetitions": plan.repetitions,
            "seconds": plan.seconds,
            "limit": plan.limit,
            "pinned": all(choose_cores(threads) for threads in plan.threads),
        }
        reason = why_not() if plan.counters else None
        if plan.counters:
            settings["counters"] = reason or "cycles, instructions and cache misses of the last level, one thread"
        self.counting = plan.counters and reason is None
        created = datetime.now().astimezone().isoformat(timespec="seconds")
        self.results = Results(
            plan.name or f"{', '.join(workload.name for workload in plan.workloads)}, {created[:16].replace('T', ' ')}",
            created, self.machine, limits, (), settings,
        )  # fmt: skip

    def steps(self) -> Iterator[Progress]:
        """Measure cell after cell. Closing the iterator ends all processes."""
        try:
            for threads in self.plan.threads:
                # A contender's threads are set up once in the life of its process.
                self._close()
                for workload in self.plan.workloads:
                    yield from self._workload(workload, threads)
            self.done = self.total
            yield self._progress("Done.", ())
        finally:
            self._close()

    def _workload(self, workload: Workload, threads: int) -> Steps:
        yield self._progress(f"Making {workload.name}.", ())
        network = workload.make()
        reference = yield from self._reference(workload, network)
        for batch in self.plan.batches:
            yield from self._cell(workload, network, batch, threads, reference)
        for contender in self.contenders.values():  # the network is no longer needed
            if contender.known:
                contender.known.clear()
                yield from self._quiet(contender, child.Drop(networks=True), self.plan.limit)

    def _reference(self, workload: Workload, network: Network) -> Generator[Progress, None, NDArray[np.float64] | None]:
        """Return the outputs of the largest batch; those of a smaller one are the first of them."""
        batch = max(self.plan.batches)
        request = child.Prepare(
            0, workload.name, network, None, "", workload.inputs, batch, self.plan.layout, "float32"
        )  # fmt: skip
        contender = Contender(peer_of(REFERENCE), 1)
        sentence = f"{workload.name}: reference outputs in float64."
        try:
            answer = yield from self._follow(contender.ask(request, 10 * self.plan.limit), sentence, ())
        except (Crashed, TooSlow):
            return None
        finally:
            close_all([contender])
        return answer.outputs if isinstance(answer, child.Ready) else None

    def _cell(
        self, workload: Workload, network: Network, batch: int, threads: int, reference: NDArray[np.float64] | None
    ) -> Steps:
        rows: list[Row] = []
        for order in self.orders.steps(workload, network, batch):
            if isinstance(order, str):
                yield self._progress(order, ())
            else:
                rows = self._rows(workload, network, batch, threads, order)
        where = f"{workload.name}, batch {batch}, {threads} thread{'s' if threads > 1 else ''}"
        yield from self._start(rows, where)
        for row in rows:
            if row.active:
                yield from self._make_ready(row, rows, workload, network, reference, where)
            self.done += 2
        most = max((row.turns for row in rows if row.active), default=0)
        for turn in range(most):
            active = [row for row in rows if row.active and turn < row.turns]
            for row in active:
                yield from self._turn(row, rows, threads, f"{where}: turn {turn + 1} of {most}.")
            self.done += len(rows)
        self.done += (self.plan.repetitions - most) * len(rows)
        for row in rows:
            if row.active:
                row.status = "ok"
        self.finished += [found for row in rows if (found := row.measurement()) is not None]
        for contender in {row.peer.name: self.contenders.get(row.peer.name) for row in rows}.values():
            if contender is not None:
                yield from self._quiet(contender, child.Drop(), self.plan.limit)
        self._update_warnings()
        yield self._progress(f"{where}: done.", ())

    def _start(self, rows: list[Row], where: str) -> Steps:
        """Start the missing processes, all at once: loading libraries takes longer than measuring."""
        for row in rows:
            if row.active and row.peer.name not in self.contenders:
                try:
                    self._contender(row)
                except OSError as error:
                    row.status, row.message = "failed", f"Its process could not be started: {error}."
        for row in rows:
            contender = self.contenders.get(row.peer.name)
            if contender is not None:
                with suppress(Crashed, TooSlow):  # reported by _make_ready
                    yield from self._follow(contender.start(), f"{where}: starting {row.case.contender}.", rows)

    def _rows(
        self, workload: Workload, network: Network, batch: int, threads: int, orders: tuple[ChosenOrder, ...]
    ) -> list[Row]:
        rows = []
        for peer in self.peers:
            for order in orders if peer.uses_schedule else (None,):
                for precision in self.plan.precisions if peer.uses_schedule else peer.precisions[:1]:
                    if precision not in peer.precisions:
                        continue
                    self.entries += 1
                    case = Case(
                        workload.name, network.n_neurons, network.n_connections, network.n_inputs, network.n_outputs,
                        order.name if order else "", order.ios if order else None, order.memory if order else None,
                        batch, threads, precision, peer.title, order.schedule.n_runs if order else None,
                    )  # fmt: skip
                    row = Row(self.entries, peer, case, order)
                    reason = peer.missing()
                    if reason is not None:
                        row.status, row.message = "missing", reason
                    rows.append(row)
        return rows

    def _make_ready(
        self,
        row: Row,
        rows: list[Row],
        workload: Workload,
        network: Network,
        reference: NDArray[np.float64] | None,
        where: str,
    ) -> Steps:
        name = f"{row.case.contender}, {row.order.name}" if row.order else row.case.contender
        at = f"row {row.entry} of {self.rows}"
        if row.peer.group == IOVIZ:
            yield from self._warm(row, rows, f"{where}: {at}, compiling or loading the kernels of {name}.")
            if not row.active:
                return
        sentence = f"{where}: {at}, making {name} ready and checking its outputs."
        yield self._progress(sentence, rows)
        answer = yield from self._ask(row, self._request(row, workload, network), sentence, rows)
        if answer is None:
            return
        self.contenders[row.peer.name].known.add(workload.name)
        row.prepare_seconds = answer.seconds
        row.message = answer.note
        vectors = row.case.batch * (network.input_width + network.output_width)
        row.nbytes = answer.nbytes + 4 * vectors
        self._check(row, answer.outputs, reference)
        if not row.active:
            return
        calls = yield from self._ask(row, child.Calibrate(row.entry, LEAST_REPETITION), sentence, rows)
        if calls is None:
            return
        row.calls = calls
        began = yield from self._ask(row, child.Time(row.entry, calls), sentence, rows)
        if began is None:
            return
        row.first = began
        once = max(began * calls, 1e-9)
        row.turns = max(LEAST_REPETITIONS, min(self.plan.repetitions, int(self.plan.seconds / once)))
        row.turns = max(1, min(row.turns, self.plan.repetitions, int(self.plan.limit / once)))
        if self.counting and row.case.threads == 1:
            row.counters = (yield from self._ask(row, child.Count(row.entry, calls), sentence, rows)) or {}

    def _warm(self, row: Row, rows: list[Row], sentence: str) -> Steps:
        """Compile the kernels of a contender by a tiny network: that is no time of its preparation, nor too slow."""
        request = child.Warm(row.case.batch, self.plan.layout, row.case.precision)
        if request not in self._contender(row).warmed:
            yield self._progress(sentence, rows)
            yield from self._ask(row, request, sentence, rows, COMPILE_LIMIT)
            if row.active:
                self._contender(row).warmed.add(request)

    def _request(self, row: Row, workload: Workload, network: Network) -> child.Prepare:
        contender = self._contender(row)
        known = workload.name in contender.known
        return child.Prepare(
            row.entry,
            workload.name,
            None if known else network,
            row.order.schedule.order if row.order else None,
            row.order.name if row.order else "",
            workload.inputs,
            row.case.batch,
            self.plan.layout,
            row.case.precision,
        )

    def _check(self, row: Row, outputs: Any, reference: NDArray[np.float64] | None) -> None:
        if reference is None:
            row.message = row.message or "Its outputs could not be checked: there is no reference."
            return
        batch = row.case.batch
        right = reference[:, :batch] if self.plan.layout == "columns" else reference[:batch]
        if outputs.shape != right.shape or outputs.dtype != np.float32:
            row.status = "wrong"
            row.message = f"Its outputs are {outputs.dtype}{list(outputs.shape)}, not float32{list(right.shape)}."
            return
        with np.errstate(invalid="ignore", over="ignore"):
            largest = float(np.abs(right).max(initial=0.0))
            error = float(np.abs(outputs - right).max(initial=0.0)) / (largest or 1.0)
        if not np.isfinite(error):
            row.status, row.message = "wrong", "Its outputs are not finite, or the reference is not."
            return
        row.error = error
        if error > TOLERANCE[row.case.precision]:
            row.status = "wrong"
            row.message = f"Its outputs differ from the reference by {error:.2g} of its largest value."

    def _turn(self, row: Row, rows: list[Row], threads: int, sentence: str) -> Steps:
        taken = yield from self._ask(row, child.Time(row.entry, row.calls), sentence, rows)
        if taken is not None:
            row.seconds.append(taken)
        if threads > 1 and row.active:
            self.contenders[row.peer.name].settle()
        yield self._progress(sentence, rows)

    def _contender(self, row: Row) -> Contender:
        name = row.peer.name
        if name not in self.contenders:
            self.contenders[name] = Contender(row.peer, row.case.threads)
        return self.contenders[name]

    def _ask(self, row: Row, request: Any, sentence: str, rows: list[Row], limit: float | None = None) -> Steps:
        """Send a request to a row's process; returns None, and ends the row, if there is no valid answer."""
        limit = self.plan.limit if limit is None else limit
        try:
            contender = self._contender(row)
            answer = yield from self._follow(contender.ask(request, limit), sentence, rows)
        except TooSlow:
            names = {child.Prepare: "Preparation and the first inference", child.Warm: "Compiling its kernels"}
            what = names.get(type(request), "One repetition")
            row.message = f"{what} took longer than the limit of {limit:g} s."
            self._lost(row, rows, "too slow")
            return None
        except (Crashed, OSError) as error:
            row.message = str(error)
            self._lost(row, rows, "failed")
            return None
        if isinstance(answer, child.Failed):
            row.status, row.message = answer.status, answer.message
            return None
        return answer

    def _lost(self, row: Row, rows: list[Row], status: str) -> None:
        """Record that a process ended, and with it all rows that it was prepared for."""
        row.status = status
        row.seconds.clear()
        contender = self.contenders.pop(row.peer.name, None)
        if contender is not None:
            close_all([contender])
        for other in rows:
            if other is not row and other.peer is row.peer and other.active and other.prepare_seconds is not None:
                other.status, other.message = "failed", f"Its process ended with {row.case.schedule}: {row.message}"

    def _follow(self, waiting: Generator[None, None, Any], sentence: str, rows: Any) -> Steps:
        """Wait for an answer, with progress ten times a second."""
        shown = time.monotonic()
        while True:
            try:
                next(waiting)
            except StopIteration as end:
                return end.value
            if time.monotonic() - shown > _IDLE_STEP:
                shown = time.monotonic()
                yield self._progress(sentence, rows)

    def _quiet(self, contender: Contender, request: Any, limit: float) -> Steps:
        """Send a request whose answer is not needed; a process that does not answer is ended."""
        try:
            yield from self._follow(contender.ask(request, limit), "Cleaning up.", ())
        except (Crashed, TooSlow, OSError):
            self.contenders.pop(contender.peer.name, None)
            close_all([contender])

    def _kinds(self, peer: Peer) -> list[tuple[object, str]]:
        if not peer.uses_schedule:
            return [("", peer.precisions[0])]
        plan = self.plan
        return [(order, kind) for order in plan.schedules for kind in plan.precisions if kind in peer.precisions]

    def _update_warnings(self) -> None:
        """Update the warnings about the times so far."""
        pinned = bool(self.results.settings["pinned"])
        found = self.watch.warnings(self.finished, max(self.plan.threads), pinned=pinned)
        self.results = replace(self.results, warnings=(*found, *self.orders.notes))

    def _progress(self, sentence: str, rows: Any) -> Progress:
        now = (found for row in rows if (found := row.measurement()) is not None)
        measurements = (*self.finished, *now)
        self.results = replace(self.results, measurements=measurements)
        return Progress(min(self.done, self.total), self.total, sentence, self.results)

    def _close(self) -> None:
        close_all(list(self.contenders.values()))
        self.contenders.clear()
