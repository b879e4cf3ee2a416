"""The page of the trail for the audit administrator: find, read, hand out, verify."""
