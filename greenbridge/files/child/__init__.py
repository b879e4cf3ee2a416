"""What reads strangers' bytes: scripts that run in a process of their own (``runner``), never in the platform's."""
