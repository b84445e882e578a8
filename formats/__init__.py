"""Reading bytes: text, JSON, XML, HTML, tables, packed or not. Knows no vendor, no connector and no source.

Whatever strangers wrote is read without raising: what had to be mended or left out is said as a `Problem`, and
whole records of a damaged document are kept.
"""
