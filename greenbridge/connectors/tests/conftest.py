"""The replica that stories ask, and the sources as an installation has them."""

from collections.abc import Iterator

import pytest

from greenbridge.connectors.testing import replica
from greenbridge.connectors.testing.replica import Replica

Site = tuple[str, Replica]


@pytest.fixture
def site() -> Iterator[Site]:
    with replica.running(slow_for=0.6) as made:
        yield made
