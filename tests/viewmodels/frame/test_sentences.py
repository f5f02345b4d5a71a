"""Each kind of step has its sentence, and the sentence agrees with the events."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ioviz
from ioviz.core.network import build_network
from ioviz.core.schedule import build_schedule
from ioviz.viewmodels.frame.frame import make_frame
from ioviz.viewmodels.frame.sentences import sentence_at
from ioviz.viewmodels.text.numbers import THIN_SPACE
from tests.viewmodels.networks import layered


def plain(text: str) -> str:
    return text.replace(THIN_SPACE, " ")


def diamond(**more):
    return build_network(
        n_neurons=4, source=[0, 0, 1, 2], target=[1, 2, 3, 3], weight=[0.5, 2, 1, -1], activation="relu", **more
    )


def wide():
    """Three inputs, all connected to two outputs, connection by connection as the test orders them."""
    pairs = [(u, v) for v in (3, 4) for u in (0, 1, 2)]
    return build_network(n_neurons=5, source=[u for u, _ in pairs], target=[v for _, v in pairs])


def step_text(trace, number):
    return plain(sentence_at(trace, trace.moment(number + 1)).full)


def event_texts(trace, number):
    return [plain(sentence_at(trace, trace.moment(number, k + 1)).full) for k in range(len(trace.events(number)))]


def test_the_start():
    trace = ioviz.record_trace(diamond(), "neuron", memory=4)
    sentence = make_frame(trace, 0).sentence
    assert (
        sentence.full == "Fast memory is empty: 3 slots for neurons, one for a weight. The first connection is w(0→1)."
    )
    assert sentence.ios == 0


def test_steps_without_eviction():
    trace = ioviz.record_trace(diamond(), "neuron", memory=4)
    assert step_text(trace, 0) == (
        "w(0→1) is read: 1 read. The input value of 0 is read for the first time: 1 read. "
        "The bias of 1 is read for the first time: 1 read. 1 is complete, ReLU is applied."
    )
    assert step_text(trace, 1) == (
        "w(0→2) is read: 1 read. Neuron 0 is resident. The bias of 2 is read for the first time: 1 read. "
        "2 is complete, ReLU is applied. 0 is not needed again and is dropped: free."
    )
    assert step_text(trace, 3) == (
        "w(2→3) is read: 1 read. Neurons 2 and 3 are both resident. 3 is complete, ReLU is applied; "
        "it is an output: 1 write. 2 and 3 are dropped: free."
    )
    short = sentence_at(trace, trace.moment(4)).short
    assert short == "Weight 2 to 3. 3 is complete. Output 3 written. 2 dropped."
    assert event_texts(trace, 3) == [
        "Neurons 2 and 3 are resident. The weight w(2→3) = −1 is read: 1 read.",
        "Weight times the value of neuron 2 is added to the partial sum of 3, now dirty: free. "
        "It was the last connection: 3 is complete, ReLU is applied.",
        "Neuron 2 is not needed again and is dropped: free.",
        "Output 3 is complete and written: 1 write.",
        "Neuron 3 is not needed again and is dropped: free.",
    ]


@pytest.mark.parametrize(
    ("policy", "reasons"),
    [
        ("min", ["next used 2 later, the farthest", "next used 1 later, the farthest"]),
        ("lru", ["last used 1 ago, the longest"]),
        ("rr", ["slot 2 is the first from the hand at 1 that is not protected"]),
    ],
)
def test_the_reason_for_an_eviction(policy, reasons):
    # 0->3, 0->4, 1->3, ...: two slots, so that from the second connection on a neuron has to be evicted.
    network = wide()
    schedule = build_schedule(network, [0, 3, 1, 4, 2, 5])
    trace = ioviz.record_trace(network, schedule, memory=3, policy=policy)
    text = " ".join(step_text(trace, k) for k in range(6))
    assert any(reason in text for reason in reasons), text


def test_clean_is_free_and_dirty_is_written():
    network = wide()
    schedule = build_schedule(network, [0, 3, 1, 4, 2, 5])
    trace = ioviz.record_trace(network, schedule, memory=3, policy="min")
    assert step_text(trace, 1) == (
        "w(0→4) is read: 1 read. Neuron 0 is resident. The bias of 4 is not resident: neuron 3 is evicted "
        "(next used 1 later, the farthest); it is dirty: 1 write. Then 4 is read: 1 read. "
        "0 is not needed again and is dropped: free."
    )
    text = step_text(trace, 2)
    assert "The partial sum of 3 is read again: 1 read" in text or "Then 3 is read again: 1 read" in text
    events = event_texts(trace, 1)
    assert events[0] == (
        "Neuron 3 is evicted for 4 (next used 1 later, the farthest). "
        "It is dirty, so its partial sum is written: 1 write."
    )
    assert events[1] == "The bias of neuron 4 is read for the first time into slot 2: 1 read."


def test_a_complete_value_that_is_written_is_called_a_value():
    found = set()
    for seed in range(6):
        trace = ioviz.record_trace(layered([4, 5, 3], 0.8, seed), "random", memory=4, policy="lru")
        for number in range(trace.n_steps):
            found.update(text.split(" (")[-1] for text in event_texts(trace, number) if "so its" in text)
    assert any("so its value is written" in text for text in found)
    assert any("so its partial sum is written" in text for text in found)


def test_of_two_ends_the_source_is_evicted():
    texts = []
    for seed in range(8):
        trace = ioviz.record_trace(layered([5, 5], 0.7, seed), "random", memory=4)
        texts += [step_text(trace, k) for k in range(trace.n_steps)]
    ties = [text for text in texts if "of two ends the source is evicted" in text]
    assert ties
    assert all("is as far" in text for text in ties)


def test_the_hand_passes_over_protected_slots():
    texts = []
    for seed in range(8):
        trace = ioviz.record_trace(layered([5, 5, 4], 0.7, seed), "random", memory=4, policy="rr")
        texts += [step_text(trace, k) for k in range(trace.n_steps)]
    assert any("is the first from the hand at" in text for text in texts)
    assert any("the hand is at its slot" in text for text in texts)


def test_evictions_by_hand():
    from ioviz.core.schedule import Evictions

    network = wide()
    by_min = ioviz.record_trace(network, build_schedule(network, [0, 3, 1, 4, 2, 5]), memory=3)
    pairs = [(k, e.neuron) for k in range(6) for e in by_min.events(k) if e.is_eviction]
    evictions = Evictions(
        memory=3, step=np.array([k for k, _ in pairs], np.int32), neuron=np.array([n for _, n in pairs], np.int32)
    )
    schedule = build_schedule(network, [0, 3, 1, 4, 2, 5], evictions=evictions)
    trace = ioviz.record_trace(network, schedule, memory=3, policy="manual")
    assert "by hand; next used 1 later" in step_text(trace, 1)


def io_texts(trace, number):
    """The sentences at the stops of stepping by I/O within one connection."""
    costs = trace.event_costs(number)
    stops = [k + 1 for k, cost in enumerate(costs) if cost.ios]
    return [plain(make_frame(trace, number, k).sentence.full) for k in stops]


def test_by_io_nothing_that_is_free_is_left_out():
    trace = ioviz.record_trace(diamond(), "neuron", memory=4)
    assert io_texts(trace, 3) == [
        "Neurons 2 and 3 are resident. The weight w(2→3) = −1 is read: 1 read.",
        "The product is added to 3, which is complete, ReLU is applied. "
        "Neuron 2 is not needed again and is dropped: free. Output 3 is complete and written: 1 write. "
        "Then neuron 3 is not needed again and is dropped: free.",
    ]
    assert io_texts(trace, 1)[-1] == (
        "Neurons 0 and 2 are resident. The weight w(0→2) = 2 is read: 1 read. "
        "Then the product is added to 2, which is complete, ReLU is applied; "
        "neuron 0 is not needed again and is dropped: free."
    )


def test_by_io_a_clean_value_is_evicted_without_a_write():
    texts = []
    for seed in range(4):
        trace = ioviz.record_trace(layered([5, 5], 0.7, seed), "random", memory=4)
        texts += [text for k in range(trace.n_steps) for text in io_texts(trace, k)]
    clean = [text for text in texts if "no write" in text]
    assert clean
    assert all("is evicted for" in text and "; it is clean, so no write. " in text for text in clean)
    assert all(text.startswith("Neuron ") for text in clean)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 5), min_size=2, max_size=4), st.integers(3, 7), st.integers(0, 99))
def test_by_io_every_event_is_described_once(sizes, memory, seed):
    trace = ioviz.record_trace(layered(sizes, 0.6, seed), "random", memory=memory)
    for number in range(trace.n_steps):
        events, texts = trace.events(number), io_texts(trace, number)
        said = " ".join(texts)
        assert said.count("so no write") == sum(e.kind.name == "EVICT_CLEAN" for e in events)
        assert said.count("is dropped: free") == sum(e.kind.name == "DROP" for e in events)
        assert said.count("the product is added") + said.count("The product is added") == 1
        assert len(texts) == sum(e.ios for e in events)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=4),
    st.sampled_from(["min", "lru", "rr", "min-d"]),
    st.integers(3, 7),
    st.integers(0, 99),
)
def test_every_sentence_adds_up(sizes, policy, memory, seed):
    """The costs that a sentence names are those of its events; each event's sentence names one or none."""
    trace = ioviz.record_trace(layered(sizes, 0.6, seed), "random", memory=memory, policy=policy)
    for number in range(trace.n_steps):
        events = trace.events(number)
        sentence = sentence_at(trace, trace.moment(number + 1))
        assert sentence.ios == sum(e.ios for e in events)
        assert sum(part.tone in ("read", "write") for part in sentence.parts) == sentence.ios
        assert sum(part.tone == "write" for part in sentence.parts) == sum(e.counts.writes for e in events)
        assert sentence.full.endswith(".")
        assert sentence.full.count("..") == 0
        assert len(sentence.short) < len(sentence.full)
        for k, event in enumerate(events):
            one = sentence_at(trace, trace.moment(number, k + 1))
            assert one.ios == event.ios == sum(part.tone in ("read", "write") for part in one.parts)
            assert one.full.endswith(".")
            assert one.short
