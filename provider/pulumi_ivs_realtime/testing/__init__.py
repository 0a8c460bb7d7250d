"""Test Pulumi programs with stages: needs the packages `ivs-realtime-local` and `pulumi-offline` beside this one.

```python
def test_a_lobby_is_declared(stack, ivs_realtime_service):
    stack.program = rooms                       # a callable, or the folder of a Pulumi.yaml
    assert stack.up().created == {"lobby"}
    assert stack.up().unchanged
```
"""

from __future__ import annotations

from pulumi_ivs_realtime.testing.boundary import NotOnThisMachine
from pulumi_ivs_realtime.testing.stack import Stack
from pulumi_offline.testing import Diagnostic, Mocks, Operation, Outcome, StackFailed

__all__ = ["Stack", "Outcome", "StackFailed", "NotOnThisMachine", "Mocks", "Operation", "Diagnostic"]
