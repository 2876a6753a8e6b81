"""Signing in to the API."""

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.models import record


class Credentials(serializers.Serializer):
    username = serializers.CharField()
    password = serializers.CharField(trim_whitespace=False, style={"input_type": "password"})


class TokenAnswer(serializers.Serializer):
    token = serializers.CharField(help_text="send it as “Authorization: Token …”")


class TokenPage(APIView):
    """User name and password for a token. The lock-out after repeated failures is that of the sign-in page."""

    reach_safe = True
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=Credentials, responses={200: TokenAnswer})
    def post(self, request):
        given = Credentials(data=request.data)
        given.is_valid(raise_exception=True)
        person = authenticate(request=request._request, **given.validated_data)
        if person is None:
            return self.refuse(request, given.validated_data["username"])
        record("sign_in", about=person, by=person, note="API")
        token, _fresh = Token.objects.get_or_create(user=person)
        return Response({"token": token.key})

    def refuse(self, request, username):
        """401 for a wrong word, 429 while the person is locked out; neither says which part was wrong."""
        if not AxesProxyHandler.is_allowed(request._request, {"username": username}):
            return Response({"detail": _("Too many failed attempts. Try again later.")}, status=status.HTTP_429_TOO_MANY_REQUESTS)
        return Response({"detail": _("User name or password is wrong.")}, status=status.HTTP_401_UNAUTHORIZED)
