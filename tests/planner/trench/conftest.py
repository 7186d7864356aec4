"""The typed tables for every test of trenches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.planner.trench.trench_figures import trench_rules

if TYPE_CHECKING:
    from planner.rulebook.model import TrenchRules


@pytest.fixture(scope="session")
def rules() -> TrenchRules:
    """Return the typed tables with a cut-back of 0.30 m on each side and half of the road kept open."""
    return trench_rules()
