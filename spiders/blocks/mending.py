def mend(page, known):
    raise NotImplementedError
