"""What an editor writes of a limit, and what a public body says that publishes above one."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from greenbridge.accounts.forms import WanField
from greenbridge.core import money
from greenbridge.demands.limits import queries
from greenbridge.demands.models import Demand
from greenbridge.reference.models import HOME_PROVINCES, Region

AMOUNTS = ("procurement", "tender")
FIELDS = ("off_platform", "off_platform_text")


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class LimitForm(WagtailAdminModelForm):
    """Amounts are typed in 万元 and kept in 分. Without amounts the limit counts as not recorded."""

    region = PlaceField(
        label="地区", queryset=Region.objects.none(), help_text="下级地区没有另行规定的，按上级地区。"
    )
    procurement = WanField(
        label="采购限额（万元）", help_text="达到这个数额应在法定平台采购。没有核实的不填。"
    )
    tender = WanField(label="公开招标数额（万元）", help_text="达到这个数额应公开招标。没有核实的不填。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        within = Region.objects.current().filter(level__lte=Region.Level.COUNTY)
        self.fields["region"].queryset = within.filter(code__regex=f"^({'|'.join(HOME_PROVINCES)})")
        for name in AMOUNTS:
            fen = getattr(self.instance, name)
            self.initial[name] = None if fen is None else f"{money.to_wan(fen):f}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if any(cleaned.get(name) is not None for name in AMOUNTS) and not cleaned.get("document"):
            self.add_error("document", "填写数额时，请写明依据文件的名称和文号。")
        return cleaned


def only_where_asked(form: forms.Form, demand: Demand) -> None:
    """The reason is asked for only of a public body whose budget reaches a limit, or that has given one; it has to give one
    unless it says in the same breath that it is no public body.
    """
    if not set(FIELDS) <= set(form.fields):
        return
    found = queries.finding(demand)
    is_reached = found is not None and found.is_reached
    if is_reached:
        stated = form.data.get("publisher_kind", demand.publisher_kind)
        form.fields["off_platform"].required = stated in Demand.PUBLIC_BODIES
    elif not demand.off_platform:
        for name in FIELDS:
            del form.fields[name]
