# The registry: what is kept are functions.
MODELS = {}


def register(name):
    def add(model):
        MODELS[name] = model
        return model

    return add
