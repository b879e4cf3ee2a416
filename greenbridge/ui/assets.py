"""Where pages find their style sheets, scripts and pictures."""

from collections.abc import Callable
from functools import lru_cache

from django.utils.functional import cached_property
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it comes without types
    """Files named after their content; their addresses are worked out once, as they change only with a release."""

    def url(self, name: str, force: bool = False) -> str:
        return self._urls(name, force)

    @cached_property
    def _urls(self) -> Callable[[str, bool], str]:
        return lru_cache(maxsize=500)(super().url)
