"""The service's model as data: operations, shapes, limits and quotas of Amazon IVS Real-Time.

Read from the JSON that botocore ships (`ivs-realtime`, 2020-07-14), without importing botocore. The provider has a copy
of its own, since neither package needs the other; a test holds the two equal.
"""

from ivs_realtime_local.model.limits import Failure, failures
from ivs_realtime_local.model.quotas import COUNT_QUOTAS, REGIONS, calls_per_second
from ivs_realtime_local.model.shapes import operations, shape, shapes

__all__ = [
    "COUNT_QUOTAS",
    "REGIONS",
    "Failure",
    "calls_per_second",
    "failures",
    "operations",
    "shape",
    "shapes",
]
