"""Test Pulumi programs with dynamic resources on the offline engine. Comes with `pulumi-ivs-realtime[testing]`.

```python
def test_a_lobby_is_declared(stack, ivs_realtime_service):
    stack.program = rooms                       # a callable, or the folder of a Pulumi.yaml
    assert stack.up().created == {"lobby"}
    assert stack.up().unchanged
```
"""

from __future__ import annotations

from pulumi_ivs_realtime.offline.mocks import Mocks
from pulumi_ivs_realtime.offline.results import Diagnostic, Operation
from pulumi_ivs_realtime.testing.boundary import NotOnThisMachine
from pulumi_ivs_realtime.testing.outcome import Outcome
from pulumi_ivs_realtime.testing.stack import Stack, StackFailed

__all__ = ["Stack", "Outcome", "StackFailed", "NotOnThisMachine", "Mocks", "Operation", "Diagnostic"]
