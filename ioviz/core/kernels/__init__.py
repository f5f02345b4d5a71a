"""The only compiled code of ioviz: functions of arrays and scalars, one topic a module.

A kernel neither validates nor names things: that is done by the public function that calls it. Two
habits keep the number of compiled variants, and so the start-up time, small: arrays that go into a
kernel are one-dimensional, C-contiguous and read-only (:func:`ioviz.core.kernels.jit.frozen`), since
numba compiles read-only and writable arrays apart, and integers go in as Python ``int``.
"""
