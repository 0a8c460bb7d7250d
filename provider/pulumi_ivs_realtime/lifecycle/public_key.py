"""The lifecycle of PublicKey."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations import PUBLIC_KEY
from pulumi_ivs_realtime.lifecycle.managed import ManagedProvider
from pulumi_ivs_realtime.rules.inputs import PublicKeyInputs
from pulumi_ivs_realtime.rules.kinds.public_keys import PUBLIC_KEYS


class PublicKeyProvider(ManagedProvider[PublicKeyInputs]):
    """Wraps the operations of its kind and the tag calls.

    Its module path and name stand in every user's state and are never changed.
    """

    declaration = PUBLIC_KEY
    rules = PUBLIC_KEYS
