"""Reading of text that several steps need: HTML to text, labelled lines, mojibake."""
