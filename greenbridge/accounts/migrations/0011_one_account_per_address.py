from django.db import migrations, models
from django.db.models.functions import Lower

from greenbridge.core.text import fold


def fold_addresses(apps, schema_editor):
    """Bring addresses that were kept as they were typed into their one form. Raises where two accounts share one."""
    user, address = apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress")
    whose = {}
    for pk, email in user.objects.exclude(email=None).order_by("pk").values_list("pk", "email").iterator():
        if (other := whose.setdefault(fold(email), pk)) != pk:
            raise RuntimeError(f"Accounts {other} and {pk} have the same address. Close one of them, then migrate again.")
    for model in (user, address):
        for pk, email in list(model.objects.exclude(email=None).values_list("pk", "email")):
            if email != fold(email):
                model.objects.filter(pk=pk).update(email=fold(email))


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0010_publishing_rules"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.RunPython(fold_addresses, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                Lower("email"), name="one_account_however_the_address_is_written"
            ),
        ),
    ]
