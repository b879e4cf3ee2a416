"""A field for what a trace keeps of before and after."""

import json
from typing import Any

from django.db import models


def canonical(value: Any) -> str:
    """The one way to write a value down: sorted keys, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class WrittenJSON(models.Field[Any, Any]):
    """JSON kept as the text that was written. ``jsonb`` would give back other bytes than it was given, and a seal
    over them would break by itself.
    """

    def get_internal_type(self) -> str:
        return "TextField"

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else canonical(value)
