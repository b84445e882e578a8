"""What other programs call, as data: `commands.tsv`, `shapes.json`, `calls.tsv`. Taking away fails; adding is free.

`python -m tests.contract` records what is new, and never takes a promise back.
"""
