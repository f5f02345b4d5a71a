"""Settings of the property tests of the core."""

from hypothesis import settings

# The first call of a kernel compiles it: no single example has a deadline.
settings.register_profile("core", deadline=None)
settings.load_profile("core")
