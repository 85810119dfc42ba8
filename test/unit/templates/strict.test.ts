import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Engine } from '../../../src/web/templates/index.ts'

class Article {
  title = 't'
  note: string | undefined = undefined
  get author() {
    return { name: 'Ann' }
  }
  publish(_when: Date) {}
}

describe('strict mode', () => {
  const engine = new Engine({ strict: true, templates: { part: '{{ titel }}' } })

  test('an unknown variable is an error with a suggestion and a place', async () => {
    const context = {
      article: new Article(),
      list: [{ a: 1 }],
      later: Promise.resolve({ b: 1 }),
      map: new Map([['key', 1]]),
    }
    const table: [string, RegExp][] = [
      ['{{ artcle }}', /no variable 'artcle' here \(did you mean 'article'\?\)/],
      ['{{ article.titel }}', /'article' has no 'titel' \(did you mean 'title'\?\)/],
      ['{{ article.author.nmae|upper }}', /'article\.author' has no 'nmae' \(did you mean 'name'\?\)/],
      ['{{ article.publish }}', /'article\.publish' is a function that needs arguments/],
      ['{{ article.note.x }}', /'article\.note' is undefined, so it has no 'x'/],
      ['{{ map.kye }}', /'map' has no 'kye' \(did you mean 'key'\?\)/],
      ['{{ later.c }}', /what 'later' gives has no 'c'/],
      ['{% for x in lisst %}{% endfor %}', /did you mean 'list'/],
      ['{% for item in list %}{{ itme }}{% endfor %}', /did you mean 'item'/],
      ['{% regroup list by b as g %}', /an item has no 'b' \(did you mean 'a'\?\)|'an item' has no 'b'/],
      ['{% with y=nope %}{% endwith %}', /no variable 'nope'/],
      ['{% include "part" with title=1 only %}', /no variable 'titel' here \(did you mean 'title'\?\)/],
      ['{% include nope %}', /no variable 'nope'/],
      ['{{ nope|upper|default:"x" }}', /no variable 'nope'/],
      ['{{ article.title|default:nope }}', /'nope' is given to a filter/],
    ]
    for (const [source, message] of table) {
      await assert.rejects(
        engine.fromString(`first\n  ${source}`).render(context),
        (error: Error & { code: string }) => {
          assert.match(error.code, /UNKNOWN_VARIABLE|UNDEFINED_ARGUMENT/)
          assert.match(error.message, message, source)
          assert.match(error.message, /line \d, column \d/)
          return true
        },
        source,
      )
    }
  })

  test('a question whether something is there is none', async () => {
    const table: [string, string][] = [
      ['{% if nope %}y{% else %}n{% endif %}', 'n'],
      ['{% if not article.nope.x and nope == None %}y{% endif %}', 'y'],
      ['{% firstof nope "b" %}', 'b'],
      ['{{ nope|default:"d" }}{{ article.x|default_if_none:"n" }}', 'd'],
      ['{% for x in nope|default:list %}{{ x.a }}{% endfor %}', '1'],
      ['{{ article.note }}{{ nothing }}{{ f }}', ''],
      ['{% ifchanged nope %}c{% endifchanged %}', 'c'],
    ]
    const context = { article: new Article(), list: [{ a: 1 }], nothing: null, f: () => undefined }
    for (const [source, expected] of table) {
      assert.equal(await engine.fromString(source).render(context), expected, source)
    }
  })

  test('can be asked for some templates only', async () => {
    const some = new Engine({ strict: ({ name }) => name === 'a', templates: { a: '{{ x }}', b: '-{{ x }}-' } })
    await assert.rejects(some.render('a'), { code: 'NUAGES_TEMPLATES_UNKNOWN_VARIABLE' })
    assert.equal(await some.render('b'), '--')
  })
})

describe('stringIfInvalid', () => {
  test('stands for what does not exist, without its filters, but not in questions and loops', async () => {
    const engine = new Engine({ stringIfInvalid: '!%s!' })
    const table: [string, string][] = [
      ['{{ a }}{{ b.c|upper }}', '!a!!b.c!'],
      ['{{ a|default:"x" }}', '!a!'],
      ['{{ a|default:nope }}', '!a!'],
      ['{% if a %}y{% else %}n{% endif %}', 'n'],
      ['{% for x in a %}x{% empty %}e{% endfor %}', 'e'],
      ['{% with y=a %}{{ y|upper }}{% endwith %}', '!A!'],
      ['{% firstof a "f" %}', 'f'],
      ['{{ n }}{{ n.x }}{{ f }}', '!n.x!!f!'],
    ]
    for (const [source, expected] of table) {
      assert.equal(await engine.fromString(source).render({ n: null, f: (x: unknown) => x }), expected, source)
    }
    assert.equal(await new Engine({ stringIfInvalid: '<' }).fromString('{{ a }}').render(), '&lt;')
  })
})
