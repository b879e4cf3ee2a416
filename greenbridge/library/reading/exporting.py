"""A version for other programs (JSON). Pure but for the rows it reads from."""

from collections.abc import Sequence
from typing import Any

from greenbridge.library.models import Clause
from greenbridge.library.queries import Reading
from greenbridge.library.reading.corrected import Corrected
from greenbridge.library.structure import parts

FORMAT = 2


def as_json(reading: Reading, clauses: Sequence[Clause], *, url: str) -> dict[str, Any]:
    """Facts, validity on the day of the reading and clauses; ``format`` rises when a name here changes its meaning."""
    version, work = reading.version, reading.work
    return {
        "format": FORMAT,
        "url": url,
        "work": {
            "code": work.code,
            "kind": work.kind,
            "kind_name": work.get_kind_display(),
            "issuers": [issuer.name for issuer in work.issuers.all()],
            "region": work.region_id,
            "domains": [domain.code for domain in work.domains.all()],
            "short_titles": work.short_titles,
            "is_demo": work.is_demo,
        },
        "title": version.title,
        "number": version.number,
        "dated_on": version.dated_on,
        "promulgated_on": version.promulgated_on,
        "effective_on": version.effective_on,
        "validity": {
            "on": reading.day,
            "status": reading.status.value,
            "status_name": reading.status.label,
            "starts_on": version.starts_on,
            "ends_on": version.ends_on,
        },
        "source": {"name": version.source, "url": version.source_url, "fetched_at": version.fetched_at},
        "corrections": [_correction(one) for one in reading.corrected],
        "clauses": _clauses(clauses, url),
    }


def _correction(one: Corrected) -> dict[str, Any]:
    """What a text said before it was put right; the law is not amended by it."""
    return {
        "on": one.day,
        "reason": one.reason,
        "places": [
            {
                "address": place.address,
                "before": pair.old.text if pair.old else None,
                "after": pair.new.text if pair.new else None,
            }
            for pair in one.places
            if (place := pair.new or pair.old)
        ],
    }


def _clauses(clauses: Sequence[Clause], url: str) -> list[dict[str, Any]]:
    addresses: dict[int | None, str] = {clause.pk: clause.address for clause in clauses}
    return [
        {
            "address": clause.address,
            "url": url + clause.address,
            "level": clause.level,
            "parent": addresses.get(clause.parent_id),
            "label": clause.label,
            "heading": clause.heading,
            "lines": [
                {"address": f"{clause.address}-{part.address}", "label": part.label, "text": part.text}
                for part in parts.of(clause.text)
            ],
        }
        for clause in clauses
    ]
