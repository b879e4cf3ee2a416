from typing import Any

from django.db import migrations


def take_back(apps: Any, schema_editor: Any) -> None:
    """Editors could upload images that no page can show."""
    held = apps.get_model("wagtailcore", "GroupCollectionPermission")
    held.objects.filter(permission__content_type__app_label="wagtailimages").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_lead_of_what_is_there"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(take_back, migrations.RunPython.noop)]
