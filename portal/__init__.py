"""What people and portals see: the read API, the change feed and the pages."""
