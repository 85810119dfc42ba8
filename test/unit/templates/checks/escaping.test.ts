import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parse } from 'parse5'
import { flatPagesLibrary } from '../../../../src/apps/flatpages/index.ts'
import { messagesLibrary } from '../../../../src/apps/messages/index.ts'
import { paginationLibrary } from '../../../../src/apps/views/index.ts'
import { HtmlState } from '../../../../src/web/templates/checks/html.ts'
import {
  csrfLibrary,
  Engine,
  library,
  loadTemplateChecks,
  simpleTag,
  staticLibrary,
  urlLibrary,
} from '../../../../src/web/templates/index.ts'
import { filesUnder, root } from '../../../support/files.ts'

const checks = await loadTemplateChecks()

async function findings(templates: Record<string, string>, notes = false): Promise<string[]> {
  const tags = library({ tags: { badge: simpleTag(() => '') } })
  const engine = new Engine({ templates, builtins: [tags, csrfLibrary(() => null), urlLibrary(() => '/')] })
  const { findings } = await checks.checkTemplates(engine)
  engine.close()
  const shown = checks.unsilenced(findings).filter(({ id }) => notes || !checks.isNote(id))
  return checks.sorted(shown).map((each) => `${each.id} ${checks.whereOf(each).replace(/^memory:/, '')}`)
}

/** The ids that one template gives. */
const ids = async (source: string, notes = false) =>
  (await findings({ 'page.html': source }, notes)).map((each) => each.split(' ')[0]!.replace('templates.', ''))

describe('values where escaping does not protect', () => {
  const cases: readonly (readonly [source: string, ...ids: string[]])[] = [
    ['<p>{{ a }}</p>'],
    ['<p title="{{ a }}" class=\'x {{ b }}\'>{{ c }}</p>'],
    ['<a href="{{ a }}">{{ b }}</a>'],
    ['<p class={{ a }}>', 'W010'],
    ['<p class = {{ a }}>', 'W010'],
    ['<p class=x{{ a }} title="{{ b }}">', 'W010'],
    ['<p class={{ a|yesno:"x,y" }} data-n={{ forloop.counter }} data-m={{ list|length }}>'],
    ['<a href={% url "home" %}>{{ a }}</a>'],
    ['<script>let a = {{ a }}</script>', 'W011'],
    ['<script>let a = "{{ a }}"</script>', 'W011'],
    ['<script>let a = {{ a|safe }}</script>', 'W011'],
    ['<script>let a = "{{ a|escapejs }}"; let b = \'{{ b|escapejs }}\'; let c = `{{ c|escapejs }}`</script>'],
    ['<script>let a = {{ a|escapejs }}</script>', 'W011'],
    ['<script>// it\'s\nlet a = "{{ a|escapejs }}"</script>'],
    ['<script>/* "it\'s */ let a = "{{ a|escapejs }}"</script>'],
    ['<script>let r = /["\']/; let a = "{{ a|escapejs }}"</script>'],
    ['<script>let r = x / 2; let a = "{{ a|escapejs }}" / 3</script>'],
    ['<script>let r = /[/"]/, a = "x\\"{{ a|escapejs }}"</script>'],
    ['{{ data|json_script:"data" }}<p title="{{ a }}">'],
    ['<script src="{{ a }}"></script><p>{{ b }}</p>'],
    ['<script type="text/template"><b>{{ a }}</b></script>'],
    ['<script type="application/json">{{ a }}</script>', 'W011'],
    ['<script>let url = "{% url "home" %}", n = {{ forloop.counter }}</script>'],
    ['<script>let a = "</script><p>{{ a }}</p>'],
    ['<style>p { color: {{ a }} }</style><p>{{ b }}</p>', 'W012'],
    ['<p style="width: {{ a }}px">'],
    ['<a href="javascript:go(\'{{ a }}\')">', 'W013'],
    ['<a href=" JavaScript:go({{ a }}, {{ b }})">', 'W013', 'W013'],
    ['<a href="javascript:go(\'{{ a|escapejs }}\')">'],
    ['<a href="https://example.org/?q={{ a|urlencode }}">'],
    ['<button onclick="go(\'{{ a }}\')">', 'W014'],
    ['<button onclick="go(\'{{ a|escapejs }}\')">'],
    ['<button onclick="go({{ a|escapejs }})">', 'W014'],
    ['<button data-on="{{ a }}" once="{{ b }}">', 'W014'],
    ['<iframe srcdoc="{{ a }}"></iframe>', 'W014'],
    ['<{{ a }}>', 'W015'],
    ['<h{{ level }}>x</h{{ level }}>', 'W015', 'W015'],
    ['<p {{ a }}>', 'W015'],
    ['<p title="x"{{ a }}>{{ b }}', 'W015'],
    ['<p data-{{ a }}="x">', 'W015'],
    ['<p {{ attributes|safe }} title="{{ a }}">{{ b }}</p>'],
    ['<p {% badge %}>{{ b }}</p>'],
    ['<input{% if a %} checked{% endif %} value="{{ b }}">'],
    ['<textarea><b {{ a }}></textarea><title>{{ b }}<</title><p title="{{ c }}">'],
    ['<!doctype html><p>{{ a }}</p>'],
    ['a < b {{ a }} <3 {{ b }}'],
    ['<p title="{% if a %}{{ a }}{% else %}b{% endif %}" class={{ c }}>', 'W010'],
    ['<p{% if a %} class="x"{% endif %}{% if b %} id={{ b }}{% endif %}>{{ c }}', 'W010'],
    // The branches end in different places: nothing is said of what follows.
    ['{% if a %}<script>{% endif %}{{ b }}{% if a %}</script>{% endif %}'],
    ['<p title={% if a %}"x{% else %}y{% endif %}{{ b }}>'],
    ['{% for a in b %}<p class="{{ a }}">{% empty %}<p class="none">{% endfor %}<p class={{ c }}>', 'W010'],
    ['{% with a=b %}<p class={{ a }}>{% endwith %}', 'W010'],
    ['{% filter escapejs %}<script>{{ a }}{% endfilter %}{{ b }}'],
    ['{% csrf_token %}<p class={{ a }}>', 'W010'],
    ['{{ "<script>" }}let a = {{ b }}', 'W011'],
  ]
  for (const [source, ...wanted] of cases) test(source, async () => assert.deepEqual(await ids(source), wanted))

  test('notes are given on demand', async () => {
    const source =
      '<a href="{{ a }}">{{ b|safe }}</a><!-- {{ c }} -->{% autoescape off %}{{ d }}{% endautoescape %}<img src="/x/{{ e }}">'
    assert.deepEqual(await ids(source), [])
    assert.deepEqual(await ids(source, true), ['W017', 'W018', 'W016', 'W018'])
  })

  test('the text of other templates counts where they are shown', async () => {
    const found = await findings({
      'base.html': '<script>{% block script %}{% endblock %}</script><p class={% block class %}"a"{% endblock %}>',
      'page.html':
        '{% extends "base.html" %}{% block script %}let a = {{ a }}{% endblock %}{% block class %}{{ b }}{% endblock %}',
      'attributes.html': ' title={{ title }} lang="{{ lang }}"',
      'list.html': '<p{% include "attributes.html" %}>{{ a }}<b class={{ b }}>',
      'loop.html': '{% include "loop.html" %}<p class={{ a }}>',
    })
    assert.deepEqual(found, [
      'templates.W010 attributes.html:1:11',
      'templates.W010 list.html:1:54',
      'templates.W011 page.html:1:55',
      'templates.W010 page.html:1:93',
    ])
  })

  test('the templates of the framework itself are clean', async () => {
    const dirs = [...new Set(filesUnder('src/apps', '.html').map((file) => file.replace(/(?<=\/templates)\/.*/, '')))]
    const engine = new Engine({
      dirs: dirs.map((dir) => `${root}/${dir}`),
      builtins: [csrfLibrary(() => null), urlLibrary(() => '/')],
      libraries: {
        static: staticLibrary((file) => file),
        flatpages: flatPagesLibrary,
        messages: messagesLibrary,
        pagination: paginationLibrary,
      },
    })
    const { findings, set } = await checks.checkTemplates(engine)
    engine.close()
    assert.ok([...set.all].length > 20)
    const shown = checks.unsilenced(findings).filter(({ id }) => !checks.isNote(id))
    assert.deepEqual(
      shown.map((each) => `${each.id} ${checks.whereOf(each)} ${each.message}`),
      [],
    )
  })
})

test('the reader of HTML is where a browser is', () => {
  const pieces = fc.constantFrom(
    '<p',
    '<a href',
    '<script',
    '<style',
    '<textarea',
    '</script',
    '</style',
    '</textarea',
    '</p',
    '>',
    '/>',
    ' ',
    '\n',
    '=',
    '"',
    "'",
    'x',
    'class',
    '<!--',
    '-->',
    '<!',
    '<',
    '/',
    'a b',
    '&amp;',
    '--',
    '?',
  )
  const marker = 'zqmarkerqz'
  let compared = 0
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), fc.array(pieces, { maxLength: 6 }), (before, after) => {
      const start = `<body>${before.join('')}`
      const state = new HtmlState()
      state.text(start)
      const mode = state.mode
      const inTag = ['tagName', 'between', 'attributeName', 'beforeValue', 'value', 'open'].includes(mode)
      const found = placeOf(parse(`${start}${marker}${after.join('')}`), marker)
      // A tag that is never closed is no tag, and what is lost has no place.
      if (found === null) return
      compared++
      if (found === 'text') assert.ok(['data', 'open', 'raw'].includes(mode), `${mode} is not ${found}`)
      else if (found === 'comment')
        assert.ok(['comment', 'declaration', 'open'].includes(mode), `${mode} is not ${found}`)
      else if (found === 'raw') assert.equal(mode, 'raw')
      else if (found === 'value') assert.ok(['value', 'beforeValue'].includes(mode), `${mode} is not ${found}`)
      else assert.ok(inTag, `${mode} is not ${found}`)
    }),
    { numRuns: 5000 },
  )
  assert.ok(compared > 1000, `only ${compared} had a place`)
})

interface Tree {
  readonly nodeName: string
  readonly value?: string
  readonly data?: string
  readonly attrs?: readonly { readonly name: string; readonly value: string }[]
  readonly childNodes?: readonly Tree[]
  readonly content?: Tree
}

/** Where parse5 put the marker. */
function placeOf(node: unknown, marker: string): 'text' | 'raw' | 'comment' | 'value' | 'name' | null {
  const tree = node as Tree
  if (tree.nodeName.includes(marker)) return 'name'
  if (tree.nodeName === '#comment' && tree.data!.includes(marker)) return 'comment'
  for (const { name, value } of tree.attrs ?? []) {
    if (value.includes(marker)) return 'value'
    if (name.includes(marker)) return 'name'
  }
  for (const child of tree.childNodes ?? []) {
    if (child.nodeName === '#text' && child.value!.includes(marker))
      return ['script', 'style', 'textarea'].includes(tree.nodeName) ? 'raw' : 'text'
    const found = placeOf(child, marker)
    if (found !== null) return found
  }
  return null
}
