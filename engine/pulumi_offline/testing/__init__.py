"""Test Pulumi programs with Python dynamic resources, without the pulumi CLI.

```python
def test_two_are_made(offline_stack):
    offline_stack.program = program             # a callable, or the folder of a Pulumi.yaml
    assert offline_stack.up().created == {"first", "second"}
    assert offline_stack.up().unchanged
```
"""

from __future__ import annotations

from pulumi_offline.deployment.results import Diagnostic, Operation
from pulumi_offline.monitor.mocks import Mocks
from pulumi_offline.testing.outcome import Outcome
from pulumi_offline.testing.stack import Stack, StackFailed

__all__ = ["Stack", "Outcome", "StackFailed", "Mocks", "Operation", "Diagnostic"]
