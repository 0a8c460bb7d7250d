"""Run by every interpreter under libfaketime, whose version 0.9.10 fails `time.sleep`: Python sleeps until a moment."""

import threading
import time


def sleep(seconds: float) -> None:
    threading.Event().wait(seconds)


time.sleep = sleep
