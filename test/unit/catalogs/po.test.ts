import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { compileMo } from '../../../src/tools/catalogs/compile.ts'
import { type Entry, keyOf, noEntry, type PoFile } from '../../../src/tools/catalogs/po/entry.ts'
import { readPo } from '../../../src/tools/catalogs/po/read.ts'
import { writePo } from '../../../src/tools/catalogs/po/write.ts'
import { parseMo } from '../../../src/web/i18n/index.ts'

const header = `msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
`

const sample = `# Translation of the site.
#
${header}
# A translator's note
#. Translators: what a programmer says
#: a.ts:3 b/c.html:10
#: \u2068with space.ts\u2069:4
#, fuzzy, python-format
#| msgctxt "before"
#| msgid "old %(n)s"
#| msgid_plural "olds %(n)s"
msgctxt "now"
msgid "new %(n)s"
msgid_plural "news %(n)s"
msgstr[0] "neu %(n)s"
msgstr[1] "neue %(n)s"

msgid "2024"
msgstr "a \\"quoted\\" \\\\ back\\tslash"

msgid "__proto__"
msgstr "Prototyp"

msgid ""
"Two\\n"
"lines"
msgstr ""
"Zwei\\n"
"Zeilen"

msgctxt ""
msgid "2024"
msgstr "leerer Kontext"

# kept
#, fuzzy
#~| msgid "gone before"
#~ msgctxt "c"
#~ msgid "gone"
#~ msgid_plural "gones"
#~ msgstr[0] "weg"
#~ msgstr[1] "Zeug"
`

const gnu = (tool: string) => spawnSync(tool, ['--version']).status === 0
const skip = { skip: gnu('msgfmt') && gnu('msgcat') ? false : 'GNU gettext is not installed' }
const folder = mkdtempSync(join(tmpdir(), 'nuages-po-'))
after(() => rmSync(folder, { recursive: true }))

function run(tool: string, args: readonly string[], text: string): { out: Buffer; err: string; code: number | null } {
  const file = join(folder, 'in.po')
  writeFileSync(file, text)
  const { stdout, stderr, status } = spawnSync(tool, [...args, file], { env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  return { out: stdout, err: stderr.toString(), code: status }
}

/** What a file says, without where. */
const said = (file: PoFile) => {
  const plain = ({ line, ...rest }: Entry) => rest
  return { ...file, header: file.header && plain(file.header), entries: file.entries.map(plain) }
}

describe('reading', () => {
  test('everything that a file holds', () => {
    const { header, entries } = readPo(sample, 'x.po')
    assert.deepEqual(header?.comments, ['Translation of the site.', ''])
    const [first] = entries
    assert.deepEqual(first, {
      context: 'now',
      id: 'new %(n)s',
      plural: 'news %(n)s',
      translations: ['neu %(n)s', 'neue %(n)s'],
      comments: ["A translator's note"],
      extracted: ['Translators: what a programmer says'],
      references: [
        { file: 'a.ts', line: 3 },
        { file: 'b/c.html', line: 10 },
        { file: 'with space.ts', line: 4 },
      ],
      flags: ['fuzzy', 'python-format'],
      previous: { context: 'before', id: 'old %(n)s', plural: 'olds %(n)s' },
      obsolete: false,
      line: 18,
    })
    assert.deepEqual(
      entries.map(({ context, id, obsolete }) => [context, id, obsolete]),
      [
        ['now', 'new %(n)s', false],
        [null, '2024', false],
        [null, '__proto__', false],
        [null, 'Two\nlines', false],
        ['', '2024', false],
        ['c', 'gone', true],
      ],
    )
    assert.equal(entries[1]!.translations[0], 'a "quoted" \\ back\tslash')
    assert.deepEqual(entries[5]!.previous, { context: null, id: 'gone before', plural: null })
  })

  test('a byte order mark, CRLF, no blank lines, no end of line, escapes of C', () => {
    const text = '\ufeffmsgid "a"\r\nmsgstr "\\x41\\101\\v"\r\nmsgid "b" "c"\r\nmsgstr "d"\r\n# end'
    const { entries, trailing } = readPo(Buffer.from(text), 'x.po')
    assert.deepEqual(
      entries.map(({ id, translations }) => [id, translations[0], id.length]),
      [
        ['a', 'AA\v', 1],
        ['bc', 'd', 2],
      ],
    )
    assert.deepEqual(trailing, ['end'])
  })

  for (const [name, text, line, reason] of [
    ['no keyword', 'msgid "a"\nmgstr "b"', 2, /no line of a .po file/],
    ['open quote', 'msgid "a\nmsgstr "b"', 1, /no closing quote/],
    ['quote in a text', 'msgid "a"\nmsgstr "say "hi" now"', 2, /not escaped/],
    ['no msgstr', 'msgid "a"\n\nmsgid "b"\nmsgstr ""', 3, /a msgstr is missing/],
    ['no msgstr at the end', 'msgid "a"\nmsgstr "b"\n\nmsgid "c"', 4, /no msgstr/],
    ['msgstr alone', '\nmsgstr "a"', 2, /no msgid/],
    ['text alone', '"a"', 1, /without msgid/],
    ['context alone', 'msgctxt "a"\nmsgstr "b"', 2, /no msgid/],
    ['twice', 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"', 4, /already, on line 1/],
    ['twice, once obsolete', 'msgid "a"\nmsgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"', 4, /already/],
    ['two translations', 'msgid "a"\nmsgstr "b"\nmsgstr "c"', 3, /a msgstr already/],
    ['forms without plural', 'msgid "a"\nmsgstr[0] "b"', 2, /needs a msgid_plural/],
    ['a form left out', 'msgid "a"\nmsgid_plural "b"\nmsgstr[1] "b"', 3, /msgstr\[0\] is expected/],
    ['plural without forms', 'msgid "a"\nmsgid_plural "b"\nmsgstr "b"', 3, /has msgstr\[0\]/],
    ['half obsolete', '#~ msgid "a"\nmsgstr "b"', 2, /as a whole/],
    ['marks of git', 'msgid "a"\n<<<<<<< HEAD\nmsgstr "b"', 2, /merge of branches/],
    ['an escape that does not exist', 'msgid "a"\nmsgstr "\\q"', 2, /no escape/],
    ['another charset', 'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"', 1, /ISO-8859-1/],
    ['a text on its own after a comment', 'msgid "a"\nmsgstr "b"\n# c\n"d"', 4, /without msgid/],
  ] as const)
    test(`refuses, with the line: ${name}`, () => {
      assert.throws(
        () => readPo(text, 'locale/de.po'),
        (error: { code: string; message: string }) => {
          assert.equal(error.code, 'NUAGES_CATALOGS_BROKEN_CATALOG')
          assert.ok(error.message.startsWith(`locale/de.po:${line}: `), error.message)
          assert.match(error.message, reason)
          return true
        },
      )
    })

  test('refuses bytes that are no UTF-8, with the line', () => {
    assert.throws(() => readPo(Buffer.from('msgid "a"\nmsgstr "\xe9"', 'latin1'), 'x.po'), /x\.po:2: this is not UTF-8/)
  })

  test('any text is read or refused, never half of it', () => {
    const line = fc.constantFrom(
      ...[
        'msgid "a"',
        'msgid "b"',
        'msgstr "c"',
        'msgstr[0] "d"',
        'msgid_plural "e"',
        'msgctxt "f"',
        '"g"',
        '# h',
        '#~ msgid "i"',
      ],
      ...['#~ msgstr "j"', '#| msgid "k"', '#, fuzzy', '', '#~', '#~| msgid "l"', '"', '#: m:1', 'x'],
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        let file: PoFile
        try {
          file = readPo(lines.join('\n'), 'x.po')
        } catch (error) {
          assert.equal((error as { code: string }).code, 'NUAGES_CATALOGS_BROKEN_CATALOG')
          return
        }
        const texts = lines.filter((each) => /"\w"$/.test(each)).length
        const kept = [...file.entries, ...(file.header === null ? [] : [file.header])].map(
          ({ context, id, plural, translations, previous }) =>
            [context, id, plural, ...translations, previous?.context, previous?.id, previous?.plural].join('').length,
        )
        assert.ok(kept.reduce((a, b) => a + b, 0) <= texts)
        assert.deepEqual(said(readPo(writePo(file), 'again')), said(file))
      }),
      { numRuns: 2000 },
    )
  })
})

const word = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.toWellFormed().replaceAll('\0', ''))
const comment = fc
  .string({ maxLength: 12 })
  .map((text) => text.replace(/[\r\n\u2028\u2029]/g, '').trim())
  .map((text) => text.toWellFormed())
const entry: fc.Arbitrary<Entry> = fc
  .record({
    context: fc.option(word, { nil: null }),
    id: word,
    plural: fc.option(
      word.filter((text) => text !== ''),
      { nil: null },
    ),
    translations: fc.tuple(word, word),
    comments: fc.array(comment, { maxLength: 2 }),
    obsolete: fc.boolean(),
    fuzzy: fc.boolean(),
    previous: fc.option(word, { nil: null }),
    file: fc.constantFrom('a.ts', 'b c.html', 'long/'.repeat(20)),
    line: fc.option(fc.nat(), { nil: null }),
  })
  .map(({ fuzzy, previous, file, line, ...rest }) => ({
    ...noEntry,
    ...rest,
    translations: rest.plural === null ? rest.translations.slice(0, 1) : rest.translations,
    flags: fuzzy ? ['fuzzy'] : [],
    previous: previous === null ? null : { context: null, id: previous, plural: null },
    references: rest.obsolete ? [] : [{ file, line }],
  }))
const file: fc.Arbitrary<PoFile> = fc
  .uniqueArray(entry, { selector: keyOf, maxLength: 8 })
  .map((entries) => entries.filter((each) => keyOf(each) !== ''))
  .map((entries) => ({ header: readPo(header, 'h').header, entries, trailing: [] }))

describe('writing', () => {
  test('what was written is read again as it was', () => {
    assert.equal(
      writePo(readPo(sample, 'x.po')),
      sample.replace('#: a.ts:3 b/c.html:10\n#: \u2068', '#: a.ts:3 b/c.html:10 \u2068'),
    )
    fc.assert(
      fc.property(file, fc.boolean(), (given, wrap) => {
        const again = readPo(writePo(given, { wrap }), 'again')
        assert.deepEqual(said(again), said(given))
        assert.equal(writePo(again, { wrap }), writePo(given, { wrap }))
      }),
    )
  })

  test('no placeholder is broken over two lines, wherever it stands', () => {
    for (let length = 40; length < 90; length++) {
      const id = `${'x'.repeat(length)} und "%(count)s" oder %(other_name)d.`
      const text = writePo({ header: null, entries: [{ ...noEntry, id, translations: [id] }], trailing: [] })
      assert.equal(text.match(/%\(count\)s/g)?.length, 2, text)
      assert.equal(text.match(/%\(other_name\)d/g)?.length, 2, text)
      assert.equal(readPo(text, 'x').entries[0]!.id, id)
    }
    const strange = 'a \ue0d0\ue0d1b\ue0d2s %(c)s'
    const written = writePo({ header: null, entries: [{ ...noEntry, id: strange, translations: ['x'] }], trailing: [] })
    assert.equal(readPo(written, 'x').entries[0]!.id, strange)
  })

  test("GNU's msgcat changes nothing", skip, () => {
    const long =
      'Ein langer Satz, der umbrochen wird, weil er viel mehr als achtzig Zeichen hat: «so», – und 日本語の長い文章。'
    const text = writePo({
      header: readPo(header, 'h').header,
      trailing: [],
      entries: [
        {
          ...noEntry,
          context: 'long',
          id: `${long} ${long}\n${long}`,
          translations: [`${long}\n`.repeat(3)],
          comments: ['note'],
          extracted: ['Translators: x'],
          references: Array.from({ length: 12 }, (_, i) => ({ file: `some/folder/file${i}.ts`, line: i * 7 + 1 })),
          flags: ['fuzzy', 'python-format'],
          previous: { context: 'old', id: long, plural: null },
        },
        { ...noEntry, context: 'p', id: 'one', plural: `many ${long}`, translations: ['a', long] },
        {
          ...noEntry,
          id: `gone ${long}`,
          translations: [`x ${long}`],
          obsolete: true,
          flags: ['fuzzy'],
          previous: { context: null, id: long, plural: null },
        },
      ],
    })
    const { out, err, code } = run('msgcat', [], text)
    assert.equal(code, 0, err)
    assert.equal(out.toString(), text)
  })

  test('msgfmt takes every file, and msgunfmt finds in our .mo what it finds in its own', skip, () => {
    fc.assert(
      fc.property(file, (given) => {
        const clean = {
          ...given,
          // GNU's tools hold what they take for control characters against a text.
          entries: given.entries.filter(({ id, plural, context, translations, comments, previous }) =>
            [id, plural, context, ...translations, ...comments, previous?.id].every(
              (text) => !/[^\x20-\x7e\xa1-\xac\xae-\u0250]/.test(text ?? ''),
            ),
          ),
        }
        const text = writePo(clean)
        const { err, code } = run('msgfmt', ['-o', join(folder, 'gnu.mo')], text)
        assert.equal(code, 0, `${err}\n${text}`)
        const mo = join(folder, 'ours.mo')
        writeFileSync(mo, compileMo(readPo(text, 'x.po')))
        const unformat = (name: string) => spawnSync('msgunfmt', [name]).stdout.toString()
        const complete = (list: string) =>
          list.split('\n\n').filter((block) => !/^msgstr\[\d\] ""$/m.test(block) || /\n"/.test(block))
        assert.deepEqual(complete(unformat(mo)), complete(unformat(join(folder, 'gnu.mo'))))
      }),
      { numRuns: 8 },
    )
  })
})

test('a compiled catalog is sorted by bytes, leaves out what is not done, and is read by the library', () => {
  const text = `${header}
msgid "\u{10000}"
msgstr "astral"

msgid "\uffee"
msgstr "halfwidth"

msgctxt "c"
msgid "a"
msgid_plural "as"
msgstr[0] "x"
msgstr[1] "y"

msgid "half"
msgid_plural "halves"
msgstr[0] ""
msgstr[1] "x"

#, fuzzy
msgid "fuzzy"
msgstr "vage"

msgid "__proto__"
msgstr "Prototyp"
`
  const poFile = readPo(text, 'x.po')
  const bytes = Buffer.from(compileMo(poFile))
  const catalog = parseMo(bytes)
  assert.deepEqual([...catalog.messages].sort(), [
    ['__proto__', 'Prototyp'],
    ['\u{10000}', 'astral'],
    ['\uffee', 'halfwidth'],
  ])
  assert.deepEqual([...catalog.forms], [['c\u0004a', ['x', 'y']]])
  assert.equal(parseMo(compileMo(poFile, { useFuzzy: true })).messages.get('fuzzy'), 'vage')
  const keys = Array.from({ length: bytes.readUInt32LE(8) }, (_, i) => {
    const [length, at] = [bytes.readUInt32LE(28 + i * 8), bytes.readUInt32LE(32 + i * 8)]
    return bytes.subarray(at, at + length)
  })
  assert.deepEqual(keys, keys.toSorted(Buffer.compare))
})
