import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { pluralFormsFor } from '../../../src/tools/catalogs/plural-forms.ts'
import { divisionHelpers, pluralCode } from '../../../src/web/i18n/browser/plural-code.ts'
import {
  type BrowserCatalog,
  browserCatalog,
  catalogJson,
  catalogModule,
  english,
  parsePluralExpression,
  parsePluralForms,
  Translations,
} from '../../../src/web/i18n/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'nuages-browser-'))
after(() => rmSync(folder, { recursive: true }))

interface Module {
  readonly language: string
  gettext(id: string): string
  ngettext(one: string, many: string, count: number): string
  pgettext(context: string, id: string): string
  npgettext(context: string, one: string, many: string, count: number): string
  interpolate(text: string, values: unknown): string
  get_format(name: string): unknown
  pluralidx(count: number): number
}

let files = 0
async function load(text: string): Promise<Module> {
  const file = join(folder, `catalog${files++}.mjs`)
  writeFileSync(file, text)
  return (await import(pathToFileURL(file).href)) as Module
}

const write = (language: string, domain: string, text: string) => {
  const dir = join(folder, 'locale', language, 'LC_MESSAGES')
  mkdirSync(dir, { recursive: true })
  const header = `msgid ""\nmsgstr "Plural-Forms: ${pluralFormsFor(language)}\\n"\n\n`
  writeFileSync(join(dir, `${domain}.po`), header + text)
}

write('de', 'messages', 'msgid "server"\nmsgstr "Server"\n')
write(
  'de',
  'browser',
  'msgid "Save"\nmsgstr "Speichern"\n\nmsgctxt "month"\nmsgid "May"\nmsgstr "Mai"\n\nmsgid "%(n)s file"\nmsgid_plural "%(n)s files"\nmsgstr[0] "%(n)s Datei"\nmsgstr[1] "%(n)s Dateien"\n\nmsgid "only German"\nmsgid_plural "only Germans"\nmsgstr[0] "nur eins"\nmsgstr[1] "nur mehrere"\n',
)
write(
  'ar',
  'browser',
  'msgid "%(n)s file"\nmsgid_plural "%(n)s files"\nmsgstr[0] "f0"\nmsgstr[1] "f1"\nmsgstr[2] "f2"\nmsgstr[3] "f3"\nmsgstr[4] "f4"\nmsgstr[5] "f5"\n',
)
const translations = new Translations({ languages: ['en', 'de', 'ar'], default: 'de', dirs: [join(folder, 'locale')] })
after(() => translations.close())

describe('the module', () => {
  test('answers like the server, in the language', async () => {
    const german = await load(catalogModule(browserCatalog(translations, 'de')))
    assert.equal(german.language, 'de')
    assert.equal(german.gettext('Save'), 'Speichern')
    assert.equal(german.gettext('server'), 'server', 'the messages of the server stay there')
    assert.equal(german.gettext('__proto__'), '__proto__')
    assert.equal(german.gettext('constructor'), 'constructor')
    assert.equal(german.pgettext('month', 'May'), 'Mai')
    assert.equal(german.pgettext('verb', 'May'), 'May')
    assert.equal(german.ngettext('%(n)s file', '%(n)s files', 1), '%(n)s Datei')
    assert.equal(german.ngettext('%(n)s file', '%(n)s files', 0), '%(n)s Dateien')
    assert.equal(german.gettext('%(n)s file'), '%(n)s Datei')
    assert.equal(german.ngettext('a day', 'days', 1), 'a day')
    assert.equal(german.npgettext('x', 'a day', 'days', 2), 'days')
    assert.equal(
      german.npgettext('x', '%(n)s file', '%(n)s files', 2),
      '%(n)s Dateien',
      'without the context, as in Django',
    )
    assert.equal(german.interpolate('%(n)s of %(m)d, 100%% %(none)s', { n: 1, m: 2.7 }), '1 of 2, 100% %(none)s')
    assert.equal(german.interpolate('%s and %s, %s', ['a', '%s']), 'a and %s, %s')
    assert.equal(german.get_format('DECIMAL_SEPARATOR'), ',')
    assert.equal(german.get_format('FIRST_DAY_OF_WEEK'), 1)
    assert.equal(german.get_format('toString'), 'toString')
    assert.deepEqual([0, 1, 2].map(german.pluralidx), [1, 0, 1])
  })

  test('a fallback keeps the plural rule of its own', async () => {
    const arabic = await load(catalogModule(browserCatalog(translations, 'ar')))
    assert.deepEqual(
      [0, 1, 2, 3, 11, 100].map((n) => arabic.ngettext('%(n)s file', '%(n)s files', n)),
      ['f0', 'f1', 'f2', 'f3', 'f4', 'f5'],
    )
    assert.deepEqual(
      [1, 11].map((n) => arabic.ngettext('only German', 'only Germans', n)),
      ['nur eins', 'nur mehrere'],
    )
    assert.equal(arabic.gettext('Save'), 'Speichern')
  })

  test('English falls back to no other language', async () => {
    const messages = await load(catalogModule(browserCatalog(translations, 'en')))
    assert.equal(messages.gettext('Save'), 'Save')
    assert.equal(messages.ngettext('%(n)s file', '%(n)s files', 2), '%(n)s files')
  })

  test('no text can break out: it is read back as it was, and ends no script', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '</script><script>alert(1)</script>',
        '<!--<script>',
        '"]]);alert(1);//',
        '`$' + '{alert(1)}`',
        '__proto__',
        'constructor',
        '\u2028\u2029',
        '\\',
      ),
    )
    const pairs = fc.uniqueArray(fc.tuple(hostile, hostile), { selector: ([key]) => key, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(pairs, async (texts) => {
        const catalog: BrowserCatalog = {
          language: 'de',
          formats: english.formats,
          rules: ['n != 1'],
          messages: new Map(texts),
          forms: new Map(texts.map(([key, text]) => [`p${key}`, { rule: 0, forms: [text, text] }])),
        }
        const source = catalogModule(catalog)
        assert.doesNotMatch(source, /[<>]\/?(?:script|!--)|[\u2028\u2029]|<!--/i)
        assert.doesNotMatch(source, /\beval\b|new Function|import\(/)
        const module = await load(source)
        for (const [key, text] of texts) {
          assert.equal(module.gettext(key), text)
          assert.equal(module.ngettext(`p${key}`, 'x', 1), text)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('is small: the part that is the same in every language, in bytes', () => {
    const empty = catalogModule({
      language: 'en',
      formats: english.formats,
      rules: ['n != 1'],
      messages: new Map(),
      forms: new Map(),
    })
    const bytes = Buffer.byteLength(empty) - JSON.stringify(english.formats).length
    assert.ok(bytes < 1500, `${bytes} bytes`)
  })
})

test('the form of JSON is that of Django', () => {
  const { catalog, plural, formats } = catalogJson(browserCatalog(translations, 'ar'))
  assert.deepEqual(catalog['%(n)s file'], ['f0', 'f1', 'f2', 'f3', 'f4', 'f5'])
  assert.equal(catalog['only German'], undefined)
  assert.equal(catalog['month\u0004May'], 'Mai')
  assert.match(plural, /^\(n == 0 \? 0/)
  assert.equal(typeof formats.DATE_FORMAT, 'string')
})

describe('plural rules as code', () => {
  const evaluate = (expression: string) =>
    new Function('n', `${divisionHelpers}return Math.trunc(${pluralCode(expression)})`) as (n: number) => number
  const counts = [...Array(210).keys(), 1000, 1_000_000, 1_000_001]

  test('of the languages that we know', () => {
    for (const language of 'en ar br cs cy de fr ga gd gv he is ja kw lt lv mt pl pt-br ro ru sgs shi sl tzm fil'.split(
      ' ',
    )) {
      const { rule, expression } = parsePluralForms(pluralFormsFor(language))
      const code = evaluate(expression)
      for (const n of counts) assert.equal(code(n), rule(n), `${language} ${n}`)
    }
  })

  test('of any expression: the same as the function', () => {
    const { expression } = fc.letrec<{ expression: string; atom: string }>((tie) => ({
      atom: fc.oneof(fc.constant('n'), fc.nat(12).map(String)),
      expression: fc.oneof(
        { maxDepth: 4 },
        tie('atom'),
        fc
          .tuple(
            tie('expression'),
            fc.constantFrom('||', '&&', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%'),
            tie('expression'),
          )
          .map(([a, operator, b]) => `${a} ${operator}${b}`),
        tie('expression').map((inner) => `!${inner}`),
        tie('expression').map((inner) => `(${inner})`),
        fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a}) ? ${b}:(${c})`),
      ),
    }))
    fc.assert(
      fc.property(expression, (written) => {
        let rule: (n: number) => number
        try {
          rule = parsePluralExpression(written)
        } catch {
          return
        }
        const code = evaluate(written)
        for (const n of [0, 1, 2, 5, 11, 101])
          assert.ok(Object.is(code(n) + 0, rule(n) + 0), `${written} of ${n}: ${code(n)}, ${rule(n)}`)
      }),
      { numRuns: 500 },
    )
  })

  test('what is no expression is no code', () => {
    for (const wrong of ['alert(1)', 'n;alert(1)', 'n = 1', '', 'n ?', '`n`', 'n.constructor', '1n'])
      assert.throws(
        () => pluralCode(wrong),
        (problem) => 'reason' in (problem as object),
      )
  })
})
