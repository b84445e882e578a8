"""Tests of the harvest stage: real processes against a real server on loopback."""
