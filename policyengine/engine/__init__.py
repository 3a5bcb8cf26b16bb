"""Judging: what is told of every condition, and what that comes to. Two engines do it in ways that share nothing."""

RETE, INTERPRETER, BOTH = "rete", "interpreter", "both"
ENGINES = (RETE, INTERPRETER, BOTH)
"""The rule engine, the meaning of the language, and the two compared."""
