# The names of the package: lazy_loader imports each of them when it is first used.

from .limits import LimitsProgress as LimitsProgress
from .limits import measure_limits as measure_limits
from .machine import describe_machine as describe_machine
from .peers import all_peers as all_peers
from .peers import peer_of as peer_of
from .peers.peer import Peer as Peer
from .plan import ANNEALED as ANNEALED
from .plan import LAYOUTS as LAYOUTS
from .plan import Plan as Plan
from .plan import Progress as Progress
from .results import STATUSES as STATUSES
from .results import Case as Case
from .results import Limits as Limits
from .results import Machine as Machine
from .results import Measurement as Measurement
from .results import Results as Results
from .results_files import load_results as load_results
from .results_files import save_results as save_results
from .suite import estimate_seconds as estimate_seconds
from .suite import run_plan as run_plan
from .workloads import LARGE as LARGE
from .workloads import WORKLOADS as WORKLOADS
from .workloads import Workload as Workload
from .workloads import workload_of as workload_of
