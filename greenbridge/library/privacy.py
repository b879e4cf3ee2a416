"""Official texts, what editors write of them, and what companies say of themselves to see their duties."""

from greenbridge.core.privacy import Keep, confidential, holds, personal, secret

holds("library.Issuer", plain="id name region former_names position")
holds(
    "library.Work",
    plain="id code kind title title_key short_titles region number_key standard_class is_key created_at is_demo",
)
holds("library.Work_issuers", plain="id work issuer")
holds("library.Work_domains", plain="id work domain")
holds(
    "library.Version",
    plain="id work dated_on title number number_key promulgated_on effective_on expires_on standing aside_why history text digest warnings source "
    "source_url fetched_at created_at published_at starts_on ends_on end",
)
holds(
    "library.Correction",
    "法规文本的更正",
    whose="proposed_by",
    plain="id version former text reason reason_is_public proposed_at outcome note decided_at",
    proposed_by=personal("说明由谁提出更正，不由本人审核", Keep.SIGNED),
    decided_by=personal("说明由谁审核更正", Keep.SIGNED),
)
holds("library.VersionFile", plain="id version file title")
holds("library.Clause", plain="id version position parent level address label heading text")
holds("library.CatalogueRow", plain="id version position table code group cells text")
holds(
    "library.Effect",
    "变动记录",
    whose="confirmed_by",
    plain="id kind by by_address target target_title target_key target_address since region note found is_confirmed created_at "
    "confirmed_at basis basis_note withdrawn_at withdrawn_why",
    confirmed_by=personal("说明由谁核对", Keep.SIGNED),
)

# What editors write; who wrote it stands with Wagtail's revisions (portal.privacy).
_DRAFT = (
    "id live has_unpublished_changes first_published_at last_published_at go_live_at expire_at expired "
    "latest_revision live_revision is_demo "
)
holds("library.Picture", plain="id title file words created_at")
holds(
    "library.Writing",
    plain=_DRAFT + "kind title lead text picture source source_url",
)
holds("library.Writing_domains", plain="id writing domain")
holds("library.Writing_regions", plain="id writing region")
holds("library.WritingClause", plain="id sort_order writing work address version_on")
holds("library.Topic", plain=_DRAFT + "title slug lead position")
holds("library.TopicListing", plain="id topic work listed_at")
holds("library.TopicItem", plain="id sort_order topic work address version_on writing note")
holds("library.Term", plain=_DRAFT + "name meaning")
holds("library.TermClause", plain="id sort_order term work address version_on")
holds("library.SecondEditor", plain="task_ptr")
holds("library.SecondEditor_groups", plain="id secondeditor group")
holds(
    "library.Submission",
    "内容后台的送审记录",
    whose="written_by",
    plain="taskstate_ptr digest",
    written_by=personal("说明内容由谁编辑，不由本人审核", Keep.SIGNED),
)
holds("library.ClauseMapping", plain="id old old_address new new_address note")
holds("library.Citation", plain="id clause quote key target target_address")
holds("library.Definition", plain="id clause term letters part meaning is_local")
holds(
    "library.Recheck",
    "待复核",
    whose="settled_by",
    plain="id source key title url work address cause stage reason opened_at settled_at outcome note",
    settled_by=personal("说明由谁复核", Keep.SIGNED),
)
holds("library.TurnedDay", plain="id day turned_at changed")
holds(
    "library.Duty",
    plain="id title what industries traits pace month day count unit anchor law article standard note valid_from valid_until "
    "is_confirmed position loaded_as",
)
holds("library.Duty_service_types", plain="id duty servicetype")
holds("library.Duty_regions", plain="id duty region")
_PROFILE = confidential("列出本单位要办的环保事项，到期前提醒，只给本单位成员看", Keep.BODY)
holds(
    "library.ComplianceProfile",
    "合规档案",
    plain="id organisation industry region begun_on",
    permit=_PROFILE,
    waste=_PROFILE,
    traits=_PROFILE,
    permit_expires_on=_PROFILE,
    plan_filed_on=_PROFILE,
    audited_on=_PROFILE,
    built_on=_PROFILE,
    radiation_expires_on=_PROFILE,
    waste_licence_expires_on=_PROFILE,
    feed_key=secret("在日历软件里订阅本单位的合规日历", Keep.BODY),
)
holds(
    "library.DutyDone",
    "合规事项的办理标记",
    whose="done_by",
    plain="id profile duty period done_at",
    done_by=personal("让同事看到由谁标记", Keep.SIGNED),
)
holds("library.DutyStop", plain="id profile duty stopped_at")
holds("library.DutyReminder", plain="id profile duty period stage sent_at")
holds(
    "library.Follow",
    "标准政策的关注",
    whose="person",
    plain="id conditions label pace asked_at confirmed_at told",
    person=personal("通知关注的人", Keep.SUBSCRIPTION),
    email=personal("通知没有账号的关注人", Keep.SUBSCRIPTION),
)
holds(
    "library.TextFeedback",
    "条文反馈",
    whose="reported_by",
    plain="id version address clause kind reported_at state answered_at",
    reported_by=personal("把答复告诉反馈人，不向编辑显示", Keep.CASE),
    text=personal("核实反馈的问题", Keep.CASE),
    answer=personal("答复反馈人", Keep.CASE),
    answered_by=personal("说明由谁答复", Keep.SIGNED),
)
