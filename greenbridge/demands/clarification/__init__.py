"""Suppliers ask about an open demand, its buyer answers for everybody (答疑)."""
