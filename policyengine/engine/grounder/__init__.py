"""The grounder: what is told of every proposition, worked out for all records at once, members before owners.

It shares nothing with the interpreter but the propositions of the compiled program and the facts, so that
comparing the two means something. A column has one byte for each record of a kind; joining columns is
arithmetic on long integers.
"""
