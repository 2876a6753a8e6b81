"""How a row is named in addresses, and read out of them."""


def page_name(model):
    """The word that begins a model's URL names: its own name, in lower case."""
    return model._meta.model_name


def number_in(text):
    """The row's number that `text` says; None for what is no number a row can have."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def words_in(text):
    """What a person typed to look for: trimmed, and without the NUL character, about which PostgreSQL cannot even be asked."""
    return text.replace("\x00", "").strip()
