"""Policy-as-code for data protection: facts with sources, law by date, four answers, proofs."""

__version__ = "0.1.0"
