"""Alembic migrations; they ship in the wheel and run from code (`Store.upgrade`)."""
