import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from base.tables import MomentColumn, StatusColumn, Table, WhatColumn


class PersonTable(Table):
    name = WhatColumn(verbose_name=_("Name"), small=("username",))
    posts = tables.Column(verbose_name=_("Posts today"), accessor="post_lines", orderable=False, default=_("none"))
    email = tables.Column(verbose_name=_("E-mail"), default="")
    last_login = MomentColumn(verbose_name=_("Last signed in"), default=_("never"))
    account = StatusColumn(verbose_name=_("Account"), accessor="account_words", orderable=False)

    class Meta(Table.Meta):
        model = User
        fields = ["name", "posts", "email", "last_login", "account"]
