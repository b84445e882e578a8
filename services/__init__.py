"""What a person or a program asks of Talentfeed, whoever passes it on: the command, later the desk or an API.

A use case takes plain values, an open workspace, and gives a result. It parses no argument and prints nothing;
what it has to tell meanwhile goes to the `progress` it is given.
"""
