"""Suppositions: what somebody would change in facts and law, read from files and flags, and made of what is loaded."""
