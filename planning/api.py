"""The API of planning."""

from planning import draw_api, plan_api


def register(router):
    plan_api.register(router)
    draw_api.register(router)
