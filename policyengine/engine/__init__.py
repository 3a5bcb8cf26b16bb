"""Judging: what the facts tell of each rule, and the proof of it."""
