"""Sources of notices."""

from greenbridge.connectors import services
from greenbridge.connectors.models import Source
from greenbridge.testing.mould import first


@first
def source(name: str = "ccgp") -> Source:
    """A ready-made source."""
    services.install()
    return Source.objects.get(name=name)
