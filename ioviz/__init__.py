"""ioviz: the reads and writes of sparse neural network inference.

>>> import ioviz
>>> network = ioviz.generate("layered", sizes=[20, 20, 10], density=0.3, seed=0)
>>> result = ioviz.simulate(network, ioviz.order(network, "neuron"), memory=8)
>>> result.ios >= network.n_connections + network.n_neurons + network.n_outputs
True

`import ioviz` is fast and needs no display: each public name, listed in `__init__.pyi`, is imported on first use.
"""

from lazy_loader import attach_stub

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
__all__ += ["__version__"]
