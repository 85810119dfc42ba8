import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkCatalog } from '../../../src/tools/catalogs/check-catalog.ts'
import { readPo } from '../../../src/tools/catalogs/po/read.ts'

const head = (plural: string) => `msgid ""\nmsgstr "Plural-Forms: ${plural}\\n"\n\n`
const german = head('nplurals=2; plural=(n != 1);')
const problems = (text: string, useFuzzy = false) =>
  checkCatalog(readPo(text, 'x'), { useFuzzy }).map(({ line, problem }) => `${line}: ${problem}`)
const one = (id: string, translation: string, flags = '') =>
  problems(`${flags === '' ? '' : `#, ${flags}\n`}msgid ${JSON.stringify(id)}\nmsgstr ${JSON.stringify(translation)}`)

describe('placeholders', () => {
  test('the same on both sides, in any order and number, are right', () => {
    assert.deepEqual(one('%(a)s and %(b)d, 100%%', '%(b)d: %(a)s, %(a)s'), [])
    assert.deepEqual(one('100% sure, %s', '100 % sicher'), [])
  })

  test('unknown, missing, changed, broken', () => {
    assert.deepEqual(one('Hello %(name)s', 'Hallo %(nane)s'), [
      "1: '%(nane)s' is not in the message (is '%(name)s' meant?)",
      "1: '%(name)s' of the message is missing",
    ])
    assert.deepEqual(one('%(n)d', '%(n)s'), ["1: '%(n)s' is '%(n)d' in the message"])
    assert.deepEqual(one('%(n)s files', '%(n) Dateien'), ["1: '%(n)' has no letter after it, as in '%(n)s'"])
    assert.deepEqual(one('%(n)s %%', '%(n)s %'), ["1: a '%' that stands alone is written '%%' here"])
    assert.deepEqual(one('%(n)s', '%(x)s', 'no-python-format'), [])
  })

  test('those without a name count where the catalog says that they are placeholders', () => {
    assert.deepEqual(one('%s of %d', '%d', 'javascript-format'), [
      "2: the message has the placeholders '%s %d', the translation '%d'",
    ])
  })

  test('in plural forms: all of them, but in forms of few counts', () => {
    const entry = (forms: readonly string[]) =>
      `msgid "One file in %(dir)s"\nmsgid_plural "%(n)s files in %(dir)s"\n${forms.map((form, i) => `msgstr[${i}] "${form}"`).join('\n')}`
    assert.deepEqual(problems(german + entry(['Eine in %(dir)s', '%(n)s in %(dir)s'])), [])
    assert.deepEqual(problems(german + entry(['Eine in %(dir)s', 'Dateien in %(dir)s'])), [
      "4: msgstr[1]: '%(n)s' of the message is missing",
    ])
    const arabic = head(
      'nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);',
    )
    const many = '%(n)s %(dir)s'
    assert.deepEqual(problems(arabic + entry(['%(dir)s', '%(dir)s', '%(dir)s', many, many, many])), [])
    assert.equal(problems(arabic + entry(['%(dir)s', '%(dir)s', '%(dir)s', many, '%(dir)s', many])).length, 1)
  })
})

describe('plural forms', () => {
  const entry = 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] "y"'

  test('as many as the header promises, by a rule that can be read', () => {
    assert.deepEqual(problems(german + entry), [])
    assert.deepEqual(problems(head('nplurals=3; plural=n;') + entry), ['4: 2 plural forms, and the header promises 3'])
    assert.deepEqual(problems(entry), ["1: the header has no field 'Plural-Forms', and there are plural forms"])
    const [wrong] = problems(head('nplurals=2; plural=process.exit();') + entry)
    assert.match(wrong!, /^1: Plural-Forms 'nplurals=2; plural=process\.exit\(\);': /)
  })
})

test('line breaks at the ends', () => {
  assert.deepEqual(one('\na', 'b'), ['1: the message begins with a line break, the translation does not'])
  assert.deepEqual(one('a', 'b\n'), ['1: the translation ends with a line break, the message does not'])
})

test('what nobody sees is left alone: fuzzy, empty and obsolete', () => {
  const text = '#, fuzzy\nmsgid "%(a)s"\nmsgstr "x"\n\nmsgid "%(b)s"\nmsgstr ""\n\n#~ msgid "%(c)s"\n#~ msgstr "x"'
  assert.deepEqual(problems(text), [])
  assert.deepEqual(problems(text, true), ["2: '%(a)s' of the message is missing"])
})

test('a plural form that is empty beside others is refused: it would be shown so', () => {
  const text = 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] ""'
  assert.deepEqual(problems(text).slice(-1), ['1: msgstr[1] is empty, and would be shown so'])
})
