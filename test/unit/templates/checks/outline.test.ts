import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  blockTag,
  csrfLibrary,
  Engine,
  type Expression,
  humanizeLibrary,
  inclusionTag,
  library,
  loadTemplateChecks,
  type Outline,
  simpleTag,
  staticLibrary,
  urlLibrary,
} from '../../../../src/web/templates/index.ts'

const { Walker } = await loadTemplateChecks()

const own = library({
  tags: { simple: simpleTag(() => ''), inclusion: inclusionTag('x.html', () => ({})), around: blockTag(() => '') },
})
const engine = new Engine({
  builtins: [own, csrfLibrary(() => null), urlLibrary(() => '/')],
  libraries: { static: staticLibrary((file) => file), humanize: humanizeLibrary },
})

/** For each tag a use in which every value is a variable `v1`, `v2`, … */
const samples: Readonly<Record<string, string>> = {
  around: '{% around v1 a=v2 %}{{ v3 }}{% endaround %}',
  autoescape: '{% autoescape off %}{{ v1 }}{% endautoescape %}',
  block: '{% block x %}{{ v1 }}{% endblock %}',
  blocktrans:
    '{% load i18n %}{% blocktrans with a=v1 count b=v2 context v3 %}{{ a }}{{ v4 }}{% plural %}{{ b }}{{ v5 }}{% endblocktrans %}',
  blocktranslate: '{% load i18n %}{% blocktranslate with a=v1 %}{{ a }}{{ v2 }}{% endblocktranslate %}',
  cache: '{% load cache %}{% cache v1 name v2 v3 %}{{ v4 }}{% endcache %}',
  comment: '{% comment %}{{ x }}{% endcomment %}{{ v1 }}',
  csrf_token: '{% csrf_token %}{{ v1 }}',
  cycle: '{% for x in v1 %}{% cycle v2 v3 as c %}{{ v4 }}{% endfor %}',
  debug: '{% debug %}{{ v1 }}',
  extends: '{% extends v1 %}{% block x %}{{ v2 }}{% endblock %}',
  filter: '{% filter add:v1 %}{{ v2 }}{% endfilter %}',
  firstof: '{% firstof v1 v2|add:v3 as x %}',
  flush: '{{ v1 }}{% flush %}{{ v2 }}',
  for: '{% for a, b in v1 %}{{ a }}{{ v2 }}{% empty %}{{ v3 }}{% endfor %}',
  get_available_languages: '{% load i18n %}{% get_available_languages as x %}{{ v1 }}',
  get_current_language: '{% load i18n %}{% get_current_language as x %}{{ v1 }}',
  get_current_language_bidi: '{% load i18n %}{% get_current_language_bidi as x %}{{ v1 }}',
  get_current_timezone: '{% load tz %}{% get_current_timezone as x %}{{ v1 }}',
  get_language_info: '{% load i18n %}{% get_language_info for v1 as x %}',
  get_language_info_list: '{% load i18n %}{% get_language_info_list for v1 as x %}',
  get_media_prefix: '{% load static %}{% get_media_prefix %}{{ v1 }}',
  get_static_prefix: '{% load static %}{% get_static_prefix %}{{ v1 }}',
  if: '{% if v1 and not v2 == v3 %}{{ v4 }}{% elif v5|add:v6 %}{{ v7 }}{% else %}{{ v8 }}{% endif %}',
  ifchanged: '{% for x in v1 %}{% ifchanged v2 v3 %}{{ v4 }}{% else %}{{ v5 }}{% endifchanged %}{% endfor %}',
  include: '{% include v1 with a=v2 b=v3|add:v4 only %}',
  inclusion: '{% inclusion v1 a=v2 %}',
  language: '{% load i18n %}{% language v1 %}{{ v2 }}{% endlanguage %}',
  load: '{% load static %}{{ v1 }}',
  localize: '{% load l10n %}{% localize on %}{{ v1 }}{% endlocalize %}',
  localtime: '{% load tz %}{% localtime off %}{{ v1 }}{% endlocaltime %}',
  lorem: '{% lorem v1 w %}',
  now: '{% now "Y" as x %}{{ v1 }}',
  partial: '{% partialdef a %}{{ v1 }}{% endpartialdef %}{% partial a %}',
  partialdef: '{% partialdef a inline %}{{ v1 }}{% endpartialdef %}',
  querystring: '{% querystring v1 a=v2 %}',
  regroup: '{% regroup v1 by x|add:v2 as y %}',
  resetcycle: '{% for x in v1 %}{% cycle "a" "b" %}{% resetcycle %}{% endfor %}',
  simple: '{% simple v1 a=v2|add:v3 as x %}',
  spaceless: '{% spaceless %}{{ v1 }}{% endspaceless %}',
  static: '{% load static %}{% static v1 %}',
  templatetag: '{% templatetag openblock %}{{ v1 }}',
  timezone: '{% load tz %}{% timezone v1 %}{{ v2 }}{% endtimezone %}',
  trans: '{% load i18n %}{% trans v1 context v2 %}',
  translate: '{% load i18n %}{% translate v1|add:v2 as x %}',
  url: '{% url v1 a=v2 b=v3 %}{% url v4 v5 as x %}',
  verbatim: '{% verbatim %}{{ x }}{% endverbatim %}{{ v1 }}',
  widthratio: '{% widthratio v1 v2 v3 as x %}',
  with: '{% with a=v1 b=v2|add:v3 %}{{ v4 }}{% endwith %}',
}

/** Every variable `v…` that an outline tells of. */
class Variables extends Walker {
  readonly names = new Set<string>()

  #add({ base, filters }: Expression): void {
    if (base.kind === 'variable') this.names.add(base.path[0]!)
    for (const { argument } of filters) if (argument?.kind === 'variable') this.names.add(argument.path[0]!)
  }
  #bound(bindings: Parameters<Outline['scoped']>[0]): void {
    for (const binding of bindings.values()) {
      if ('expression' in binding) this.#add(binding.expression)
      if (binding.kind === 'groups') this.#add(binding.by)
    }
  }
  override shows = (expression: Expression) => this.#add(expression)
  override reads = (expression: Expression) => this.#add(expression)
  override tests = (expression: Expression) => this.#add(expression)
  override file = (path: Expression) => this.#add(path)
  override loop(...[bindings, nodes, empty]: Parameters<Outline['loop']>): void {
    this.#bound(bindings)
    super.loop(bindings, nodes, empty)
  }
  override scoped(...[bindings, nodes]: Parameters<Outline['scoped']>): void {
    this.#bound(bindings)
    super.scoped(bindings, nodes)
  }
  override sets(...[name, binding]: Parameters<Outline['sets']>): void {
    this.#bound(new Map([[name, binding]]))
  }
  override filtered(...[filters, nodes]: Parameters<Outline['filtered']>): void {
    for (const { argument } of filters) if (argument?.kind === 'variable') this.names.add(argument.path[0]!)
    this.nodes(nodes)
  }
  override refers({ template, values }: Parameters<Outline['refers']>[0]): void {
    if ('base' in template) this.#add(template)
    this.#bound(values)
  }
  override route(...[name, values, named]: Parameters<Outline['route']>): void {
    for (const each of [name, ...values, ...named.values()]) this.#add(each)
  }
}

test('every tag tells an outline of every value that it is given', () => {
  const tags = [
    ...engine.libraries.tags.keys(),
    ...[...engine.libraries.named.values()].flatMap(({ tags }) => [...tags.keys()]),
  ]
  assert.deepEqual([...new Set(tags)].sort(), Object.keys(samples).sort(), 'a sample for each tag, and no other')
  for (const [tag, source] of Object.entries(samples)) {
    const seen = new Variables()
    engine.fromString(source).outline(seen)
    const wanted = [...new Set(source.match(/\bv\d\b/g))].sort()
    const found = [...seen.names].filter((name) => /^v\d$/.test(name)).sort()
    assert.deepEqual(found, wanted, tag)
  }
})
