"""The radar: complaints of several households that are one matter, seen while the third is still being typed.

``entries`` writes what is compared, ``likeness`` compares in one statement, ``clusters`` links what belongs together,
``decisions`` are people's. The radar itself changes no case: it proposes (S3-33a).
"""
