"""Alembic migrations; they ship in the wheel and run from code (`Store.upgrade`)."""

# The newest revision in versions/ (a test holds it against them): a database that has it needs no Alembic,
# whose import would cost every command a quarter of a second.
HEAD = "0005"
