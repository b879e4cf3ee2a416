"""What a buyer may change of a published demand, and how everybody learns of it (变更公告)."""
