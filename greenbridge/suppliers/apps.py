from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "greenbridge.suppliers"
    label = "suppliers"
    verbose_name = "惠企服务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from greenbridge.accounts import origins
        from greenbridge.files import services as files
        from greenbridge.search import registry
        from greenbridge.suppliers import queries, queues, reading
        from greenbridge.suppliers.search import SupplierCollection

        registry.register(SupplierCollection())
        queues.install()
        origins.register(queries.lists_naming)
        files.let_read(reading.signed_in_read_scans)
