"""What this room knows of people and keeps in confidence."""

from greenbridge.core.privacy import Keep, confidential, holds, personal

_CONTACT = personal("机构响应后供对方联系，平时不公开", Keep.TRADE)

holds(
    "demands.Demand",
    "需求",
    whose="author",
    plain="id number status title title_key waste_codes description is_urgent region deadline service_ends_on budget_kind budget_min budget_max questions_until "
    "type_version publisher_kind off_platform is_masked created_at saved_at published_at closed_at closing_note is_demo",
    buyer=confidential("发布单位；选择隐去名称时只有审核协会和对接的机构知道", Keep.RECORD),
    address=confidential("项目地址；选择隐去名称时不公开", Keep.TRADE),
    off_platform_text=confidential("说明为什么不在法定平台采购", Keep.TRADE),
    author=personal("说明由谁发布", Keep.SIGNED),
    contact_name=_CONTACT,
    contact_phone=_CONTACT,
)
holds("demands.Demand_service_types", plain="id demand servicetype")
holds("demands.Demand_wastes", plain="id demand wastecategory")
holds("demands.Demand_credentials", plain="id demand credentialkind")
holds(
    "demands.Site",
    "需求点位",
    plain="id demand number region need quantity",
    name=confidential("点位名称；选择隐去单位名称时不公开", Keep.TRADE),
    address=confidential("点位地址；选择隐去单位名称时不公开", Keep.TRADE),
)
holds(
    "demands.Lot",
    plain="id demand number title waste_codes description budget_kind budget_min budget_max ended_at",
)
holds("demands.Lot_service_types", plain="id lot servicetype")
holds("demands.Lot_wastes", plain="id lot wastecategory")
holds("demands.Lot_credentials", plain="id lot credentialkind")
holds("demands.Lot_sites", plain="id lot site")
holds("demands.Attachment", "需求附件", plain="id demand", file=confidential("说明需求", Keep.TRADE))
holds(
    "demands.DemandReview",
    "需求审核",
    whose="submitted_by",
    plain="id association submitted_at due_at escalated_at decision decided_at demand",
    submitted_by=personal("告知审核结果", Keep.SIGNED),
    decided_by=personal("说明由谁审核", Keep.SIGNED),
    reasons=confidential("告知发布单位审核意见", Keep.CASE),
    version=personal("下次审核时对照前后变化，含地址和联系人", Keep.CASE),
)
holds("demands.DemandReview_listed", plain="id demandreview decisionreason")
holds(
    "demands.Mark",
    "需求修改意见",
    plain="id review step question",
    remark=confidential("告知发布单位怎样修改", Keep.CASE),
)
holds("demands.DecisionReason", plain="id decision text position is_active")
holds(
    "demands.ProcurementLimit",
    plain="id region kind procurement tender document effective_from effective_until",
)
holds(
    "demands.ConductNumbers",
    plain="id record_months clean_demands settled_days share check_workdays correct_workdays warning_months warnings_to_suspend suspension_days repeated_days",
)
holds(
    "demands.Pledge",
    "需求发布的责任声明",
    whose="given_by",
    plain="id review terms given_at is_pre_reviewed reason draw",
    given_by=personal("说明由谁声明对需求负责", Keep.SIGNED),
)
holds("demands.DemandDraw", plain="id week seed share drawn_at size drawn closed")
holds(
    "demands.DemandCheck",
    "需求核查",
    whose="found_by",
    plain="id demand draw association due_at finding found_at correct_by corrected_at escalated_at",
    found_by=personal("说明由谁核查", Keep.SIGNED),
    follow_note=confidential("告知发布单位更正怎样办结", Keep.CASE),
    note=confidential("告知发布单位核查情况", Keep.CASE),
)
_IMPOSED = confidential("告知发布单位处置的事实和理由", Keep.CASE)
holds(
    "demands.Sanction",
    "对发布单位的警告和暂停",
    whose="imposed_by",
    plain="id buyer kind ground demand association since until imposed_at ended_at told_over_at",
    imposed_by=personal("说明由谁决定，申诉由另一人答复", Keep.SIGNED),
    reason=_IMPOSED,
    end_note=_IMPOSED,
)
_OBJECTED = confidential("答复发布单位的申诉", Keep.CASE)
holds(
    "demands.SanctionAppeal",
    "对警告和暂停的申诉",
    whose="submitted_by",
    plain="id association submitted_at due_at escalated_at decision decided_at sanction",
    submitted_by=personal("告知申诉的答复", Keep.SIGNED),
    decided_by=personal("说明由谁答复", Keep.SIGNED),
    reasons=_OBJECTED,
    statement=_OBJECTED,
    file=_OBJECTED,
)
holds(
    "demands.Amendment",
    "变更公告",
    whose="submitted_by",
    plain="id association submitted_at due_at escalated_at decision decided_at demand number reason",
    submitted_by=personal("告知审核结果", Keep.SIGNED),
    decided_by=personal("说明由谁审核", Keep.SIGNED),
    reasons=confidential("告知发布单位审核意见", Keep.CASE),
    before=confidential("公开变更前的内容；隐去名称时，其中的地址不公开", Keep.TRADE),
    after=confidential("公开变更后的内容；隐去名称时，其中的地址不公开", Keep.TRADE),
    file=confidential("说明需求", Keep.TRADE),
)
_COMPLAINED = confidential("办理投诉，告知双方结果", Keep.CASE)
holds(
    "demands.Complaint",
    "对需求和发布单位的投诉",
    whose="submitted_by",
    plain="id association submitted_at due_at escalated_at decision decided_at demand kind accepted_at replied_at",
    complainant=confidential("告知投诉的结果；发布单位不知道由谁投诉", Keep.RECORD),
    submitted_by=personal("告知投诉的结果", Keep.SIGNED),
    replied_by=personal("说明由谁说明情况", Keep.SIGNED),
    decided_by=personal("说明由谁办理", Keep.SIGNED),
    statement=_COMPLAINED,
    file=_COMPLAINED,
    reply=_COMPLAINED,
    reasons=_COMPLAINED,
)
holds(
    "demands.Question",
    "提问",
    whose="asked_by",
    plain="id demand number asked_at due_at answered_at corrected_at hidden_at",
    body=confidential("防止滥用；只有审核协会知道是谁问的", Keep.RECORD),
    asked_by=personal("告知提问有了回答", Keep.SIGNED),
    text=confidential("向发布单位提问，回答后公开", Keep.TRADE),
    answer=confidential("对所有人公开的回答", Keep.TRADE),
    former_answers=confidential("对所有人公开的回答更正前的内容", Keep.TRADE),
    answered_by=personal("说明由谁回答", Keep.SIGNED),
    hidden_by=personal("说明由谁隐去", Keep.SIGNED),
    hidden_because=confidential("告知提问机构和发布单位隐去的理由", Keep.TRADE),
)
holds("demands.SensitiveWord", plain="id word advice")
holds(
    "demands.Project",
    plain="id number title buyer agency project_number source region region_words region_confidence publisher_kind budget award "
    "amount_words winners state deadline opens_at first_published_at last_published_at score matched is_public shown_since merged_into is_demo",
)
holds("demands.Project_service_types", plain="id project servicetype")
holds(
    "demands.Notice",
    plain="id project kind title published_at facts text fetched_at parser digest standing identity number_key chain_key",
)
holds("demands.NoticeAddress", plain="id notice source source_id url seen_at")
holds("demands.NoticeVersion", plain="id notice number facts text fetched_at parser")
holds(
    "demands.NoticeReview",
    "公告核对",
    plain="id association submitted_at due_at escalated_at decision decided_at notice ground",
    decided_by=personal("说明由谁核对", Keep.SIGNED),
    reasons=confidential("说明为什么收录或不收录", Keep.CASE),
)
holds(
    "demands.RemovalRequest",
    "公告移除申请",
    whose="asked_by",
    plain="id association submitted_at due_at escalated_at decision decided_at notice",
    decided_by=personal("说明由谁办理", Keep.SIGNED),
    reason=confidential("核实申请", Keep.CASE),
    reasons=confidential("告知申请人办理结果", Keep.CASE),
    name=personal("核实由谁申请", Keep.CASE),
    contact=personal("告知申请人办理结果", Keep.CASE),
    asked_by=personal("核实由谁申请", Keep.CASE),
    asked_from=personal("防止反复提交", Keep.CASE),
)
holds(
    "demands.Subscription",
    "需求订阅",
    whose="person",
    plain="id conditions label pace asked_at confirmed_at told",
    person=personal("通知订阅人", Keep.SUBSCRIPTION),
    email=personal("通知没有账号的订阅人", Keep.SUBSCRIPTION),
)
holds("demands.Scenario", plain="id name summary title description position is_active loaded_as")
holds("demands.Scenario_service_types", plain="id scenario servicetype")
holds(
    "demands.ScenarioQuestion",
    plain="id sort_order scenario name text kind unit options help is_required when fills",
)
holds("demands.ClauseTemplate", plain="id sort_order scenario heading text standards when is_mandatory")
holds("demands.ScenarioVersion", plain="id scenario number kept made_at")
holds(
    "demands.Specification",
    "服务要求",
    plain="id demand version kept",
    answers=confidential("形成服务要求，也供发布单位修改", Keep.RECORD),
)
