"""From which budget on public money is to be spent through the statutory platform (限额标准)."""
