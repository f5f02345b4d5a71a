"""The engine of ioviz: networks, schedules, simulation, inference. No Qt, no threads, no global state."""
