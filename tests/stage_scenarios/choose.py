"""`python -m stage_scenarios.choose`: which scenarios of stages `make test` runs, by the rule of `scenarios.choose`."""

import sys
from pathlib import Path

from pulumi_ivs_realtime import lifecycle, resources
from scenarios.choose import main
from stage_scenarios.suite import SCENARIOS

COVERING = Path(__file__).with_name("covering.txt")

if __name__ == "__main__":
    sys.exit(main(SCENARIOS, [*lifecycle.__path__, *resources.__path__], COVERING, forks=True))
