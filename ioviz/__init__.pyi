# The public names: type checkers read this file, and lazy_loader imports each name on first use.

from .core.annealing import anneal as anneal
from .core.errors import FileFormatError as FileFormatError
from .core.errors import InvalidArgument as InvalidArgument
from .core.errors import InvalidNetwork as InvalidNetwork
from .core.errors import InvalidSchedule as InvalidSchedule
from .core.errors import IovizError as IovizError
from .core.errors import LimitExceeded as LimitExceeded
from .core.errors import MemoryTooSmall as MemoryTooSmall
from .core.errors import MissingDependency as MissingDependency
from .core.formats import ReadOptions as ReadOptions
from .core.formats import load as load
from .core.formats import load_schedule as load_schedule
from .core.formats import read_network as read_network
from .core.formats import save as save
from .core.generators import generate as generate
from .core.inference import Program as Program
from .core.inference import compile as compile
from .core.inference import infer as infer
from .core.network import Network as Network
from .core.optimum import optimum as optimum
from .core.optimum import search_optimum as search_optimum
from .core.schedule import Schedule as Schedule
from .core.schedule import order as order
from .core.simulation import Board as Board
from .core.simulation import Trace as Trace
from .core.simulation import board_at as board_at
from .core.simulation import differing_steps as differing_steps
from .core.simulation import first_io_difference as first_io_difference
from .core.simulation import record_trace as record_trace
from .core.simulation import simulate as simulate
from .core.simulation import start_board as start_board
from .core.simulation.eviction_bound import eviction_lower_bound as eviction_lower_bound
from .core.simulation.memory_curve import memory_curve as memory_curve

__version__: str
