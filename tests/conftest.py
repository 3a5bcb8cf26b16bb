"""No test is served by what an earlier run has kept, whoever's it is."""

from __future__ import annotations

import os

os.environ["POLICYENGINE_CACHE"] = "off"
