"""The declaration of PublicKey."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations.base import Change, Property, fixed
from pulumi_ivs_realtime.model.kinds import PUBLIC_KEY as KIND

PUBLIC_KEY = fixed(
    KIND,
    """A public key with which Amazon IVS Real-Time checks participant tokens that an application signs itself.

An account may have three in a region. Other material replaces the key: the new one is imported first, and then tokens
of the old one are refused. The same material cannot be there twice, so with another name or region the old key goes
first.""",
    (
        Property(
            name="public_key_material",
            about="the public half of a key pair",
            limit="of the curve P-384; line ends do not count",
            change=Change.REPLACES,
            required=True,
            output="the public half of the key pair",
            always=True,
        ),
    ),
    own=(Property(name="fingerprint", about="by which AWS shows the key", shape="PublicKeyFingerprint", always=True),),
)
