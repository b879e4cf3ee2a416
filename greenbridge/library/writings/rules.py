"""When two texts are the same, and whose a text is. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

# What a revision says of its keeping, not of its text.
_OF_KEEPING = frozenset(
    (
        *("pk", "latest_revision", "live_revision", "live", "expired", "has_unpublished_changes"),
        *("first_published_at", "last_published_at", "sort_order"),
    )
)
_BLOCK = re.compile(r' data-block-key="[^"]*"')


def digest(content: Mapping[str, Any]) -> str:
    """The same for two revisions that say the same, at the same hour, of the same clauses."""
    said = json.dumps(_said(content), cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _said(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _said(one) for name, one in value.items() if name not in _OF_KEEPING}
    if isinstance(value, list):
        said = [_said(one) for one in value]
        return said if any(isinstance(one, Mapping) for one in value) else sorted(said, key=str)
    return _BLOCK.sub("", value) if isinstance(value, str) else value


def last_hand(revisions: Sequence[tuple[int | None, str]]) -> int | None:
    """Who made the newest text what it is, of (author, digest), the newest first: the first who wrote it so."""
    return [author for author, said in revisions if said == revisions[0][1]][-1]
