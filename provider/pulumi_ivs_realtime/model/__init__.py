"""The service's model as data: operations, shapes, limits and quotas of Amazon IVS Real-Time.

Read from the JSON that botocore ships (`ivs-realtime`, 2020-07-14), without importing botocore. The local service has a
copy of its own, since neither package needs the other; a test holds the two equal.
"""

from pulumi_ivs_realtime.model.limits import Failure, failures
from pulumi_ivs_realtime.model.quotas import COUNT_QUOTAS, REGIONS, calls_per_second
from pulumi_ivs_realtime.model.shapes import operations, shape, shapes

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
