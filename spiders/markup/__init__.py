"""Reading what publishers really send: wrong encodings, broken JSON, broken XML, session-bound links."""
