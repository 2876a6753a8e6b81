"""How a row is named in addresses."""


def page_name(model):
    """The word that begins a model's URL names: its own name, in lower case."""
    return model._meta.model_name
