"""What this room knows of people and keeps in confidence."""

from greenbridge.core.privacy import Keep, confidential, holds, personal

_CONTACT = personal("对接后供对方联系，平时不公开", Keep.BODY)

holds(
    "suppliers.Supplier",
    "机构资料",
    plain="id organisation status intro website standing listed_at admissions suspended_types credit_due_on merged_into updated_at",
    contact_name=_CONTACT,
    contact_phone=_CONTACT,
    legal_person=personal("核对机构的法定代表人，公开页面只显示姓氏", Keep.BODY),
)
holds("suppliers.Activity", "机构业务", plain="id supplier service_type capability type_version")
holds("suppliers.Activity_serves", plain="id activity region")
holds(
    "suppliers.Credential",
    "机构资质",
    plain="id supplier kind number issuer grade scope issued_on expires_on verified_at revoked_on source declared",
    scan=confidential("协会核对资质", Keep.BODY),
    offered_scan=confidential("协会核对资质", Keep.BODY),
)
holds(
    "suppliers.Favourite",
    "收藏的机构",
    whose="person",
    plain="id supplier added_at is_watched seen seen_at",
    person=personal("显示本人的收藏，提醒关注的变化", Keep.ACCOUNT),
)
holds("suppliers.ExpiryReminder", plain="id supplier kind number last_day stage sent_at")
holds(
    "suppliers.TypeRestriction",
    "业务限制",
    plain="id supplier service_type since reason noticed_at lifted_at is_reported is_lift_reported",
)
_CERTIFIED = personal("核对持证人员，公开页面只显示姓氏和编号的一部分", Keep.BODY)
holds(
    "suppliers.RecordPart",
    "人员、设备、业绩等登记事项",
    plain="id supplier kind name detail quantity year band valid_until text state stated_at",
    person=_CERTIFIED,
    number=_CERTIFIED,
    evidence=confidential("协会核实业绩", Keep.BODY),
)
_REPLACED = personal("撤销修改时恢复原来的内容，含持证人员", Keep.UNDO)
_FILE_REPLACED = confidential("撤销修改时恢复原来的扫描件和证明材料", Keep.UNDO)
holds(
    "suppliers.Replaced",
    "修改前的内容",
    plain="id supplier edit kept_at",
    before=_REPLACED,
    after=_REPLACED,
    file=_FILE_REPLACED,
    second_file=_FILE_REPLACED,
)
holds("suppliers.CredentialWaste", plain="id credential category tonnes_per_year codes")
_SIZE = confidential("算出企业规模", Keep.BODY)

holds(
    "suppliers.SizeStatement",
    "企业规模的依据",
    plain="id supplier industry year is_self_declared stated_at",
    employees=_SIZE,
    revenue=_SIZE,
    assets=_SIZE,
)
holds(
    "suppliers.Sighting",
    "官方名单的原始记录",
    plain="id supplier source listed_on seen_at flags gone_since gone_note",
    raw=confidential("保留官方名单的原始内容，供核对", Keep.CASE),
)
holds("suppliers.Statement", "来源说法", plain="id supplier field kind source stated_at raw value region")
holds("suppliers.FormerName", "曾用名和原代码", plain="id supplier kind text source noted_at")
holds(
    "suppliers.Dispute",
    "来源核定",
    whose="settled_by",
    plain="id supplier field opened_at settled_at source value known",
    settled_by=personal("说明由谁核定", Keep.SIGNED),
    reason=confidential("告知机构核定的理由", Keep.CASE),
)
holds(
    "suppliers.PaperStatement",
    "资质说法",
    plain="id supplier kind number source told_by stated_at issuer grade scope issued_on expires_on is_for_ever wastes",
)
holds(
    "suppliers.PaperDispute",
    "资质核定",
    whose="settled_by",
    plain="id supplier kind number opened_at settled_at source known",
    settled_by=personal("说明由谁核定", Keep.SIGNED),
    reason=confidential("告知机构核定的理由", Keep.CASE),
)
_MERGING = confidential("告知为什么合并、不合并或撤销合并", Keep.CASE)
holds(
    "suppliers.Likeness",
    "疑似重复",
    whose="dismissed_by",
    plain="id first second evidence known found_at proposed_at dismissed_at",
    proposed_by=personal("说明由谁提出", Keep.SIGNED),
    dismissed_by=personal("说明由谁认定", Keep.SIGNED),
    remark=_MERGING,
    reason=_MERGING,
)
holds(
    "suppliers.Merge",
    "合并记录",
    whose="merged_by",
    plain="id survivor absorbed merged_at status_before moved aside made repointed undone_at",
    merged_by=personal("说明由谁合并", Keep.SIGNED),
    undone_by=personal("说明由谁撤销", Keep.SIGNED),
    reason=_MERGING,
    undo_reason=_MERGING,
)
holds(
    "suppliers.Confirmation",
    "年度确认",
    whose="confirmed_by",
    plain="id supplier due_on confirmed_at reminded",
    confirmed_by=personal("说明由谁确认", Keep.SIGNED),
)
holds(
    "suppliers.LateReport",
    "逾期申报",
    whose="recorded_by",
    plain="id supplier fact changed_on reported_on recorded_at withdrawn_at",
    recorded_by=personal("说明由谁记录", Keep.SIGNED),
    withdrawn_by=personal("说明由谁撤回", Keep.SIGNED),
    note=confidential("告知机构记录的依据", Keep.CASE),
    withdrawal=confidential("告知机构撤回记录的理由", Keep.CASE),
)
_CHANGED = personal("核对机构申报的变更，法定代表人的姓名在内", Keep.CASE)
holds(
    "suppliers.KeyChange",
    "变更申报",
    whose="submitted_by",
    plain="id association submitted_at due_at escalated_at decision decided_at supplier fact region changed_on reported_on is_late",
    submitted_by=personal("告知核对结果", Keep.SIGNED),
    decided_by=personal("说明由谁核对", Keep.SIGNED),
    before=_CHANGED,
    value=_CHANGED,
    proof=confidential("核对机构申报的变更", Keep.CASE),
    reasons=confidential("告知机构办理意见", Keep.CASE),
)
holds(
    "suppliers.ListingReview",
    "入驻申请",
    whose="submitted_by",
    plain="id association submitted_at due_at escalated_at decision decided_at supplier",
    submitted_by=personal("告知办理结果", Keep.SIGNED),
    decided_by=personal("说明由谁办理", Keep.SIGNED),
    reasons=confidential("告知机构办理意见", Keep.CASE),
    version=personal("下次审核时对照前后变化，含联系人和持证人员", Keep.BODY),
)
holds(
    "suppliers.ImportRun",
    "名单导入",
    whose="started_by",
    plain="id profile source listed_on started_at progressed_at finished_at status note mapping rows rows_done created updated flagged refused",
    file=confidential("导入官方名单", Keep.CASE),
    started_by=personal("说明由谁导入", Keep.SIGNED),
)
holds(
    "suppliers.ImportIssue",
    "名单导入的问题",
    plain="id run sheet row column reason refuses",
    value=confidential("指出名单中有问题的单元格", Keep.CASE),
)
holds("suppliers.ImportProfile", plain="id name authority province columns credential_kind date_rule")
holds("suppliers.ImportProfile_service_types", plain="id importprofile servicetype")
holds(
    "suppliers.ImportEntry",
    "名单差异",
    plain="id run kind credit_code name kept",
    fields=confidential("说明名单与上一次的差异", Keep.CASE),
    before=confidential("撤销导入时恢复原来的内容", Keep.CASE),
)
holds(
    "suppliers.CreditRecord",
    "信用记录",
    plain="id supplier kind number title decided_on authority authority_code fine confiscated valid_from valid_until source fetched_at standing",
    content=confidential("公开信用系统公布的内容", Keep.RECORD),
    raw=confidential("保留来源的原始内容，供核对", Keep.RECORD),
)
_HANDED_OVER = confidential("核对并撤销信用信息的导入", Keep.CASE)
holds(
    "suppliers.CreditRun",
    "信用信息导入",
    whose="started_by",
    plain="id source handed_at started_at finished_at status rows created changed same unknown refused kept",
    file=_HANDED_OVER,
    faults=_HANDED_OVER,
    sample=_HANDED_OVER,
    started_by=personal("说明由谁导入", Keep.SIGNED),
)
holds("suppliers.CreditEntry", "信用导入条目", plain="id run record", before=_HANDED_OVER)
_REPORTED = confidential("与官方网站核对信用报告", Keep.CASE)
holds(
    "suppliers.CreditReport",
    "信用报告",
    whose="submitted_by",
    plain="id association submitted_at due_at escalated_at decision decided_at supplier issued_on last_day reminded_at",
    submitted_by=personal("告知核对结果", Keep.SIGNED),
    decided_by=personal("说明由谁核对", Keep.SIGNED),
    reasons=_REPORTED,
    file=_REPORTED,
)
_OBJECTED = confidential("核实并答复机构对信用记录的异议", Keep.CASE)
holds(
    "suppliers.CreditObjection",
    "信用异议",
    whose="submitted_by",
    plain="id association submitted_at due_at escalated_at decision decided_at supplier record about",
    submitted_by=personal("告知异议的答复", Keep.SIGNED),
    decided_by=personal("说明由谁答复", Keep.SIGNED),
    statement=_OBJECTED,
    reasons=_OBJECTED,
    file=_OBJECTED,
)
_SEEN = confidential("核查并复核官方网站上的信用信息", Keep.CASE)
holds(
    "suppliers.CreditCheck",
    "信用核查",
    whose="checked_by",
    plain="id supplier site finding looked_on checked_at outcome settled_at record",
    checked_by=personal("说明由谁核查，复核由另一人办理", Keep.SIGNED),
    settled_by=personal("说明由谁复核", Keep.SIGNED),
    text=_SEEN,
    file=_SEEN,
    outcome_note=_SEEN,
)
holds(
    "suppliers.CriteriaSet",
    plain="id province service_type version effective_from effective_until pass_mark tolerance source",
)
holds(
    "suppliers.Criterion",
    plain="id criteria_set position code title guidance evidence credentials weight threshold is_veto",
)
_ASSESSED = confidential("说明考核结果的依据", Keep.CASE)
holds(
    "suppliers.Assessment",
    "准入考核",
    whose="opened_by",
    plain="id supplier service_type province association criteria_set corrects state opened_at submitted_at due_at escalated_at concluded_at total sheet reasons valid_until correct_by reminded",
    opened_by=personal("告知考核结果", Keep.SIGNED),
)
holds(
    "suppliers.Answer",
    "准入考核自评",
    plain="id assessment criterion points",
    note=_ASSESSED,
    file=_ASSESSED,
)
holds(
    "suppliers.Scoring",
    "准入考核评分",
    whose="officer",
    plain="id assessment part points given_at",
    officer=personal("保证两位评分人各自评分", Keep.SIGNED),
    notes=_ASSESSED,
)
holds(
    "suppliers.Recusal",
    "回避声明",
    whose="officer",
    plain="id assessment declared_at",
    officer=personal("不让有利害关系的审核员评分", Keep.CASE),
    reason=personal("说明审核员为什么回避，只有协会审核员能看到", Keep.CASE),
)
holds("suppliers.AdmissionStart", plain="id province starts_on followed_on")
holds(
    "suppliers.Suspension",
    "暂停展示的决定",
    whose="imposed_by",
    plain="id supplier service_type association reason ground since until imposed_at begun_at ended_at end_note",
    imposed_by=personal("说明由谁决定，申诉由另一人答复", Keep.SIGNED),
)
_OBJECTED = confidential("答复机构的申诉", Keep.CASE)
holds(
    "suppliers.Appeal",
    "对暂停展示的申诉",
    whose="submitted_by",
    plain="id association submitted_at due_at escalated_at decision decided_at suspension",
    submitted_by=personal("告知申诉的答复", Keep.SIGNED),
    decided_by=personal("说明由谁答复", Keep.SIGNED),
    reasons=_OBJECTED,
    statement=_OBJECTED,
    file=_OBJECTED,
)
_REPORTED = confidential("核实反馈的问题，答复反馈人", Keep.CASE)
holds(
    "suppliers.Feedback",
    "问题反馈",
    whose="reported_by",
    plain="id association submitted_at due_at escalated_at decision decided_at supplier kind",
    reported_by=personal("告知反馈的答复，机构看不到", Keep.CASE),
    decided_by=personal("说明由谁答复", Keep.SIGNED),
    text=_REPORTED,
    file=_REPORTED,
    reasons=_REPORTED,
)
_BETWEEN_OFFICERS = "审核员之间交接办理情况，不对外提供"
holds(  # nobody's row: what officers tell each other of a body leaves the platform with no one's data
    "suppliers.Note",
    "工作备注",
    plain="id supplier written_at taken_back_at",
    text=confidential(_BETWEEN_OFFICERS, Keep.CASE),
    written_by=personal(_BETWEEN_OFFICERS, Keep.CASE),
    colleague=personal(_BETWEEN_OFFICERS, Keep.CASE),
)
holds(
    "suppliers.SpotDraw",
    "抽查名单的抽取",
    whose="drawn_by",
    plain="id year quarter seed plan population size drawn closed drawn_at",
    drawn_by=personal("说明由谁抽取", Keep.SIGNED),
)
_CHECKED = confidential("检查和复核机构的整改", Keep.CASE)
holds(
    "suppliers.SpotCheck",
    "抽查",
    whose="found_by",
    plain="id draw supplier stratum association due_on state result correct_by found_at corrected_at closed_at",
    found_by=personal("说明由谁检查", Keep.SIGNED),
    findings=_CHECKED,
    correction=_CHECKED,
    file=_CHECKED,
    closing_note=_CHECKED,
)
holds(
    "suppliers.Guide",
    plain="id live has_unpublished_changes first_published_at last_published_at go_live_at expire_at expired latest_revision live_revision name operator address topic audience summary tasks preparation position loaded_as",
)
holds("suppliers.Guide_regions", plain="id guide region")
holds("suppliers.LinkCheck", plain="id guide address checked_at result answer failures failing_since")
