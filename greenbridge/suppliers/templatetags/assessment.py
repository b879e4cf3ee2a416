"""What pages say of admission: for what a body has passed, and what it lacks."""

from django import template

from greenbridge.core import clock
from greenbridge.suppliers.assessment import shelf
from greenbridge.suppliers.models import Supplier

register = template.Library()


@register.filter
def passes(supplier: Supplier) -> list[tuple[str, str]]:
    """[(环境监测（江苏省）, 2027年11月27日)]"""
    return [(shelf.named(pair), clock.written(day)) for pair, day in sorted(shelf.passed(supplier).items())]


@register.filter
def lacks(supplier: Supplier) -> list[str]:
    """What the body offers without having passed, where it must have."""
    return [shelf.named(pair) for pair in shelf.lacking(supplier)]


@register.filter
def is_on_shelf(supplier: Supplier) -> bool:
    return shelf.is_on_shelf(supplier)
