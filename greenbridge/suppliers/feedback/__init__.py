"""Feedback (反馈): somebody says what is wrong with a record, and an officer of its province answers."""
