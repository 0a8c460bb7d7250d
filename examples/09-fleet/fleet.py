"""Applies the program beside it for every customer: a stack each, in an account and a region of its own.

python fleet.py preview|up|destroy [CUSTOMER…]
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi import automation as auto


@dataclass(frozen=True)
class Customer:
    """A customer's rooms, and where they are."""

    account: str
    region: str
    rooms: Sequence[str]

    def configuration(self) -> dict[str, Any]:
        """The configuration of the customer's stack: no call can reach another account."""
        return {
            "aws:region": self.region,
            "aws:allowedAccountIds": [self.account],
            "aws:assumeRoles": [{"roleArn": f"arn:aws:iam::{self.account}:role/rooms"}],
            "fleet:rooms": list(self.rooms),
        }


FLEET = {
    "acme": Customer("111111111111", "eu-west-1", ["all-hands", "support"]),
    "globex": Customer("222222222222", "us-east-1", ["town-hall"]),
}


def stack_of(name: str, customer: Customer) -> auto.Stack:
    """The customer's stack with today's configuration; it is made where there is none."""
    stack = auto.create_or_select_stack(name, work_dir=str(Path(__file__).parent))
    values = {
        key: {"value": value} if isinstance(value, str) else {"value": json.dumps(value), "objectValue": value}
        for key, value in customer.configuration().items()
    }
    stack.set_all_config_json(json.dumps(values))
    return stack


def main(verb: str, *names: str) -> None:
    """Runs `preview`, `up` or `destroy` for these customers, or for all, one after the other."""
    if verb not in ("preview", "up", "destroy"):
        raise SystemExit(__doc__)
    for name in names or FLEET:
        done = getattr(stack_of(name, FLEET[name]), verb)()
        changes = done.change_summary if verb == "preview" else done.summary.resource_changes
        print(f"{name}: {', '.join(f'{count} {change}' for change, count in changes.items())}")


if __name__ == "__main__":
    main(*sys.argv[1:] or ["help"])
