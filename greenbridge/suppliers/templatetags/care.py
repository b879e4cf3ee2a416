"""What pages say of papers that are over."""

from django import template

from greenbridge.suppliers.care import queries, rules
from greenbridge.suppliers.models import Supplier

register = template.Library()


@register.filter
def lapses(supplier: Supplier) -> list[rules.Lapse]:
    """The types that are not shown today, each with its sentence."""
    return queries.lapses(supplier)
