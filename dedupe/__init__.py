"""Which listings are the same opportunity: block, score, decide, cluster, merge.

`stage.resolve(store)` works on a store, `standalone.cluster(listings)` on listings in memory; both
decide with the same code. Nothing heavy is imported until one of them is called.
"""
