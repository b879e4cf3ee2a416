"""Operators see how sources fare, try settings on a stored page, save them, and write a notice down by hand."""

from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from greenbridge.connectors import services
from greenbridge.connectors.forms import SettingsForm
from greenbridge.connectors.models import Snapshot, Source
from greenbridge.connectors.tests.conftest import Site
from greenbridge.demands.models import Project
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")


def url(act: str, name: str = "html") -> str:
    return reverse(f"connectors:{act}", args=[name])


def filled(source: Source, **others: Any) -> dict[str, Any]:
    """The form as a browser sends it, with some fields changed."""
    form = SettingsForm(source=source)
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (values | others).items() if value not in (None, False)}


def test_the_page_tells_what_is_to_be_looked_at(site: Site) -> None:
    operator, source = as_(cast.operator()), cast.source("html")
    services.sync(source, base=site[0], pace=0)
    assert "需要查看" not in words_of(operator.get(reverse("connectors:list")))

    services.sync(source, base=f"{site[0]}/fault/changed", pace=0)

    assert "列表第一页没有条目" in words_of(operator.get(reverse("connectors:list")))
    page = words_of(operator.get(url("source")))
    assert "已有的内容没有改动" in page
    assert "园区通知公告（网页列表示例）：列表第一页没有条目" in words_of(operator.get("/desk/connectors/"))


def test_settings_are_tried_on_a_stored_page_before_they_are_saved(site: Site) -> None:
    operator, source = as_(cast.operator()), cast.source("html")
    services.sync(source, base=f"{site[0]}/fault/changed", pace=0)
    page = Snapshot.objects.get(source=source)
    sent = filled(source, snapshot=page.pk, s_row="div.news li")

    as_it_is = words_of(operator.post(url("settings"), filled(source, snapshot=page.pk) | {"try": "1"}))
    mended = words_of(operator.post(url("settings"), sent | {"try": "1"}))

    assert "没有读出来：列表第一页没有条目" in as_it_is
    assert "读出 2 条，设置还没有保存" in mended
    assert "青浦某产业园雨污管网水质监测" in mended
    assert cast.source("html").settings["row"] == "div.notices li"

    assert "请填写修改理由" in words_of(operator.post(url("settings"), sent))
    assert operator.post(url("settings"), sent | {"reason": "换了版式。"}).status_code == 302
    assert cast.source("html").settings["row"] == "div.news li"
    told = words_of(operator.get(url("source")))
    assert "换了版式。" in told
    assert "每一条的选择器：<code>div.notices li</code> 改为 <code>div.news li</code>" in told


def test_a_page_of_a_notice_is_tried_field_by_field(site: Site) -> None:
    operator, source = as_(cast.operator()), cast.source("html")
    services.sync(source, base=site[0], pace=0)
    page = Snapshot.objects.filter(source=source, kind="detail").first()
    assert page

    tried = words_of(operator.post(url("settings"), filled(source, snapshot=page.pk) | {"try": "1"}))

    assert "读出了这一页" in tried
    assert "120,000元" in tried


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"s_row": "ul["}, "选择器“ul[”写法不对"),
        ({"whole": "{"}, "这不是完整的 JSON"),
        ({"whole": "[]"}, "全部设置应以 { 开头"),
        ({"pace": "1"}, "请填写2至10的整数"),
        ({"snapshot": "0", "try": "1"}, "这个网页已不在留存中"),
        ({"try": "1"}, "请选择一个留存的网页"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field_and_not_saved(change: dict[str, str], said: str) -> None:
    source = cast.source("html")

    page = words_of(as_(cast.operator()).post(url("settings"), filled(source, reason="试。") | change))

    assert said in page.replace("&quot;", '"')
    assert cast.source("html").version == 1


def test_a_notice_is_written_down_by_hand() -> None:
    sent = {
        "title": "金泽镇河道水质监测（示例）公开招标公告",
        "address": "https://notices.example/1",
        "published": "2026-11-02 10:00",
        "text": "项目编号：SL-9\n采购人：金泽镇人民政府\n预算金额：12万元",
    }
    operator, _ = as_(cast.operator()), cast.source("paste")

    page = words_of(operator.post(url("paste", "paste"), sent, follow=True))

    project = Project.objects.get()
    assert f"项目编号 {project.number}" in page
    assert project.budget == 12_000_000
    assert "没有发布时间" in words_of(operator.post(url("paste", "paste"), sent | {"published": "昨天"}))


def test_a_list_that_an_operator_uploads_is_read_in_the_background(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, operator = cast.source("jiangsu"), as_(cast.operator())
    content = "公告标题,网址,发布时间\n盛泽镇排污许可核查服务（示例）,/jiangsu/701.htm,2026-11-02\n".encode()
    sent = {"file": SimpleUploadedFile("清单.csv", content)}

    page = words_of(operator.post(url("file", "jiangsu"), sent, follow=True))
    assert "清单已收下" in page
    sent["file"].seek(0)
    assert "已经要求过" in words_of(operator.post(url("file", "jiangsu"), sent))

    visit = services.sync
    monkeypatch.setattr(
        services, "sync", lambda source, **facts: visit(source, base=site[0], pace=0, **facts)
    )
    assert services.sync_asked() == 1
    assert Project.objects.get().project_number == "SL-2026-JS-7001"
    source.refresh_from_db()
    assert source.brought is None
    assert services.sync_asked() == 0
    sent["file"].seek(0)
    assert "不读表格" in words_of(operator.post(url("file"), sent))


def test_the_commands_tell_their_counts_and_refuse_in_words(site: Site) -> None:
    services.install()
    told = StringIO()
    call_command("connectors_sync", "feed", base=site[0], pace=0.0, json=True, stdout=told)
    call_command("connectors_sync", "feed", base=f"{site[0]}/fault/empty", pace=0.0, stdout=told)
    call_command("connectors_replay", "feed", json=True, stdout=told)
    call_command("connectors_replay", "feed", stdout=told)

    assert '"fetched": 2, "items": 1, "new": 1, "changed": 0, "same": 0' in told.getvalue()
    assert "警报：列表第一页没有条目" in told.getvalue()
    assert '"same": 1, "changed": 0' in told.getvalue()
    with pytest.raises(CommandError, match="没有官方来源“nobody”"):
        call_command("connectors_sync", "nobody")
    with pytest.raises(CommandError, match="至少相隔2秒"):
        call_command("connectors_sync", "feed", pace=0.0)
