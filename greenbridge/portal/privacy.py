"""What the back office, which stands on other people's tables, knows of the editors who work in it."""

from django.db import connection

from greenbridge.core.privacy import ALL, Keep, confidential, holds, personal, secret

_EDITOR = personal("说明内容由谁编辑、审核", Keep.SIGNED)
_WRITTEN = confidential("编辑之间对照、商量和审核内容", Keep.EDITED)
_PREVIEW = personal("预览没有保存的内容", Keep.ACCOUNT)
_SETTINGS = personal("编辑本人的后台设置", Keep.ACCOUNT)
_TOKEN = personal("程序以编辑的名义读取内容", Keep.ACCOUNT)
_UPLOAD = personal("填完说明后存为图片或文档", Keep.ACCOUNT)

for label in (
    "portal.HomePage",
    "portal.PlainPage",
    "wagtailadmin.Admin",
    "wagtailimages.Rendition",
    "wagtailcore.Locale",
    "wagtailcore.Site",
    "wagtailcore.GroupSitePermission",
    "wagtailcore.CollectionViewRestriction_groups",
    "wagtailcore.Collection",
    "wagtailcore.GroupCollectionPermission",
    "wagtailcore.WorkflowContentType",
    "wagtailcore.Workflow",
    "wagtailcore.WorkflowTask",
    "wagtailcore.Task",
    "wagtailcore.GroupApprovalTask",
    "wagtailcore.GroupApprovalTask_groups",
    "wagtailcore.GroupPagePermission",
    "wagtailcore.PageViewRestriction_groups",
    "wagtailcore.WorkflowPage",
    "wagtailcore.ReferenceIndex",
    "taggit.Tag",
    "taggit.TaggedItem",
    "auth.Permission",
    "auth.Group",
    "auth.Group_permissions",
    "contenttypes.ContentType",
    "modelsearch.IndexEntry",
):
    holds(label, plain=ALL)
if connection.vendor == "sqlite":  # the same words once more, where the database is this one
    holds("modelsearch.SQLiteFTSIndexEntry", plain=ALL)
holds(
    "wagtailcore.Page",
    "网页",
    whose="owner",
    plain="id path depth numchild translation_key locale latest_revision live has_unpublished_changes first_published_at "
    "last_published_at live_revision go_live_at expire_at expired locked locked_at title draft_title slug content_type "
    "url_path latest_revision_created_at alias_of show_in_menus seo_title search_description",
    owner=_EDITOR,
    locked_by=_EDITOR,
)
holds(
    "wagtailcore.Revision",
    "内容的各个版本",
    whose="user",
    plain="id content_type base_content_type object_id created_at object_str approved_go_live_at",
    user=_EDITOR,
    content=_WRITTEN,
)
holds(
    "wagtailcore.Comment",
    "网页的批注",
    whose="user",
    plain="id page contentpath position created_at updated_at revision_created resolved_at",
    user=_EDITOR,
    resolved_by=_EDITOR,
    text=_WRITTEN,
)
holds(
    "wagtailcore.CommentReply",
    "批注的回复",
    whose="user",
    plain="id comment created_at updated_at",
    user=_EDITOR,
    text=_WRITTEN,
)
holds(
    "wagtailcore.WorkflowState",
    "内容的送审",
    whose="requested_by",
    plain="id content_type base_content_type object_id workflow status created_at current_task_state",
    requested_by=_EDITOR,
)
holds(
    "wagtailcore.TaskState",
    "内容的审核",
    whose="finished_by",
    plain="id workflow_state revision task status started_at finished_at content_type",
    finished_by=_EDITOR,
    comment=_WRITTEN,
)
for label, title, thing in (
    ("PageLogEntry", "网页的编辑记录", "page"),
    ("ModelLogEntry", "其他内容的编辑记录", "object_id"),
):
    holds(
        f"wagtailcore.{label}",
        title,
        f"id content_type label action timestamp uuid revision content_changed deleted {thing}",
        "user",
        user=_EDITOR,
        data=confidential("说明改了什么", Keep.RECORD),
    )
holds(
    "wagtailimages.Image",
    "内容后台的图片",
    whose="uploaded_by_user",
    plain="id collection title file description width height created_at focal_point_x focal_point_y focal_point_width "
    "focal_point_height file_size file_hash",
    uploaded_by_user=_EDITOR,
)
holds(
    "wagtaildocs.Document",
    "内容后台的文档",
    whose="uploaded_by_user",
    plain="id collection title file created_at file_size file_hash",
    uploaded_by_user=_EDITOR,
)
for label, thing in (("PageViewRestriction", "page"), ("CollectionViewRestriction", "collection")):
    holds(
        f"wagtailcore.{label}",
        "限制查看的口令",
        f"id restriction_type {thing}",
        password=confidential("只让知道口令的人查看", Keep.EDITED),
    )

# What serves one editor alone; ``portal.editing.forget`` takes it away with the account.
holds(
    "wagtailadmin.EditingSession",
    "正在编辑",
    whose="user",
    plain="id content_type object_id last_seen_at is_editing",
    user=personal("提醒几位编辑不要同时改一处", Keep.ACCOUNT),
)
holds(
    "wagtailadmin.FormState",
    "没有保存的编辑内容",
    whose="user",
    plain="id content_type object_id parent_object_id last_updated_at",
    user=_PREVIEW,
    data=_PREVIEW,
)
holds(
    "wagtailusers.UserProfile",
    "内容后台的个人设置",
    whose="user",
    plain="id submitted_notifications approved_notifications rejected_notifications updated_comments_notifications "
    "dismissibles theme contrast density keyboard_shortcuts",
    user=_SETTINGS,
    preferred_language=_SETTINGS,
    current_time_zone=_SETTINGS,
    avatar=_SETTINGS,
)
holds(
    "wagtailcore.PageSubscription",
    "批注提醒",
    whose="user",
    plain="id page comment_notifications",
    user=personal("有新批注时提醒编辑", Keep.ACCOUNT),
)
holds(
    "wagtailcore.APIToken",
    "内容后台的接口密钥",
    whose="user",
    plain="id prefix created revoked_at last_used_at",
    user=_TOKEN,
    name=_TOKEN,
    key_hash=secret("核对接口密钥，只保存不可还原的摘要", Keep.ACCOUNT),
)
holds(
    "wagtailcore.UploadedFile",
    "没有填完的上传",
    whose="uploaded_by_user",
    plain="id for_content_type",
    uploaded_by_user=_UPLOAD,
    file=_UPLOAD,
)
