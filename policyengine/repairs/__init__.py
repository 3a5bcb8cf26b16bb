"""Repairs: which changes of facts would turn a verdict, what each takes, and the cheapest sets that do it."""
