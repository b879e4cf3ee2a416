"""What was collected beside the checkout for stories to be told with: hostile files and strings, courseware."""

import json
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings


def collected(place: str) -> Path:
    """A file or folder below ``../shared/data``. Where it is absent the story fails: it would show nothing."""
    found = Path(settings.BASE_DIR).parent / "shared/data" / place
    if not found.exists():
        pytest.fail(f"{found} is absent, without which this story shows nothing: put it there", pytrace=False)
    return found


@cache
def naughty_strings() -> list[str]:
    """The big list of naughty strings, but for the empty one."""
    return [text for text in json.loads(collected("hostile/strings/blns.json").read_text("utf-8")) if text]
