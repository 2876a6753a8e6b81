"""The API of planning."""

from planning import draw_api


def register(router):
    draw_api.register(router)
