"""What an installation needs before its first visitor: associations, back-office group, pages. Run again at will."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
)

from greenbridge.accounts.models import Role
from greenbridge.accounts.services import load_associations
from greenbridge.connectors import services as connectors
from greenbridge.demands.models import ConductNumbers
from greenbridge.library.writings import services as writings
from greenbridge.portal import terms
from greenbridge.portal.models import HomePage, PlainPage
from greenbridge.portal.texts import PLAIN_PAGES, SHORTCUTS

ASSOCIATIONS = [
    ("31", "上海市环境保护产业协会", True),
    ("32", "江苏省环境保护产业协会", False),
    ("33", "浙江省环保产业协会", False),
]


@transaction.atomic
def set_up() -> None:
    """Associations, the editors' group, the home page and the plain pages. What editors have changed stays."""
    load_associations(ASSOCIATIONS)
    home = _home_page()
    for slug, title, lead, body in PLAIN_PAGES:
        if not PlainPage.objects.filter(slug=slug).exists():
            home.add_child(instance=PlainPage(slug=slug, title=title, lead=lead, body=body))
    connectors.install()
    terms.announce_first_versions()
    _editors(home)
    _keepers_of_guides()
    _keepers_of_words()
    _keepers_of_numbers()
    _keepers_of_scenarios()
    _writers()
    _keepers_of_duties()
    _in_chinese()


def _home_page() -> HomePage:
    existing: HomePage | None = HomePage.objects.first()
    if existing:
        return existing
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="首页", slug="greenbridge", shortcuts=SHORTCUTS))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name="绿桥")
    Page.objects.filter(depth=2).exclude(pk=home.pk).delete()
    laid: HomePage = HomePage.objects.get(pk=home.pk)
    return laid


def _editors(home: HomePage) -> None:
    """Editors may enter the back office, and write and publish pages below the home page."""
    group, _ = Group.objects.get_or_create(name=Role.EDITOR.label)
    if group.permissions.exists():
        return
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=home.page_ptr, permission=permission)


def _keepers_of_guides() -> None:
    """Editors write and publish guides, and take them off the site; none is deleted, so that none comes back."""
    group = Group.objects.get(name=Role.EDITOR.label)
    names = ("add_guide", "change_guide", "publish_guide")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="suppliers", codename__in=names))


def _keepers_of_words() -> None:
    """Editors keep the words that may not stand in a demand, the reasons of decisions and the limits of
    procurement; a reason that was used is retired, a limit ends on a day.
    """
    group = Group.objects.get(name=Role.EDITOR.label)
    names = (
        *("add_sensitiveword", "change_sensitiveword", "delete_sensitiveword"),
        *("add_decisionreason", "change_decisionreason"),
        *("add_procurementlimit", "change_procurementlimit"),
    )
    group.permissions.add(*Permission.objects.filter(content_type__app_label="demands", codename__in=names))


def _keepers_of_numbers() -> None:
    """Editors change the numbers by which buyers are supervised; there is one row, which nobody adds or deletes."""
    ConductNumbers.objects.get_or_create(pk=1)
    group = Group.objects.get(name=Role.EDITOR.label)
    group.permissions.add(
        Permission.objects.get(content_type__app_label="demands", codename="change_conductnumbers")
    )


def _keepers_of_scenarios() -> None:
    """Editors write scenarios and take them off; none is deleted, because demands keep their versions."""
    group = Group.objects.get(name=Role.EDITOR.label)
    names = ("add_scenario", "change_scenario")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="demands", codename__in=names))


def _writers() -> None:
    """Editors write about the law, each approved by another one, and say what a document belongs to; nothing is deleted."""
    writings.install()
    group = Group.objects.get(name=Role.EDITOR.label)
    names = (
        *("add_writing", "change_writing", "publish_writing"),
        *("add_topic", "change_topic", "publish_topic", "add_term", "change_term", "publish_term"),
        *("add_picture", "change_picture", "change_work"),
    )
    group.permissions.add(*Permission.objects.filter(content_type__app_label="library", codename__in=names))


def _keepers_of_duties() -> None:
    """Editors write the duties of the calendar and confirm them; none is deleted, so that none comes back: it ends on a day."""
    group = Group.objects.get(name=Role.EDITOR.label)
    names = ("add_duty", "change_duty")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="library", codename__in=names))


def _in_chinese() -> None:
    """Wagtail lays down a few rows with English names; its approval is by groups that nobody belongs to."""
    editors = Group.objects.get(name=Role.EDITOR.label)
    Workflow.objects.filter(name="Moderators approval").update(name="内容审核")
    for task in GroupApprovalTask.objects.filter(name="Moderators approval"):
        task.name = "内容编辑审核"
        task.save(update_fields=["name"])
        task.groups.set([editors])
    Group.objects.filter(name__in=("Moderators", "Editors"), user=None).delete()
    Collection.objects.filter(depth=1, name="Root").update(name="全部")
    Page.objects.filter(depth=1, title="Root").update(title="全站", draft_title="全站")
