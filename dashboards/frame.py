"""The frame around every page: navigation, area, unread messages, today."""


def portal(request):
    return {}
