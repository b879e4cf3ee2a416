"""Credit information (信用信息) of bodies: what is handed over, what they hand in, what officers look up themselves."""
