"""Settings from the stack's configuration and the environment."""

from __future__ import annotations

from pulumi_ivs_realtime.configuration.connection import read_connection
from pulumi_ivs_realtime.configuration.values import Environ, Get, Values, as_tags, as_texts, refuse_unknown, words
from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.rules.settings import Settings
from pulumi_ivs_realtime.rules.tags import SYSTEM_PREFIX, IgnoredTags

_DEFAULT_TAG = "TF_AWS_DEFAULT_TAGS_"
_IGNORED_KEYS = "TF_AWS_IGNORE_TAGS_KEYS"
_IGNORED_PREFIXES = "TF_AWS_IGNORE_TAGS_KEY_PREFIXES"


def read_settings(get: Get, environ: Environ) -> Settings:
    """Settings from the stack's configuration (`get("aws:region")`) and the environment.

    Raises:
        InvalidConfiguration: a key has the wrong shape; the sentence names it.
    """
    values = Values(get)
    return Settings(
        region=values.text("aws:region"),
        fallback_region=environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or None,
        default_tags=_default_tags(values, environ),
        ignored_tags=_ignored_tags(values, environ),
        create_mark=values.flag("ivs-realtime:createMark", default=True),
        force_destroy=frozenset(words(environ.get("PULUMI_IVS_FORCE_DESTROY", ""))),
        connection=read_connection(values, environ),
    )


def debugging(environ: Environ) -> bool:
    """Whether PULUMI_IVS_DEBUG asks for tracebacks."""
    return environ.get("PULUMI_IVS_DEBUG", "").lower() in {"1", "true", "yes"}


def _default_tags(values: Values, environ: Environ) -> tuple[tuple[str, str], ...]:
    key = "aws:defaultTags"
    found = values.object(key)
    refuse_unknown(key, found, {"tags"})
    tags = as_tags(f"{key}: tags", found.get("tags") or {})
    for tag in tags:
        if tag.lower().startswith(SYSTEM_PREFIX):
            raise InvalidConfiguration(
                f'{key}: tags: {tag} begins with "{SYSTEM_PREFIX}", which AWS reserves for itself.'
            )
    inherited = {name[len(_DEFAULT_TAG) :]: value for name, value in environ.items() if name.startswith(_DEFAULT_TAG)}
    return tuple(sorted({**inherited, **tags}.items()))


def _ignored_tags(values: Values, environ: Environ) -> IgnoredTags:
    key = "aws:ignoreTags"
    found = values.object(key)
    refuse_unknown(key, found, {"keys", "keyPrefixes"})
    keys = [*as_texts(key + ".keys", found.get("keys")), *words(environ.get(_IGNORED_KEYS, ""))]
    prefixes = [*as_texts(key + ".keyPrefixes", found.get("keyPrefixes")), *words(environ.get(_IGNORED_PREFIXES, ""))]
    return IgnoredTags(frozenset(keys), tuple(sorted(set(prefixes))))
