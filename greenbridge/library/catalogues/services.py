"""The rows of a catalogue are kept beside the text whose annex they are."""

from collections.abc import Sequence

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.library.catalogues.rules import Row
from greenbridge.library.models import CatalogueRow, Version
from greenbridge.library.models.catalogues import CODE, GROUP


@transaction.atomic
def write(version: Version, rows: Sequence[Row]) -> bool:
    """Keep the rows of a catalogue, where none are kept yet; whether that was so. Leaves a trace."""
    version = Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if not rows or CatalogueRow.objects.filter(version=version).exists():
        return False
    CatalogueRow.objects.bulk_create(
        [
            CatalogueRow(
                version=version,
                position=position,
                table=row.table,
                code=row.code[:CODE],
                group=row.group[:GROUP],
                cells=[list(pair) for pair in row.cells],
                text=row.text,
            )
            for position, row in enumerate(rows)
        ],
        batch_size=500,
    )
    audit.record("library.catalogue_read", actor=None, target=version, after={"rows": len(rows)})
    return True
