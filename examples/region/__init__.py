"""The example region: its world (what is really on offer), its web sites, and the truth about both."""
