"""What each scheduled job is called on the page. A test asks for a name for every one of them."""

JOBS = {
    "greenbridge.accounts.tasks.escalate_verifications": "单位认证超期督办",
    "greenbridge.accounts.tasks.forget_cases": "删除到期的认证申请和角色变更",
    "greenbridge.accounts.tasks.forget_invitations": "删除到期的成员邀请",
    "greenbridge.accounts.tasks.forget_sign_ins": "删除到期的登录失败记录和会话",
    "greenbridge.accounts.tasks.forget_unconfirmed": "删除七天未确认的注册",
    "greenbridge.accounts.tasks.sweep_idle_accounts": "提醒和停用长期未使用的账号",
    "greenbridge.accounts.tasks.tell_opened": "通知等候开放的单位",
    "greenbridge.audit.tasks.forget_sent_forms": "删除到期的表单标识",
    "greenbridge.audit.tasks.note_heads": "抄写操作记录链首",
    "greenbridge.core.tasks.look_over_tables": "更新数据库统计信息",
    "greenbridge.deals.tasks.forget_old_deals": "删除到期的对接记录",
    "greenbridge.demands.tasks.escalate_demands": "需求审核超期督办",
    "greenbridge.demands.tasks.expire_demands": "结束到期的需求",
    "greenbridge.demands.tasks.forget_old_demands": "删除到期的需求和审核",
    "greenbridge.files.tasks.compare_rows_with_bytes": "核对文件与存储",
    "greenbridge.files.tasks.destroy_unused_files": "删除无人使用的文件",
    "greenbridge.files.tasks.scan_unscanned_files": "补查当时没有查毒的文件",
    "greenbridge.files.tasks.scan_waiting_files": "检查等待中的文件",
    "greenbridge.messaging.tasks.forget_letters": "删除到期的验证信息",
    "greenbridge.messaging.tasks.forget_messages": "删除到期的消息",
    "greenbridge.messaging.tasks.sweep_letters": "补发验证信息",
    "greenbridge.messaging.tasks.sweep_mail": "补发邮件",
    "greenbridge.operations.tasks.back_up_at_night": "备份",
    "greenbridge.operations.tasks.check_trail_at_night": "校验操作记录",
    "greenbridge.portal.tasks.publish_scheduled": "发布定时内容",
    "greenbridge.search.tasks.compare_with_halls": "核对搜索索引和筛选统计",
    "greenbridge.search.tasks.count_long_lists": "更新长列表的筛选统计",
    "greenbridge.suppliers.tasks.escalate_listings": "机构入驻超期督办",
    "greenbridge.suppliers.tasks.follow_papers": "资质到期限制和恢复业务",
    "greenbridge.suppliers.tasks.forget_old_papers": "删除到期的机构资料",
    "greenbridge.suppliers.tasks.refresh_expiring": "更新即将到期的资质",
    "greenbridge.suppliers.tasks.remind_of_papers": "提醒资质到期",
    "greenbridge.suppliers.tasks.run_assessment_clock": "提醒和结束到期的准入考核",
    "greenbridge.suppliers.tasks.sweep_imports": "继续中断的名单导入",
    "greenbridge.suppliers.tasks.tell_watchers": "告知关注的机构有变化",
}


def job(name: str) -> str:
    return JOBS.get(name, name)
