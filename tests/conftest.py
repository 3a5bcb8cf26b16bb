"""What holds for all tests: nothing that an earlier run has kept serves them, and a busy machine fails none of them."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ["POLICYENGINE_CACHE"] = "off"

# How long one example takes says how busy the machine is, and nothing about what is tested.
settings.register_profile("whatever the machine", deadline=None)
settings.load_profile("whatever the machine")
