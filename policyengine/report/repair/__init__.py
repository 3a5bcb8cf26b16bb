"""Repairs as reports: for people at a terminal, for machines, and for a page."""
