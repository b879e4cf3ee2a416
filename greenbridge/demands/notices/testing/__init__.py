"""How well persons are masked: texts of notices in which a person marked every name."""
