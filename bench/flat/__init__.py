"""Whether what a visitor's page asks takes as long at a million rows as at ten thousand (speed.md's flat plan)."""
