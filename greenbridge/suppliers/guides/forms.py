"""What an editor writes of an official system."""

from wagtail.admin.forms import WagtailAdminModelForm

from greenbridge.reference.forms import RegionsField


class GuideForm(WagtailAdminModelForm):
    regions = RegionsField(
        label="适用地区",
        required=False,
        help_text="填写省、市、区县名称，用顿号分开，例如：上海市、苏州市吴江区。不填表示全国。",
    )
