"""The declaration of PublicKey."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations.base import (
    ATTEMPT,
    AUTO_NAME,
    CREATE_ATTEMPT,
    TAGS,
    TAGS_ALL,
    Change,
    Property,
    Resource,
    adopt_of,
    arn_of,
    fixed_name_of,
    region_of,
)
from pulumi_ivs_realtime.model.kinds import PUBLIC_KEY as KIND

PUBLIC_KEY = Resource(
    name="PublicKey",
    noun=KIND.noun,
    about="""A public key with which Amazon IVS Real-Time checks participant tokens that an application signs itself.

An account may have three in a region. Other material replaces the key: the new one is imported first, and then tokens
of the old one are refused. The same material cannot be there twice, so with another name or region the old key goes
first.""",
    kind=KIND,
    arguments=(
        Property(
            name="public_key_material",
            about="the public half of a key pair",
            limit="of the curve P-384; line ends do not count",
            change=Change.REPLACES,
            required=True,
            output="the public half of the key pair",
            always=True,
        ),
        fixed_name_of(KIND.noun),
        TAGS,
        region_of(KIND.noun),
        adopt_of(KIND.noun),
    ),
    derived=(TAGS_ALL, AUTO_NAME, ATTEMPT),
    computed=(
        arn_of(KIND.noun),
        Property(name="fingerprint", about="by which AWS shows the key", shape="PublicKeyFingerprint", always=True),
        CREATE_ATTEMPT,
    ),
    behaviour="managed.Managed",
    title="Declares a public key.",
    raises="an option cannot work, such as an AWS provider, or one ARN is adopted twice",
    instead_of_get='manage an existing one with adopt="arn:…", or look it up with ivs.get_public_key(arn="arn:…")',
)
