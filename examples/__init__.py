"""A region to try Talentfeed on: made-up employers, real towns, and a local server for their web sites."""
