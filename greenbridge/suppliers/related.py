"""What points at a row, found from the models: a table that is added later is found too."""

from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.db import models


class Pointer(NamedTuple):
    """A foreign key of some table."""

    model: type[models.Model]
    column: str

    @property
    def name(self) -> str:
        """``suppliers.Credential.supplier_id``"""
        return f"{self.model._meta.label}.{self.column}"

    @property
    def rows(self) -> "models.QuerySet[models.Model]":
        return self.model._base_manager.order_by("pk")


def pointers_to(model: type[models.Model]) -> Iterator[Pointer]:
    """Every foreign key that points at rows of the model, whatever room it belongs to."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many:
            continue
        if issubclass(other := relation.related_model, models.Model):
            yield Pointer(other, relation.field.attname)


def pointer_named(name: str) -> Pointer:
    label, _, column = name.rpartition(".")
    return Pointer(apps.get_model(label), column)
