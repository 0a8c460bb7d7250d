"""The offline engine: a small test engine over the protocols of Pulumi's SDK."""
