"""People and their posts from Excel: a line is a person, and where it says so a post that the person holds."""

from functools import partial

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.forms import free_usernames
from audit.models import Entry, changes_between, entry_for
from base.importing import ADDED, CHANGED, UNCHANGED, Column, Importer, batches, day, importer, phone, text
from base.words import mask_phone
from grid.models import Appointment, Organisation, Place

POST = ("role", "organisation", "place")


def roles():
    return dict(Group.objects.order_by("id").values_list("pk", "name"))


def email(typed):
    validate_email(typed)
    return typed


@importer
class PeopleImport(Importer):
    """A person is known again by the user name, else by the name within the organisation; a post by role, organisation and place.

    It adds people and posts and changes what is written about them; nobody is relieved by a file.
    """

    name = "people"
    title = _("Import people and posts")
    permission = "accounts.add_user"
    list_url = "user-list"
    columns = (
        Column("name", _("Name"), partial(text, longest=60), required=True, also=("姓名",), example="田野"),
        Column("username", _("User name"), partial(text, longest=150), note=_("Left empty: the name in pinyin."), also=("账号",)),
        Column("phone", _("Phone"), phone, secret=True, also=("手机", "联系电话")),
        Column("email", _("E-mail"), email, width=24, also=("邮箱",)),
        Column("role", _("Role"), choices=roles, note=_("With role, organisation and place the person is appointed."), also=("岗位角色",)),
        Column("organisation", _("Organisation"), width=28, also=("所在单位", "单位名称"), example="凤凰北街街道办事处"),
        Column("place", _("Area of the post"), width=28, also=("任职区域", "责任区域", "网格编码"), example="640104001002001"),
        Column("title", _("Post title"), partial(text, longest=60), also=("职务",), example="网格员"),
        Column("post_phone", _("Phone of the post"), phone, also=("岗位电话",), note=_("Printed on boards; not the person's own.")),
        Column("since", _("Since"), day, also=("任职起始",), note=_("Left empty: today.")),
        Column("until", _("Until"), day, also=("任职截止",), note=_("The first day on which the post is no longer held.")),
    )

    # What each line would do --------------------------------------------------------------------------------------------

    def look(self, lines):
        seen = {}
        for line in lines:
            self.settle_post(line)
            self.settle_person(line)
            if not line.is_good:
                continue
            key = (who(line), *(line.values.get(name) for name in POST))
            if (first := seen.setdefault(key, line.number)) != line.number:
                line.refuse(_("The same stands in row %(number)d already.") % {"number": first}, self.heading("name"))
            else:
                self.compare(line)

    def settle_post(self, line):
        """Role, organisation and place come together or not at all, and lie where the importer may appoint."""
        values, given = line.values, [name for name in POST if line.typed.get(name)]
        values.pop("organisation", None)
        values.pop("place", None)
        if given and len(given) < len(POST):
            for name in POST:
                if name not in given:
                    line.refuse(_("Role, organisation and area come together."), self.heading(name))
            return
        if not given:
            return
        values["organisation"] = self.find(line, "organisation", self.organisations)
        values["place"] = self.find(line, "place", self.places)
        since, until = values.get("since"), values.get("until")
        if until and until <= (since or timezone.localdate()):
            line.refuse(_("The term ends before it starts."), self.heading("until"))

    def find(self, line, name, known):
        typed = line.typed[name].replace(" ", "")
        found = known.get(typed, [])
        if len(found) != 1:
            words = _("%(count)d are called so; write the code or the full name.") if found else _("Nothing here is called “%(text)s”.")
            line.refuse(words % {"count": len(found), "text": typed[:40]}, self.heading(name))
            return None
        return found[0]

    @cached_property
    def organisations(self):
        """{full name, with or without its district, or short name: organisations} where the importer may appoint."""
        rows = Organisation.objects.reachable(self.by, "grid.add_appointment").exclude(kind="enterprise").select_related("place")
        districts = tuple(Place.objects.filter(level__in=[Place.CITY, Place.DISTRICT]).values_list("name", flat=True))
        return grouped((name, row) for row in rows for name in {row.name, row.short_name, without_district(row.name, districts)})

    @cached_property
    def places(self):
        """{code or name: areas} where the importer may appoint."""
        rows = Place.objects.reachable(self.by, "grid.add_appointment").standing().exclude(level=Place.ESTABLISHMENT).defer("outline")
        return grouped((name, row) for row in rows for name in {row.name, row.code})

    def settle_person(self, line):
        """The person on record that the line speaks of, as `line.row`; None is somebody new."""
        username = line.values.get("username")
        found = self.by_username.get(username, []) if username else self.same_name_in_office(line)
        if len(found) > 1:
            line.refuse(_("Several people are called so there; write the user name."), self.heading("name"))
        elif found:
            line.row = found[0]
            if line.row.name != line.values.get("name"):
                line.refuse(_("This user name is %(name)s's.") % {"name": line.row.name}, self.heading("username"))
            elif line.row.pk not in self.changeable:
                line.refuse(_("This person is on record outside your reach."), self.heading("name"))

    def same_name_in_office(self, line):
        organisation = line.values.get("organisation")
        return self.by_office.get((line.values.get("name"), organisation.pk), []) if organisation else []

    @cached_property
    def by_username(self):
        return grouped((person.username, person) for person in self.people.values())

    @cached_property
    def people(self):
        return {person.pk: person for person in get_user_model().objects.all()}

    @cached_property
    def by_office(self):
        posts = Appointment.objects.values_list("user", "organisation").distinct()
        return grouped(((self.people[user].name, organisation), self.people[user]) for user, organisation in posts)

    @cached_property
    def changeable(self):
        return set(get_user_model().objects.reachable(self.by, "change").values_list("pk", flat=True))

    @cached_property
    def held(self):
        """{(person, role, organisation, place): the post held today or later}"""
        today = timezone.localdate()
        rows = Appointment.objects.filter(status=Appointment.HELD, stands_in_for=None)
        return {(row.user_id, row.role_id, row.organisation_id, row.place_id): row for row in rows if not row.until or row.until > today}

    def compare(self, line):
        line.changes = self.person_changes(line) | self.post_changes(line)
        line.outcome = ADDED if line.row is None else CHANGED if line.changes else UNCHANGED

    def person_changes(self, line):
        names = [name for name in ("phone", "email") if name in line.values] if line.row else []
        return {name: [getattr(line.row, name), line.values[name]] for name in names if getattr(line.row, name) != line.values[name]}

    def post_changes(self, line):
        """What becomes of the post; one that is new is a change of a person on record."""
        post = self.post_of(line)
        if post is None:
            return {"place": ["", str(line.values["place"])]} if line.row and line.values.get("place") else {}
        before = {"title": post.title, "post_phone": post.phone, "until": post.until}
        given = {name: line.values[name] for name in before if name in line.values}
        return {name: [str(before[name] or ""), str(value)] for name, value in given.items() if before[name] != value}

    def post_of(self, line):
        if not (line.row and line.values.get("place")):
            return None
        values = line.values
        return self.held.get((line.row.pk, values["role"], values["organisation"].pk, values["place"].pk))

    # Doing it -----------------------------------------------------------------------------------------------------------

    def write(self, lines, *, at, report):
        done = 0
        for batch in batches(lines):
            self.add_people([line for line in batch if line.row is None], at)
            self.change_people([line for line in batch if "phone" in line.changes or "email" in line.changes], at)
            self.write_posts([line for line in batch if line.values.get("place")], at)
            done += len(batch)
            report(done)

    def add_people(self, lines, at):
        """Accounts without a password; two lines of one person make one account."""
        User, fresh = get_user_model(), {}
        for line in lines:
            fresh.setdefault(who(line), line)
        names = free_usernames([(line.values.get("username"), line.values["name"]) for line in fresh.values()])
        made = {}
        for (key, line), username in zip(fresh.items(), names, strict=True):
            person = User(username=username, **{name: line.values[name] for name in ("name", "phone", "email") if name in line.values})
            person.set_unusable_password()
            made[key] = person
        User.objects.bulk_create(made.values())
        Entry.objects.bulk_create(entry_for("create", about=person, by=self.by, at=at, note=str(self.title)) for person in made.values())
        for line in lines:
            line.row = made[who(line)]

    def change_people(self, lines, at):
        entries = []
        for line in lines:
            before = {name: getattr(line.row, name) for name in ("phone", "email")}
            for name in before:
                setattr(line.row, name, line.values.get(name, before[name]))
            changes = {name: [value, getattr(line.row, name)] for name, value in before.items() if getattr(line.row, name) != value}
            if "phone" in changes:
                changes["phone"] = [mask_phone(value) for value in changes["phone"]]
            entries.append(entry_for("change", about=line.row, by=self.by, at=at, changes=changes, note=str(self.title)))
        get_user_model().objects.bulk_update([line.row for line in lines], ["phone", "email"])
        Entry.objects.bulk_create(entries)

    def write_posts(self, lines, at):
        fresh, entries = [], []
        for line in lines:
            post = self.post_of(line)
            if post is None:
                fresh.append(self.new_post(line, at))
            elif changes := self.change_post(post, line):
                entries.append(entry_for("change", about=post, by=self.by, at=at, changes=changes, note=str(self.title)))
        Appointment.objects.bulk_create(fresh)
        entries += [entry_for("create", about=post, by=self.by, at=at, note=str(self.title)) for post in fresh]
        Entry.objects.bulk_create(entries)

    def new_post(self, line, at):
        values = line.values
        return Appointment(
            user=line.row,
            role_id=values["role"],
            organisation=values["organisation"],
            place=values["place"],
            title=values.get("title") or roles()[values["role"]],
            phone=values.get("post_phone", ""),
            since=values.get("since") or timezone.localdate(at),
            until=values.get("until"),
        )

    def change_post(self, post, line):
        before = Appointment(title=post.title, phone=post.phone, until=post.until)
        for field, name in (("title", "title"), ("phone", "post_phone"), ("until", "until")):
            if name in line.values:
                setattr(post, field, line.values[name])
        if changes := changes_between(before, post, ["title", "phone", "until"]):
            post.save(update_fields=["title", "phone", "until"])
        return changes


def without_district(name, districts):
    """灵武市东塔镇人民政府 stands as 东塔镇人民政府 in the lists of its own district."""
    return next((name.removeprefix(district) for district in districts if name.startswith(district) and name != district), name)


def grouped(pairs):
    found = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def who(line):
    """What tells one person of a file from another: the person on record, the user name, else name and organisation."""
    if line.row is not None and line.row.pk:
        return line.row.pk
    organisation = line.values.get("organisation")
    return line.values.get("username") or (line.values["name"], organisation and organisation.pk)
