"""The one door to AWS: client, credentials, rate limits, translation of errors."""
