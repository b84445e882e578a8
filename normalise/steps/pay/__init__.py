"""Pay: from a publisher's words to amounts, currency, period and a figure per year.

cleaning.py   the text without entities, broken characters, and digits that are no pay
amounts.py    amounts and ranges in the text
periods.py    what time one amount covers, stated or likely
currencies.py signs and codes, and how far a currency's figures are from pounds
reading.py    the rules that make one Pay of it
annual.py     the figure per year
step.py       the cleaning step
"""

from normalise.steps.pay.reading import PayReading, examine_pay, read_pay
from normalise.steps.pay.step import pay

__all__ = ["PayReading", "examine_pay", "pay", "read_pay"]
