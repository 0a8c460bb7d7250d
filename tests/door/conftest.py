"""The fixtures of the providers' tests: a local service, and what reaches it over HTTP."""

from provider.conftest import aws, configured, impatient, new_process, provider, running, service

__all__ = ["aws", "configured", "impatient", "new_process", "provider", "running", "service"]
