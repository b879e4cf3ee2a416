"""What a migration makes of the duties that were there before it."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from greenbridge.library.models import Duty
from greenbridge.reference.models import Region
from greenbridge.testing import cast


@pytest.mark.django_db(transaction=True)
def test_the_region_that_a_duty_had_is_the_first_of_its_regions_after_the_migration() -> None:
    """0014 as it runs on an installation that has duties: the column as it was, then the rows it leaves."""
    migration = import_module("greenbridge.library.migrations.0014_duties_of_several_regions")
    state = MigrationLoader(None, replace_migrations=False).project_state(("library", "0013_corrections"))
    before = state.apps.get_model("library", "Duty")._meta.get_field("region")
    migration.Migration.operations[0].state_forwards("library", state)
    former = state.apps.get_model("library", "Duty")
    with connection.schema_editor() as editor:
        editor.add_field(Duty, before)
    try:
        Region.objects.create(
            code="310118", name="青浦区", level=Region.Level.COUNTY, full_name="上海市青浦区"
        )
        of_a_county, of_everywhere = cast.duty("示例甲"), cast.duty("示例乙")
        former.objects.filter(pk=of_a_county.pk).update(region_id="310118")

        migration.keep_the_region(state.apps, None)

        assert [region.code for region in of_a_county.regions.all()] == ["310118"]
        assert not of_everywhere.regions.exists()
    finally:
        with connection.schema_editor() as editor:
            editor.remove_field(former, former._meta.get_field("region"))
