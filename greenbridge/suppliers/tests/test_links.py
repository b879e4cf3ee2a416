"""Links to official systems are looked at every week; what does not open twice in a row is said to everybody."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.urls import reverse

from greenbridge.accounts.services import agree
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock, links
from greenbridge.messaging.models import Message
from greenbridge.portal.setup import set_up
from greenbridge.suppliers.guides import queries, services
from greenbridge.suppliers.models import Guide, LinkCheck
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.sites import Reply, Site, by_method, site, status, this_machine_is_outside

__all__ = ["this_machine_is_outside"]

pytestmark = pytest.mark.usefixtures("ground", "this_machine_is_outside")

DAY = dt.timedelta(days=1)
MONDAY = dt.datetime(2026, 11, 23, 20, 20, tzinfo=dt.UTC)


@pytest.fixture
def other() -> Iterator[Site]:
    with site(home=status(200)) as made:
        yield made


def guide_at(address: str, name: str = "示例许可证平台") -> Guide:
    return cast.guide(name=name, address=address)


def looked_at(guide: Guide, when: dt.datetime = MONDAY) -> LinkCheck:
    """The job ran at that moment; what is known of the link now."""
    with clock.stopped_at(when):
        services.check_due()
    return LinkCheck.objects.get(guide=guide)


def test_a_link_that_opens_is_noted_with_its_answer(other: Site) -> None:
    check = looked_at(guide_at(other.base + "/home"))

    assert (check.result, check.answer, check.checked_at, check.failures) == ("opens", "200", MONDAY, 0)
    assert [one.method for one in other.asked] == ["HEAD"]
    assert not AuditRecord.objects.filter(action__startswith="guide.").exists()


def test_a_site_that_answers_heads_wrongly_is_asked_for_the_page(other: Site) -> None:
    other.replies["/odd"] = by_method(HEAD=status(500), GET=status(200, b"x" * 100_000))

    assert looked_at(guide_at(other.base + "/odd")).result == "opens"
    assert [one.method for one in other.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize("code", sorted(links.REFUSING))
def test_a_door_that_wants_a_person_is_not_broken_and_that_is_said(other: Site, code: int) -> None:
    other.replies["/guarded"] = status(code)
    guide = guide_at(other.base + "/guarded")
    looked_at(guide)

    assert looked_at(guide, MONDAY + 7 * DAY).result == "refuses"
    assert list(queries.broken()) == []
    assert "有应答，但不接受自动检查" in words_of(as_(None).get(guide.get_absolute_url()))


@pytest.mark.parametrize("reply", [status(404), status(410), status(500), status(302, Location="/home2")])
def test_one_failure_is_a_hiccup_and_the_second_makes_it_broken(other: Site, reply: Reply) -> None:
    other.replies["/gone"] = reply
    guide = guide_at(other.base + "/gone")

    first = looked_at(guide)
    assert (first.result, first.failures, first.broken_since) == ("failed", 1, None)
    assert "上次检查未能打开" not in words_of(as_(None).get("/guides/"))
    assert "次日再查" in words_of(as_(None).get(guide.get_absolute_url()))

    second = looked_at(guide, MONDAY + DAY)
    assert (second.failures, second.broken_since) == (2, MONDAY)
    said = words_of(as_(None).get("/guides/"))
    assert "上次检查未能打开" in said
    assert "（2026年11月25日）" in said
    assert AuditRecord.objects.get(action="guide.link_broken").target_name == str(guide)


def test_a_link_that_opens_again_is_whole_again(other: Site) -> None:
    other.replies["/flaky"] = status(503)
    guide = guide_at(other.base + "/flaky")
    looked_at(guide)
    looked_at(guide, MONDAY + DAY)
    other.replies["/flaky"] = status(200)

    check = looked_at(guide, MONDAY + 2 * DAY)

    assert (check.failures, check.failing_since) == (0, None)
    assert "上次检查未能打开" not in words_of(as_(None).get("/guides/"))
    actions = AuditRecord.objects.filter(action__startswith="guide.link").values_list("action", flat=True)
    assert sorted(actions) == ["guide.link_broken", "guide.link_restored"]


def test_what_opens_is_left_alone_for_a_week_and_what_failed_for_a_day(other: Site) -> None:
    well, ill = guide_at(other.base + "/home"), guide_at(other.base + "/ill", "失效平台")
    looked_at(well)

    with clock.stopped_at(MONDAY + dt.timedelta(hours=2)):
        assert list(queries.due()) == []
    with clock.stopped_at(MONDAY + DAY):
        assert list(queries.due()) == [ill]
    with clock.stopped_at(MONDAY + 7 * DAY):
        assert set(queries.due()) == {well, ill}


def test_a_new_address_begins_anew(other: Site) -> None:
    guide = guide_at(other.base + "/gone")
    looked_at(guide)
    looked_at(guide, MONDAY + DAY)
    assert list(queries.broken()) == [guide]

    Guide.objects.filter(pk=guide.pk).update(address=other.base + "/home")

    assert list(queries.broken()) == []
    assert "尚未检查" in words_of(as_(None).get(guide.get_absolute_url()))
    check = looked_at(guide, MONDAY + DAY + dt.timedelta(minutes=5))
    assert (check.result, check.failures) == ("opens", 0)


def test_what_an_editor_changed_while_the_site_was_asked_is_not_judged_by_the_old_address(
    other: Site,
) -> None:
    guide = guide_at(other.base + "/gone")
    finding = links.look(guide.address)
    Guide.objects.filter(pk=guide.pk).update(address=other.base + "/home")

    services.note(guide, finding)

    assert not LinkCheck.objects.exists()


def test_a_guide_that_is_not_public_is_not_looked_at(other: Site) -> None:
    guide = guide_at(other.base + "/home")
    guide.unpublish()

    assert services.check_due() == 0
    assert other.asked == []


def test_where_nobody_answers_the_network_is_ours_and_nothing_is_said(other: Site) -> None:
    nowhere = "http://127.0.0.2:8009/"
    guides = [guide_at(nowhere, "甲"), guide_at(nowhere, "乙")]

    assert services.check_due() == 0
    assert not LinkCheck.objects.exists()

    well = guide_at(other.base + "/home", "能打开的平台")
    looked_at(well)
    assert {check.guide for check in LinkCheck.objects.filter(result="failed")} == set(guides)


def test_where_another_site_still_answers_a_link_that_does_not_is_broken(other: Site) -> None:
    well, ill = guide_at(other.base + "/home"), guide_at("http://127.0.0.2:8009/", "关闭的平台")
    looked_at(well)

    check = looked_at(ill, MONDAY + DAY)

    assert (check.failures, check.answer) == (2, "网址不在公共网络上")
    assert [one.path for one in other.asked] == ["/home", "/home"]


def test_broken_links_wait_on_the_desks_of_editors_and_operators_alone(other: Site) -> None:
    set_up()
    for person in (cast.editor(), cast.operator(), cast.officer()):
        agree(person)
    Guide.objects.exclude(loaded_as="").delete()
    guide = guide_at(other.base + "/gone")
    looked_at(guide)
    looked_at(guide, MONDAY + DAY)
    queue = reverse("portal:queue", args=["links"])
    edit = reverse("wagtailsnippets_suppliers_guide:edit", args=[guide.pk])

    for person, leads_to in ((cast.editor(), edit), (cast.operator(), guide.get_absolute_url())):
        page = as_(person).get(queue)
        assert "“示例许可证平台”的网址打不开（404）" in words_of(page)
        assert f'href="{leads_to}"' in page.content.decode()
        assert "“示例许可证平台”的网址打不开" in words_of(as_(person).get(reverse("portal:desk")))
    for person in (cast.editor(), cast.operator()):
        (message,) = Message.objects.filter(recipient=person)
        assert (message.text, message.link) == ("“示例许可证平台”的网址连续两次打不开，请核对。", queue)
    looked_at(guide, MONDAY + 2 * DAY)
    assert Message.objects.filter(link=queue).count() == 2  # nobody is told of the same thing every day
    assert as_(cast.officer()).get(queue).status_code == 404
    assert "未能打开（404）" in words_of(
        as_(cast.editor()).get(reverse("wagtailsnippets_suppliers_guide:list"))
    )
