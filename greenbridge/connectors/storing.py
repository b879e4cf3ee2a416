"""Keeps pages as they came, with what was read from them."""

import dataclasses
import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from greenbridge.connectors.documents.facts import Document
from greenbridge.connectors.fetching import Fetched
from greenbridge.connectors.models import Snapshot, Source
from greenbridge.core import clock
from greenbridge.demands.notices.facts import NoticeFacts

OF_THE_FETCH = {"fetched_at", "parser"}
"""What differs each time a page is read, and tells nothing of what it is about."""

SHORT = 16
MOST_KEPT = 2 * 1024 * 1024  # bytes of a page; no longer one could be read
Json = dict[str, Any]


def as_json(facts: NoticeFacts | Document) -> Json:
    """Facts as they are kept beside the page they were read from, the text by its digest: the page itself holds it."""
    kept = facts.as_kept if isinstance(facts, Document) else _of_notice(facts)
    plain: Json = json.loads(json.dumps(kept | {"text": digest_of(facts.text.encode())[:SHORT]}))
    return plain


def _of_notice(facts: NoticeFacts) -> Json:
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value
        for name, value in dataclasses.asdict(facts).items()
        if name not in OF_THE_FETCH
    }


def digest_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def keep(
    source: Source,
    kind: str,
    address: str,
    page: Fetched,
    *,
    row: Json | None = None,
    found: Sequence[Any] = (),
    fault: str = "",
) -> Snapshot:
    """Keep a page, whether it could be read or not; the same bytes again only renew what is known of them."""
    now = clock.now()
    facts = {
        "kind": kind,
        "status": page.status,
        "media_type": page.media_type,
        "etag": page.etag,
        "last_modified": page.last_modified,
        "parser": source.parser,
        "row": row or {},
        "found": [as_json(one) for one in found],
        "fault": fault[:200],
        "seen_at": now,
    }
    kept, _ = Snapshot.objects.update_or_create(
        source=source,
        address=address,
        digest=digest_of(page.body),
        defaults=facts,
        create_defaults=facts | {"packed": gzip.compress(page.body[:MOST_KEPT], mtime=0), "fetched_at": now},
    )
    return kept


def seen_again(snapshot: Snapshot) -> None:
    """The site says that the page is what it was."""
    Snapshot.objects.filter(pk=snapshot.pk).update(seen_at=clock.now())
