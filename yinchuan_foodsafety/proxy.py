"""Who is really asking, where a proxy stands in between."""

from django.conf import settings


def client_address(request):
    """The visitor's address. Behind our one proxy that is what the proxy appended last; the rest anybody could write."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR")
