"""Renders pages with Django's template engine as `django.ts` asks for it: a line of JSON each way."""

import json
import sys
import time
from datetime import datetime, timezone

import django
from django.conf import settings
from django.template import Context, Engine

settings.configure(USE_TZ=True, TIME_ZONE="UTC", USE_I18N=False)
django.setup()


def revive(value):
    if "$date" in value:
        return datetime.fromtimestamp(value["$date"] / 1000, timezone.utc)
    return value


def answer(value):
    print(json.dumps(value), flush=True)


answer({"version": django.get_version()})
template = context = None
for line in sys.stdin:
    order = json.loads(line, object_hook=revive)
    if "page" in order:
        loaders = [("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", order["page"])])]
        template = Engine(loaders=loaders).get_template("page")
        context = order["context"]
        answer({"text": template.render(Context(context))})
    else:
        start = time.process_time()
        for _ in range(order["times"]):
            template.render(Context(context)).encode()
        answer({"seconds": time.process_time() - start})
