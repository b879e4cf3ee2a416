"""What sources say, for people."""

from django import template

from greenbridge.suppliers.models import Statement
from greenbridge.suppliers.provenance import queries

register = template.Library()


@register.filter
def written(statement: Statement) -> str:
    """The value of a statement in words."""
    return queries.written(statement)
