"""The benchmarks by name: `module:function` of this package, in the order they run."""

BENCHMARKS = {
    "crawl": "crawl:run",
    "harvest": "harvest:run",
    "normalise": "normalise:run",
    "resolve-10k": "resolve:ten_thousand",
    "resolve-100k": "resolve:hundred_thousand",
    "publish": "publish:run",
    "search": "search:embedded",
    "search-elasticsearch": "search:elasticsearch",
    "dag-parse": "dag_parse:run",
    "source-files": "source_files:run",
    "start-up": "start_up:run",
}
NEEDS_ELASTICSEARCH = {"publish", "search-elasticsearch"}
