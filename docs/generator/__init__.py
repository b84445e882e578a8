"""What makes the reference pages: each module turns one part of the code into Markdown or JSON."""
