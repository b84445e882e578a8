"""What pages and feeds say of adverts: schema.org markup, feeds, sitemaps, links that last."""
