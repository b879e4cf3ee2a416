"""反馈问题 on a text or a clause: from the report to an editor's answer."""
