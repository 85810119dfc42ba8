import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isShown } from '../../../src/tools/catalogs/check-catalog.ts'
import { compileMo } from '../../../src/tools/catalogs/compile.ts'
import { keyOf } from '../../../src/tools/catalogs/po/entry.ts'
import { readPo } from '../../../src/tools/catalogs/po/read.ts'
import { type Catalog, parseMo, parsePo } from '../../../src/web/i18n/index.ts'

/** What a look-up finds, by key. */
const found = ({ messages, forms, plurals }: Catalog) => ({
  messages: [...messages].sort(),
  forms: [...forms].sort(),
  rule: plurals.expression,
})

/** The same of a file that was read for editing. */
function shownOf(text: string) {
  const entries = readPo(text, 'x.po').entries.filter((entry) => isShown(entry, false))
  const of = (isPlural: boolean) => entries.filter(({ plural }) => (plural !== null) === isPlural)
  return {
    messages: of(false).map((entry) => [keyOf(entry), entry.translations[0]]),
    forms: of(true).map((entry) => [keyOf(entry), entry.translations]),
  }
}

const words = fc.constantFrom(
  'a',
  'b c',
  '%(n)s',
  '__proto__',
  'constructor',
  'toString',
  '0',
  '10',
  'é',
  '\u2028',
  '😀',
)
const escapes = fc.constantFrom('\\n', '\\t', '\\"', '\\\\', '\\\\n', '\\r', '"\n"', '" \n "')
const text = fc
  .array(fc.oneof({ weight: 3, arbitrary: words }, escapes), { maxLength: 4 })
  .map((parts) => `"${parts.join('')}"`)
const comment = fc.constantFrom(
  '',
  '#',
  '# by hand',
  '#. for translators',
  '#: a.ts:1',
  '#, python-format',
  '#| msgid "old"',
)
const flag = fc.constantFrom('', '', '#, fuzzy', '#, python-format, fuzzy', '#,fuzzy')
const entry = fc
  .record({
    comments: fc.array(comment, { maxLength: 2 }),
    flag,
    context: fc.option(text),
    // Without a text a message is the header.
    id: text.filter((each) => /[^\s"]/.test(each)),
    plural: fc.option(text.filter((each) => each !== '""')),
    forms: fc.array(text, { minLength: 1, maxLength: 3 }),
    obsolete: fc.boolean(),
  })
  .map(({ comments, flag, context, id, plural, forms, obsolete }) => {
    const lines = [
      ...(context === null ? [] : [`msgctxt ${context}`]),
      `msgid ${id}`,
      ...(plural === null
        ? [`msgstr ${forms[0]}`]
        : [`msgid_plural ${plural}`, ...forms.map((each, i) => `msgstr[${i}] ${each}`)]),
    ].join('\n')
    const body = obsolete ? lines.replace(/^/gm, '#~ ') : lines
    return [...comments, flag, body].filter((line) => line !== '').join('\n')
  })
const header =
  'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=3; plural=n%3;\\n"'
const catalog = fc
  .record({
    entries: fc.array(entry, { maxLength: 8 }),
    between: fc.constantFrom('\n\n', '\n'),
    bom: fc.boolean(),
    crlf: fc.boolean(),
    end: fc.constantFrom('', '\n', '\n\n# the end\n'),
  })
  .map(({ entries, between, bom, crlf, end }) => {
    const all = `${bom ? '\ufeff' : ''}${[header, ...entries].join(between)}${end}`
    return crlf ? all.replaceAll('\n', '\r\n') : all
  })

const outcome = <T>(work: () => T): T | 'broken' => {
  try {
    return work()
  } catch (error) {
    assert.match((error as { code: string }).code, /BROKEN_CATALOG$/)
    return 'broken'
  }
}

test('what is read for look-ups, for editing and from the compiled file is the same', () => {
  let whole = 0
  fc.assert(
    fc.property(catalog, (source) => {
      const edited = outcome(() => shownOf(source))
      const looked = outcome(() => found(parsePo(source)))
      if (edited === 'broken' || looked === 'broken') {
        // For look-ups an obsolete message is a comment, for editing it must not be there twice.
        assert.ok(edited === looked || (edited === 'broken' && source.includes('#~')), source)
        return
      }
      whole++
      const compiled = found(parseMo(compileMo(readPo(source, 'x.po'))))
      assert.deepEqual(
        { messages: edited.messages.sort(), forms: edited.forms.sort() },
        {
          messages: looked.messages,
          forms: looked.forms,
        },
      )
      assert.deepEqual(compiled, looked)
    }),
    { numRuns: 1000 },
  )
  assert.ok(whole > 100, `${whole} of 1000 were whole`)
})
