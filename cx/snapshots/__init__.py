"""Snapshots: what was shown, kept as the counts behind it, under a seal."""
