"""Tells which stage this function moderates; the token is in TOKEN and is never logged."""

import os


def handler(_event: dict, _context: object) -> dict:
    return {"stage": os.environ["STAGE_ARN"], "ready": bool(os.environ.get("TOKEN"))}
