"""From a file of any common form to canonical rows.

`files` opens, `rows_of` reads text columns, `preset` says what they mean, `canonical` converts them.
"""
