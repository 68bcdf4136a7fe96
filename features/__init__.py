"""Text to features: cleaning, lines, sections, duties and facts of a job posting.

Nothing here judges a posting (see :mod:`models`) or touches a file (see :mod:`flows`); every function takes
text and gives values, so that a notebook needs three lines:

>>> from features.lines import read_text
>>> text = read_text("<ul><li>Manage client relationships</li></ul>")
>>> [line.text for line in text.lines]
['Manage client relationships']
"""
