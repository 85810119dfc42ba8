"""Makes users, groups and permissions at random as Django does, and prints what Django says of each as JSON."""
import json
import random
import sys
import types

import django
from django.conf import settings

database, seed = sys.argv[1:3]
settings.configure(
    SECRET_KEY="x",
    USE_TZ=True,
    LANGUAGE_CODE="de",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
from django.apps import AppConfig, apps
from django.db import models
from django.utils.translation import gettext_lazy as _

django.setup()

module = types.ModuleType("shop")
module.__file__ = __file__
sys.modules["shop"] = module
config = AppConfig("shop", module)
config.apps = apps
config.models_module = module
config.models = apps.all_models["shop"]
apps.app_configs["shop"] = config


def model(name, base=models.Model, fields=True, **meta):
    body = {"__module__": "shop", "Meta": type("Meta", (), {"app_label": "shop", **meta})}
    if fields:
        body["title"] = models.CharField(max_length=60)
    return type(name, (base,), body)


model("Book")
model("HTTPLogEntry")
model("ABTest2")
picture = model("Picture", verbose_name=_("user"), default_permissions=("view", "crop"), permissions=[("hang_picture", "Can hang ☃ pictures")])
model("LivePicture", picture, False, proxy=True, permissions=[("hang_live", "Can hang live")])
model("BarePicture", picture, False, proxy=True, verbose_name="Bild (groß)", default_permissions=())
model("Quiet", default_permissions=(), verbose_name="ß" * 244)
model("Wordy", verbose_name="v" * 244)
model("Elsewhere", managed=False, verbose_name=_("permission"))

from django.core.management import call_command

call_command("migrate", verbosity=0)
from django.contrib.auth.models import Group, Permission, User

chance = random.Random(int(seed))
every = list(Permission.objects.all())
groups = [Group.objects.create(name="group %d" % at) for at in range(6)]
for group in groups:
    group.permissions.set(chance.sample(every, chance.choice([0, 1, 3, 8])))
for at in range(40):
    user = User.objects.create(
        username="user%d" % at, password="!", is_active=chance.random() < 0.8, is_superuser=chance.random() < 0.15
    )
    user.groups.set(chance.sample(groups, chance.choice([0, 0, 1, 2, 4])))
    user.user_permissions.set(chance.sample(every, chance.choice([0, 0, 1, 3, 8])))

names = sorted({"%s.%s" % each.natural_key()[1::-1] for each in every}) + ["shop.nothing", "nowhere.add_x"]
lists = [[chance.choice(names) for _ in range(1 + chance.randrange(3))] for _ in range(15)]
modules = ["shop", "auth", "sessions", "nowhere", ""]
print(json.dumps({
    "rows": [[*each.content_type.natural_key(), each.codename, each.name] for each in every],
    "names": names,
    "lists": lists,
    "modules": modules,
    "users": [
        {
            "has": [user.has_perm(name) for name in names],
            "lists": [user.has_perms(each) for each in lists],
            "modules": [user.has_module_perms(label) for label in modules],
            "all": sorted(user.get_all_permissions()),
            "groups": sorted(user.get_group_permissions()),
            "own": sorted(user.get_user_permissions()),
        }
        for user in User.objects.order_by("pk")
    ],
    "with": [
        [
            sorted(User.objects.with_perm(name, is_active=active, include_superusers=superusers).values_list("pk", flat=True))
            for active in (True, None)
            for superusers in (True, False)
        ]
        for name in names
    ],
}))
