"""Who may sign, and who is believed."""
