"""`python -m stage_scenarios.record [NAME…] [--all]`: run scenarios of stages on the CLI and keep what it showed."""

import sys

from scenarios.record import main
from stage_scenarios.suite import SCENARIOS

if __name__ == "__main__":
    sys.exit(main(SCENARIOS))
