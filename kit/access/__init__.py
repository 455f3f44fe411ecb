"""Subject access: everything held on one person, who else is named in it, and the history of every fact.

Nothing is masked here and nothing is sent: what is written is for the office, which decides what the person is given.
"""
