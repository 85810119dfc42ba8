import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { extractJavaScript } from '../../../src/tools/catalogs/extract/javascript.ts'
import { TypeStripper } from '../../../src/tools/sources/index.ts'

const found = async (source: string) =>
  (await extractJavaScript(source)).messages.map(({ context, id, plural, line }) => ({
    ...(context !== null && { context }),
    id,
    ...(plural !== null && { plural }),
    line,
  }))
const ids = async (source: string) => (await extractJavaScript(source)).messages.map(({ id }) => id)
const complaints = async (source: string) => (await extractJavaScript(source)).complaints
const commentsOf = async (source: string) => (await extractJavaScript(source)).messages.map(({ comments }) => comments)

describe('calls', () => {
  test('all functions and their lazy forms, with context and plural', async () => {
    assert.deepEqual(
      await found(
        [
          `gettext('a'); gettextLazy("b")`,
          `ngettext('one', 'many', n); ngettextLazy('one2', 'many2', n)`,
          `pgettext('month', 'May'); pgettextLazy('verb', 'May')`,
          `npgettext('file', 'one', 'many', n); npgettextLazy('mail', 'one', 'many', n)`,
        ].join('\n'),
      ),
      [
        { id: 'a', line: 1 },
        { id: 'b', line: 1 },
        { id: 'one', plural: 'many', line: 2 },
        { id: 'one2', plural: 'many2', line: 2 },
        { context: 'month', id: 'May', line: 3 },
        { context: 'verb', id: 'May', line: 3 },
        { context: 'file', id: 'one', plural: 'many', line: 4 },
        { context: 'mail', id: 'one', plural: 'many', line: 4 },
      ],
    )
  })

  test('methods, optional, computed, private, namespaced, compiled', async () => {
    assert.deepEqual(
      await ids(
        `locale.gettext('1'); locale?.gettext('2'); locale.gettext?.('3')
         class A { #gettext(m) {} f() { this.#gettext('4') } }
         locale['gettext']('5'); (0, i18n.gettext)('6'); a.b().c.gettext('7'); locale[gettext]('no')`,
      ),
      ['1', '2', '3', '4', '5', '6', '7'],
    )
  })

  test('other names: imports, destructuring, variables', async () => {
    assert.deepEqual(
      await ids(
        `import { gettext as _, ngettext as n, pgettext as p } from 'nuages/i18n'
           _('a'); n('b', 'bs', 1); p('c', 'd')
           const { gettext: t, pgettext } = currentLocale()
           t('e'); pgettext('x', 'f')
           const translate = locale.gettext, other = gettext
           translate('g'); other('h')`,
      ),
      ['a', 'b', 'd', 'e', 'f', 'g', 'h'],
    )
  })

  test('what is only called so is left alone', async () => {
    assert.deepEqual(
      await ids(`import { slug as gettext } from './x.js'
        gettext('no'); _('no'); gettextish('no'); gettext; 'gettext("no")'; locale.gettext; new gettext('no')`),
      [],
    )
  })

  test('texts: quotes, escapes, templates without values, concatenations', async () => {
    assert.deepEqual(
      await ids(
        String.raw`gettext("it's \"x\""); gettext('a\nb\t\u00e9\x41\u{1F600}'); gettext(${'`'}multi
line \${no}${'`'}); gettext('a' + "b" + ${'`'}c${'`'}); gettext(('p')); gettext('a' + ('b' + 'c'))`,
      ),
      [`it's "x"`, 'a\nb\té\x41😀', `multi\nline \${no}`, 'abc', 'p', 'abc'],
    )
  })

  test('a thousand joined texts', async () => {
    const [id] = await ids(`gettext(${Array(1000).fill("'x'").join(' + ')})`)
    assert.equal(id?.length, 1000)
  })
})

describe('hostile sources', () => {
  test('texts, comments, regular expressions and nested templates are no calls', async () => {
    assert.deepEqual(
      await found(
        [
          `// gettext('no')`,
          `/* gettext('no') */ const a = "gettext('no')"; const r = /gettext\\('no'\\)["'\`/]/g`,
          'const t = `gettext("no") $' + '{f(`$' + '{gettext("yes")} gettext("no")`)} $' + '{"}"}`',
          `x = a / gettext('divided') / b; y = a++ / 2; z = /[/"]/.test(gettext('after'))`,
          `const json = '\\u2028'; gettext('zwölf 日本 \u2029 😀')`,
        ].join('\n'),
      ),
      [
        { id: 'yes', line: 3 },
        { id: 'divided', line: 4 },
        { id: 'after', line: 4 },
        { id: 'zwölf 日本 \u2029 😀', line: 5 },
      ],
    )
  })

  test('lines with CRLF, and after U+2028 as JavaScript counts them', async () => {
    assert.deepEqual(await found(`\r\n\r\n  gettext('a')\r\n`), [{ id: 'a', line: 3 }])
  })

  test('#!, top-level await, import.meta, scripts with return and with', async () => {
    assert.deepEqual(await ids(`#!/usr/bin/env node\nawait x; import.meta.url; gettext('a')`), ['a'])
    assert.deepEqual(await ids(`with (x) { gettext('a') } return 1`), ['a'])
  })

  test('a syntax error has its line and is fatal', async () => {
    const [complaint] = await complaints(`gettext('a')\n\nlet let = 1 +`)
    assert.equal(complaint?.fatal, true)
    assert.equal(complaint?.line, 3)
  })

  test('nested ten thousand deep: reported, or read; never a crash', async () => {
    const deep = await extractJavaScript(`${'['.repeat(100_000)}gettext('a')${']'.repeat(100_000)}`)
    assert.deepEqual(deep.complaints, [{ line: null, problem: 'it is nested too deeply to be read', fatal: true }])
  })

  test('texts that no catalog can hold are reported and left out', async () => {
    const { messages, complaints } = await extractJavaScript(
      String.raw`gettext(''); gettext('a\0b'); gettext('\ud800'); gettext('c\x04d'); gettext('ok')`,
    )
    assert.deepEqual(
      messages.map(({ id }) => id),
      ['ok'],
    )
    assert.equal(complaints.length, 4)
    assert.ok(complaints.every(({ fatal }) => !fatal))
  })
})

describe('what is not written as a text', () => {
  test('is reported with its line', async () => {
    const reported = await complaints(
      'gettext(name)\ngettext(`Hello $' +
        '{name}`)\nngettext("one", many, 2)\npgettext(context, "x")\ngettext("a" + b)\ngettext()\ngettext(...args)',
    )
    assert.deepEqual(
      reported.map(({ line }) => line),
      [1, 2, 3, 4, 5, 6, 7],
    )
    assert.match(reported[2]!.problem, /^the plural of ngettext\(\)/)
    assert.match(reported[3]!.problem, /^the context of pgettext\(\)/)
    assert.ok(reported.every(({ fatal }) => !fatal))
  })

  test('but not where a function of the same name hands its argument on', async () => {
    assert.deepEqual(
      await complaints(`export function gettext(m) { return current().gettext(m) }
        class L { gettext(m) { return this.inner.gettext(m) } }
        const l = { pgettext(c, m) { return inner.pgettext(c, m) }, gettext: (m) => inner.gettext(m) }`),
      [],
    )
  })
})

describe('comments for translators', () => {
  test('on the line before, over several lines, in blocks, on the same line', async () => {
    assert.deepEqual(
      await commentsOf(
        [
          '// Translators: one',
          "gettext('a')",
          '// not for them',
          '// Translators: two',
          '// goes on',
          "gettext('b')",
          '/* Translators: three',
          ' * goes on',
          ' */',
          "gettext('c')",
          "x = [/* Translators: four */ gettext('d'), /* no */ gettext('e')]",
          '// Translators: too far',
          '',
          "gettext('f')",
        ].join('\n'),
      ),
      [
        ['Translators: one'],
        ['Translators: two', 'goes on'],
        ['Translators: three', 'goes on'],
        ['Translators: four'],
        [],
        [],
      ],
    )
  })

  test('before the statement or property that holds the call, and no further', async () => {
    assert.deepEqual(
      await commentsOf(
        [
          '// Translators: for the statement',
          'const title =',
          "  gettext('a')",
          'const labels = {',
          '  // Translators: for the property',
          '  name:',
          "    gettext('b'),",
          "  other: gettext('c'),",
          '}',
          '// Translators: for the export',
          'export const x = {',
          "  y: gettext('d'),",
          '}',
          'const z = 1 // Translators: behind code',
          "gettext('e')",
        ].join('\n'),
      ),
      [['Translators: for the statement'], ['Translators: for the property'], [], [], []],
    )
  })

  test('with CRLF', async () => {
    assert.deepEqual(await commentsOf("/* Translators: a\r\n * b */\r\ngettext('x')\r\n"), [['Translators: a', 'b']])
  })
})

describe('TypeScript', () => {
  test('types go, lines stay', async () => {
    await using stripper = new TypeStripper()
    const source = [
      'interface Options<T extends "é日😀"> {',
      '  gettext(message: "no"): string',
      '}',
      'declare function gettext<T>(m: T): string',
      '// Translators: typed',
      'const a: string = gettext<string>("a" as const)!',
      'abstract class A { declare x: string; f(this: A) { return (gettext("b") satisfies string) } }',
    ].join('\r\n')
    const stripped = await stripper.strip(source)
    assert.ok('code' in stripped)
    const { messages } = await extractJavaScript(stripped.code)
    assert.deepEqual(
      messages.map(({ id, line, comments }) => [id, line, comments]),
      [
        ['a', 6, ['Translators: typed']],
        ['b', 7, []],
      ],
    )
  })

  test('what Node does not strip has a line, and what breaks the stripper breaks one source only', async () => {
    await using stripper = new TypeStripper()
    assert.deepEqual(await stripper.strip('let a = 1\nenum X { a }'), {
      line: 2,
      problem: 'TypeScript enum is not supported in strip-only mode',
    })
    const wrong = await stripper.strip('let a = 1\n\nlet b = ;')
    assert.ok('problem' in wrong && wrong.line === 3)
    const deep = await stripper.strip('('.repeat(50_000))
    assert.deepEqual(deep, { line: null, problem: 'it is nested too deeply to be read' })
    assert.deepEqual(await stripper.strip('let a: 1'), { code: 'let a   ' })
  })
})

test('texts that are only marked are found', async () => {
  const { messages } = await extractJavaScript(
    "const table = { draft: gettextNoop('Draft') }\nconst texts = { ...ngettextNoop('One cup', 'Cups') }",
  )
  assert.deepEqual(
    messages.map(({ id, plural }) => [id, plural]),
    [
      ['Draft', null],
      ['One cup', 'Cups'],
    ],
  )
})
