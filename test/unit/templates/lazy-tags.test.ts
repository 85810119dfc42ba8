import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { Translations } from '../../../src/web/i18n/index.ts'
import { blockTag, Engine, library, markSafe, type SafeString } from '../../../src/web/templates/index.ts'

type Content = () => Promise<SafeString>

const lazy = { lazy: true }
const builtins = [
  library({
    tags: {
      guard: blockTag((content: Content) => content().catch(() => 'caught'), lazy),
      both: blockTag(async (content: Content) => markSafe((await Promise.all([content(), content()])).join('|')), lazy),
      loose: blockTag((content: Content) => {
        void content()
        return 'loose'
      }, lazy),
      hasty: blockTag((content: Content) => {
        void content()
        throw new Error('hasty')
      }, lazy),
    },
  }),
]
const engine = new Engine({
  builtins,
  translations: new Translations({ languages: ['en', 'de'] }),
  templates: {
    'broken.html':
      '{% load i18n %}{% language "de" %}{% filter upper %}{{ n }}{{ boom }}{% endfilter %}{% endlanguage %}',
    'round.html': '{% include "round.html" %}',
    'fine.html': 'fine',
  },
})
const context = {
  n: 1.5,
  wait: () => turn('w'),
  boom: async () => {
    await turn()
    throw new Error('boom')
  },
}

async function both(source: string): Promise<string> {
  const template = engine.fromString(`{% load i18n %}${source}`)
  const text = await template.render(context)
  let streamed = ''
  for await (const piece of template.textStream(context)) streamed += piece
  assert.equal(streamed, text)
  return text
}

describe('a tag that renders its content itself', () => {
  test('leaves language and depth as they were where its content fails', async () => {
    assert.equal(
      await both('{{ n }} {% guard %}{% include "broken.html" %}{% endguard %} {{ n }}{% flush %}.'),
      '1.5 caught 1.5.',
    )
    assert.equal(
      await both('{% guard %}{% include "round.html" %}{% endguard %} {% include "fine.html" %}'),
      'caught fine',
    )
  })

  test('gets its content one after the other', async () => {
    const content = '{{ n }}{% language "de" %}{{ wait }}{{ n }}{% endlanguage %}{{ n }}'
    assert.equal(await both(`{% both %}${content}{% endboth %}{% flush %} {{ n }}`), '1.5w1,51.5|1.5w1,51.5 1.5')
    assert.equal(
      await both(`{% both %}{% both %}${content}{% endboth %}{% endboth %}`),
      Array(4).fill('1.5w1,51.5').join('|'),
    )
  })

  test('is not left before its content is, waited for or not', async () => {
    assert.equal(
      await both('{% loose %}{% language "de" %}{{ wait }}{{ n }}{% endlanguage %}{% endloose %} {{ n }}{{ wait }}'),
      'loose 1.5w',
    )
    assert.equal(await both('{% loose %}{{ boom }}{% endloose %} {{ n }}'), 'loose 1.5')
    assert.equal(
      await both(
        '{% guard %}{% hasty %}{% language "de" %}{{ wait }}{% endlanguage %}{% endhasty %}{% endguard %} {{ n }}',
      ),
      'caught 1.5',
    )
  })
})
