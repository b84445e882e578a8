"""Tests of the room that reads bytes."""
