"""Django's own commands on the models of `lib`: `manage.py <database> <command> …`; `fill` makes rows."""
import datetime
import decimal
import sys
import uuid

import django
from django.conf import settings

database = sys.argv.pop(1)
settings.configure(
    SECRET_KEY="for tests only",
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "lib"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.core.management import call_command, execute_from_command_line


def fill():
    from django.contrib.auth.models import Group, Permission, User
    from django.contrib.contenttypes.models import ContentType
    from lib.models import Author, Book, Country, Kinds

    utc = datetime.timezone.utc
    group = Group.objects.create(name="Editors")
    group.permissions.set(Permission.objects.filter(codename__endswith="book"))
    user = User.objects.create_user("émile", "emile@example.org", "a long unusual phrase", date_joined=datetime.datetime(2024, 2, 29, 12, 0, 0, 250000, utc))
    user.groups.add(group)
    user.user_permissions.add(Permission.objects.get(codename="add_country"))
    at = Country.objects.create(code="at", name="Österreich")
    ada = Author.objects.create(name="Ada", country=at, user=user)
    bo = Author.objects.create(name="Bo", country=at, is_alive=False)
    one = Book.objects.create(title="One \U0001f600 \"quoted\" \\ <b>", about=ContentType.objects.get_for_model(Author))
    two = Book.objects.create(title="Two", sequel_of=one)
    one.authors.set([ada, bo])
    one.similar.add(two)
    Book.objects.filter(pk=one.pk).update(sequel_of=two)
    Kinds.objects.create(key=uuid.UUID(int=1))
    Kinds.objects.create(
        key=uuid.UUID(int=2**128 - 1), small=-32768, big=2**63 - 1, fraction=0.1, price=decimal.Decimal("-1234567.80"), maybe=False,
        text="line\nline\t\u2028 東京", slug="a-b_c", day=datetime.date(1, 1, 1), at=datetime.time(23, 59, 59, 999000),
        moment=datetime.datetime(9999, 12, 31, 23, 59, 59, 999000, utc), length=-datetime.timedelta(days=1, microseconds=1),
        document={"a": [1, 2.5, None, "ü"], "b": {}}, data=bytes(range(256)), ip="2001:db8::1", link="https://example.org/?a=b", picture="a/b.png",
    )
    Kinds.objects.create(
        key=uuid.UUID(int=3), big=-(2**63), fraction=-1e300, price=decimal.Decimal("0.00"), maybe=True, day=datetime.date(2024, 2, 29),
        at=datetime.time(0, 0), moment=datetime.datetime(1969, 12, 31, 23, 59, 59, 1000, utc), length=datetime.timedelta(days=400, seconds=1.5),
        document=[], data=b"", ip="10.0.0.1",
    )
    Kinds.objects.update(changed=datetime.datetime(2020, 1, 2, 3, 4, 5, 678000, utc))


if sys.argv[1] == "fill":
    fill()
else:
    execute_from_command_line(sys.argv)
