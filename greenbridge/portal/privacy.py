"""What the back office, which stands on other people's tables, knows of the editors who work in it."""

from django.db import connection

from greenbridge.core.privacy import ALL, Keep, holds, personal

_EDITOR = personal("说明内容由谁编辑、审核", Keep.TRAIL)

for label in (
    "portal.HomePage",
    "portal.PlainPage",
    "wagtailadmin.Admin",
    "wagtailimages.Rendition",
    "wagtailcore.Locale",
    "wagtailcore.Site",
    "wagtailcore.GroupSitePermission",
    "wagtailcore.CollectionViewRestriction",
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
    "wagtailcore.PageViewRestriction",
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
for label, column in (
    ("wagtailadmin.EditingSession", "user"),
    ("wagtailadmin.FormState", "user"),
    ("wagtailusers.UserProfile", "user"),
    ("wagtailimages.Image", "uploaded_by_user"),
    ("wagtaildocs.Document", "uploaded_by_user"),
    ("wagtailcore.APIToken", "user"),
    ("wagtailcore.ModelLogEntry", "user"),
    ("wagtailcore.PageLogEntry", "user"),
    ("wagtailcore.Revision", "user"),
    ("wagtailcore.UploadedFile", "uploaded_by_user"),
    ("wagtailcore.WorkflowState", "requested_by"),
    ("wagtailcore.TaskState", "finished_by"),
    ("wagtailcore.Page", "owner"),
    ("wagtailcore.Comment", "user"),
    ("wagtailcore.CommentReply", "user"),
    ("wagtailcore.PageSubscription", "user"),
):
    holds(label, "内容后台的编辑记录", ALL, "", **{column: _EDITOR})
