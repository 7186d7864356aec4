"""The first receiver stays responsible (首接负责制), and never learns of a confidential work by that."""

from __future__ import annotations

import pytest

from api.desk.cases import _first_receiver
from api.store.tables import Application, PlannedWork


def work(*, confidential: bool) -> PlannedWork:
    return PlannedWork(
        lead="H-1", owners=" YX-GAS YX-HEAT ", confidential=confidential, work={"owners": {"H-1": "YX-HEAT"}}
    )


@pytest.mark.parametrize(
    ("received", "confidential", "expected"),
    [
        ([], False, "YX-HEAT"),
        (["YX-WATER"], False, "YX-WATER"),
        (["YX-WATER", "YX-GAS"], False, "YX-WATER"),
        (["YX-WATER"], True, "YX-HEAT"),
        (["YX-WATER", "YX-GAS"], True, "YX-GAS"),
    ],
)
def test_the_first_receiver_of_a_case(received: list[str], confidential: bool, expected: str) -> None:  # noqa: FBT001 - of the table
    applications = [Application(first_receiver=each) for each in received]
    assert _first_receiver(work(confidential=confidential), applications) == expected
