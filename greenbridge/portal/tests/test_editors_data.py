"""What an editor wrote in the back office: taken along with 我的数据, and gone or nameless with the account."""

import json
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import APIToken, Comment, CommentReply, Page, PageSubscription, Revision, UploadedFile
from wagtail.users.models import UserProfile

from greenbridge.accounts import closing, my_data, services
from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.portal import editing
from greenbridge.portal.models import PlainPage
from greenbridge.testing import cast
from greenbridge.testing.mould import furnish

pytestmark = pytest.mark.usefixtures("ground")

ALONE = (EditingSession, FormState, UserProfile, PageSubscription, APIToken, UploadedFile)


@pytest.fixture
def editor(settings: Any, tmp_path: Any) -> User:
    """An editor with something in every drawer of the back office."""
    settings.MEDIA_ROOT = tmp_path
    furnish()
    editor, page = cast.editor(), PlainPage.objects.latest("pk")
    page.title = "改过的标题"
    page.save_revision(user=editor)
    Page.objects.filter(pk=page.pk).update(owner=editor)
    remark = Comment.objects.create(page=page, user=editor, text="这句请再改。", contentpath="body")
    CommentReply.objects.create(comment=remark, user=editor, text="改好了。")
    FormState.objects.update_or_create_by_instance(
        page, user=editor, defaults={"data": "title=half", "last_updated_at": clock.now()}
    )
    EditingSession.objects.create(
        user=editor,
        content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        last_seen_at=clock.now(),
    )
    UserProfile.get_for_user(editor)
    PageSubscription.objects.create(user=editor, page=page, comment_notifications=True)
    APIToken.create_token(user=editor, name="取文章")
    UploadedFile.objects.create(uploaded_by_user=editor, file=ContentFile(b"half", "half.png"))
    return editor


def told(person: User) -> dict[str, list[dict[str, Any]]]:
    return {one["table"]: one["rows"] for one in json.loads(my_data.as_json(person))["data"]}


def test_an_editor_takes_along_what_was_written_and_no_key(editor: User) -> None:
    rows = told(editor)

    assert [row["text"] for row in rows["wagtailcore.Comment"]] == ["这句请再改。"]
    assert [row["text"] for row in rows["wagtailcore.CommentReply"]] == ["改好了。"]
    assert [row["data"] for row in rows["wagtailadmin.FormState"]] == ["title=half"]
    assert rows["wagtailcore.Revision"][-1]["content"]["title"] == "改过的标题"
    assert len(rows["wagtailcore.Page"]) == 1
    assert {model._meta.label for model in ALONE} <= set(rows)
    assert APIToken.objects.get().key_hash not in my_data.as_json(editor).decode()
    assert my_data.as_workbook(editor)
    assert "wagtailcore.Comment" not in told(cast.second_editor())


def closed(editor: User) -> None:
    editor.grants.all().delete()
    services.close_account(User.objects.get(pk=editor.pk))


def test_what_served_the_editor_alone_goes_with_the_account_and_the_rest_stays_nameless(
    editor: User, tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    assert [model.__name__ for model in ALONE if not model._default_manager.exists()] == []
    assert list(tmp_path.rglob("half*.png"))

    with django_capture_on_commit_callbacks(execute=True):
        closed(editor)

    assert [model.__name__ for model in ALONE if model._default_manager.exists()] == []
    assert not list(tmp_path.rglob("half*.png"))
    assert str(Comment.objects.get().user) == str(Revision.objects.latest("pk").user) == "已注销用户"


def test_an_editor_of_whom_something_stays_is_noticed(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: nobody takes away what the back office keeps."""
    others = [one for one in closing._forgettings if one is not editing.forget]
    monkeypatch.setattr(closing, "_forgettings", others)

    closed(editor)

    assert all(model._default_manager.exists() for model in ALONE)
