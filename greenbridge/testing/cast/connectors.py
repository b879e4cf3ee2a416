"""Sources of notices."""

from greenbridge.connectors import services
from greenbridge.connectors.models import Source


def source(name: str = "ccgp") -> Source:
    """A ready-made source."""
    services.install()
    return Source.objects.get(name=name)
