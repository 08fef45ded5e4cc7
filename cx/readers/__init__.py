"""From a file of any common form to canonical rows.

`files` opens, `kinds` says what it is, `formats` reads text columns, `preset` says what they mean, `canonical` converts
them.
"""
