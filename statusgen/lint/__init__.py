"""What a careful editor would say about the wording: pure functions from what was written to findings.

`check` puts them beside the other problems, as notes: a note stops nothing.
"""
