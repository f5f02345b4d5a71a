"""What every test shares: no real screen unless a test brings its own, and the same random cases in each run of CI."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Kernels compile at their first call: a deadline per example would measure the compiler.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file in one process, for their common fixtures; and all that time something in one.

    Two tests that measure, each beside the other, would measure each other.
    """
    for item in items:
        group = "measures" if item.get_closest_marker("measures") else item.path.as_posix()
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test on a real screen that is skipped has failed: there a missing Xvfb is a mistake."""
    report = yield
    if report.skipped and os.environ.get("CI") and item.get_closest_marker("xvfb") and not hasattr(report, "wasxfail"):
        reason: Any = report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {reason[2] if isinstance(reason, tuple) else reason}"
    return report
