"""The demonstration town."""

from django.core.management.base import BaseCommand, CommandError

from dashboards.town.building import build, is_empty
from dashboards.town.people import demo_password
from establishments.models import Establishment
from grid.models import Appointment


class Command(BaseCommand):
    help = "Build an invented, deterministic town over the real places of Yinchuan. Everybody's password is DEMO_PASSWORD."

    def add_arguments(self, parser):
        parser.add_argument("--establishments", type=int, default=2900, help="how many shops")
        parser.add_argument("--seed", type=int, default=1, help="the same number gives the same names")

    def handle(self, *args, establishments, seed, verbosity, **options):
        if not is_empty():
            self.stdout.write("There is a town already, or work of your own; nothing was changed.")
            return
        if establishments < 1:
            raise CommandError("A town has at least one shop.")
        password = demo_password()
        if not password:
            raise CommandError("Set DEMO_PASSWORD to the password that everybody in the town shall have.")
        build(establishments, seed, password, quiet=verbosity == 0)
        self.stdout.write(f"{Establishment.objects.count()} establishments, {Appointment.objects.count()} posts. All names are invented.")
