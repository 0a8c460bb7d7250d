"""Writes what editors and mypy must see of the declarations as source (docs/decisions/declarations.md)."""
