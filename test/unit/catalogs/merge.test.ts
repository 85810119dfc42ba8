import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Collection } from '../../../src/tools/catalogs/collect.ts'
import { type MergeOptions, mergeMessages } from '../../../src/tools/catalogs/merge.ts'
import { keyOf, type PoFile } from '../../../src/tools/catalogs/po/entry.ts'
import { readPo } from '../../../src/tools/catalogs/po/read.ts'
import { writePo } from '../../../src/tools/catalogs/po/write.ts'
import { NearestTexts, similarity } from '../../../src/tools/catalogs/similarity.ts'
import { processorTime } from '../../support/processor-time.ts'

type Found = { id: string; plural?: string; context?: string; file?: string; line?: number; comments?: string[] }

const options: MergeOptions = {
  language: 'de',
  dropObsolete: false,
  fuzzy: true,
  now: new Date('2026-11-29T08:00:00Z'),
}

function collected(found: readonly Found[], locations: 'full' | 'file' | 'never' = 'full') {
  const collection = new Collection()
  for (const [i, { id, plural = null, context = null, file = 'a.ts', line = i + 1, comments = [] }] of found.entries())
    collection.add(file, [{ id, plural, context, line, comments }])
  return collection.messages(locations)
}

const merge = (file: PoFile | null, found: readonly Found[], more: Partial<MergeOptions> = {}) =>
  mergeMessages(file, collected(found), { ...options, ...more })
const po = (text: string) => readPo(text, 'de.po')
const body = (file: PoFile) => writePo({ ...file, header: null }).trimEnd()

describe('gathering', () => {
  test('a message once, with every place and comment, sorted by file and line', () => {
    const messages = collected([
      { id: 'b', file: 'z.ts', line: 9, comments: ['Translators: z'] },
      { id: 'b', file: 'a.ts', line: 20, comments: ['Translators: a'] },
      { id: 'a', file: 'a.ts', line: 3 },
      { id: 'b', file: 'a.ts', line: 3, context: 'c' },
    ])
    assert.deepEqual(
      messages.map(({ context, id, places, comments }) => [
        context,
        id,
        places.map(({ file, line }) => `${file}:${line}`),
        comments,
      ]),
      [
        [null, 'a', ['a.ts:3'], []],
        ['c', 'b', ['a.ts:3'], []],
        [null, 'b', ['a.ts:20', 'z.ts:9'], ['Translators: a', 'Translators: z']],
      ],
    )
  })

  test('places: files alone, or none', () => {
    const twice = [{ id: 'a' }, { id: 'a' }, { id: 'a', file: 'b.ts' }]
    assert.deepEqual(collected(twice, 'file')[0]!.places, [
      { file: 'a.ts', line: null },
      { file: 'b.ts', line: null },
    ])
    assert.deepEqual(collected(twice, 'never')[0]!.places, [])
  })

  test('a message with a plural somewhere has it everywhere; two plurals are a contradiction', () => {
    const collection = new Collection()
    const message = { context: null, id: 'one', line: 1, comments: [] }
    collection.add('a.ts', [
      { ...message, plural: null },
      { ...message, plural: 'many', line: 2 },
    ])
    collection.add('b.ts', [{ ...message, plural: 'lots', line: 7 }])
    const objections: string[] = []
    const [only, ...none] = collection.messages('full', ({ file, line }, problem) =>
      objections.push(`${file}:${line} ${problem}`),
    )
    assert.equal(only?.plural, 'many')
    assert.deepEqual(none, [])
    assert.deepEqual(objections, [
      'b.ts:7 the plural of "one" is "many" elsewhere, and that one is taken',
      'a.ts:1 "one" has a plural elsewhere, so that its translation is found with a count alone: write ngettext("one", …, 1)',
    ])
  })

  test('placeholders are flagged', () => {
    const flags = collected([{ id: '100% sure' }, { id: '%(n)s', plural: 'x' }, { id: 'x', plural: '%(n)d xs' }]).map(
      (each) => each.flags,
    )
    assert.deepEqual(flags, [[], ['python-format'], ['python-format']])
  })
})

describe('merging', () => {
  test('a new catalog has a header with the plural forms of its language', () => {
    const file = merge(null, [{ id: 'a', plural: 'as' }], { language: 'ar' })
    assert.match(file.header!.translations[0]!, /^Language: ar$/m)
    assert.match(file.header!.translations[0]!, /^POT-Creation-Date: 2026-11-29 08:00\+0000$/m)
    assert.match(file.header!.translations[0]!, /^Plural-Forms: nplurals=6; plural=\(n == 0/m)
    assert.deepEqual(file.entries[0]!.translations, ['', '', '', '', '', ''])
    assert.match(merge(null, [], { language: 'zh-hans' }).header!.translations[0]!, /^Language: zh_Hans$/m)
  })

  test('translations, comments and flags stay; places and programmers’ comments are new', () => {
    const before = po(
      '# mine\n#. Translators: old\n#: x.ts:1\n#, fuzzy, no-wrap\n#| msgid "was"\nmsgid "a"\nmsgstr "A"',
    )
    assert.equal(
      body(merge(before, [{ id: 'a', line: 7, comments: ['Translators: new'] }])),
      '# mine\n#. Translators: new\n#: a.ts:7\n#, fuzzy, no-wrap\n#| msgid "was"\nmsgid "a"\nmsgstr "A"',
    )
  })

  test('the fields of the header stay, in their order, and what is missing is added', () => {
    const before = po(
      '# Team\nmsgid ""\nmsgstr ""\n"X-Generator: Poedit 3\\n"\n"Plural-Forms: nplurals=3; plural=0;\\n"\n"POT-Creation-Date: 2020\\n"\n',
    )
    assert.equal(
      merge(before, []).header!.translations[0],
      'X-Generator: Poedit 3\nPlural-Forms: nplurals=3; plural=0;\nPOT-Creation-Date: 2020\nLanguage: de\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n',
    )
  })

  test("xgettext's blank header is filled in", () => {
    const { header } = merge(
      po(
        'msgid ""\nmsgstr "Language: \\nContent-Type: text/plain; charset=CHARSET\\nPlural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"',
      ),
      [],
    )
    assert.match(
      header!.translations[0]!,
      /^Language: de\nContent-Type: text\/plain; charset=UTF-8\nPlural-Forms: nplurals=2;/,
    )
  })

  test('what is gone becomes obsolete, and comes back as it was', () => {
    const before = po(
      '# note\n#: x.ts:1\nmsgid "gone"\nmsgstr "weg"\n\nmsgid "empty"\nmsgstr ""\n\n# but a note\nmsgid "noted"\nmsgstr ""',
    )
    const without = merge(before, [])
    assert.equal(
      body(without),
      '# note\n#~ msgid "gone"\n#~ msgstr "weg"\n\n# but a note\n#~ msgid "noted"\n#~ msgstr ""',
    )
    assert.equal(
      body(merge(without, [{ id: 'gone' }], { dropObsolete: true })),
      '# note\n#: a.ts:1\nmsgid "gone"\nmsgstr "weg"',
    )
    assert.equal(body(merge(without, [], { dropObsolete: true })), '')
  })

  test('a changed message gets the translation of the old one, to be looked at', () => {
    const before = po('msgid "Delete the article"\nmsgstr "Den Artikel löschen"')
    const after = merge(before, [{ id: 'Delete this article' }])
    assert.equal(
      body(after),
      '#: a.ts:1\n#, fuzzy\n#| msgid "Delete the article"\nmsgid "Delete this article"\nmsgstr "Den Artikel löschen"\n\n#~ msgid "Delete the article"\n#~ msgstr "Den Artikel löschen"',
    )
    assert.match(
      body(merge(before, [{ id: 'Delete this article' }], { fuzzy: false })),
      /msgid "Delete this article"\nmsgstr ""/,
    )
    assert.match(body(merge(before, [{ id: 'Nothing alike' }])), /msgid "Nothing alike"\nmsgstr ""/)
  })

  test('a context that changed is a near message too', () => {
    const before = po('msgctxt "old"\nmsgid "May"\nmsgstr "Mai"')
    assert.match(
      body(merge(before, [{ id: 'May', context: 'new' }])),
      /#, fuzzy\n#\| msgctxt "old"\n#\| msgid "May"\nmsgctxt "new"\nmsgid "May"\nmsgstr "Mai"/,
    )
  })

  test('a message gains, changes and loses its plural', () => {
    const single = po('msgid "file"\nmsgstr "Datei"')
    const gained = merge(single, [{ id: 'file', plural: 'files' }])
    assert.equal(
      body(gained),
      '#: a.ts:1\n#, fuzzy\n#| msgid "file"\nmsgid "file"\nmsgid_plural "files"\nmsgstr[0] "Datei"\nmsgstr[1] "Datei"',
    )
    const plural = po('msgid "file"\nmsgid_plural "files"\nmsgstr[0] "Datei"\nmsgstr[1] "Dateien"')
    assert.equal(
      body(merge(plural, [{ id: 'file', plural: 'all files' }])),
      '#: a.ts:1\n#, fuzzy\n#| msgid "file"\n#| msgid_plural "files"\nmsgid "file"\nmsgid_plural "all files"\nmsgstr[0] "Datei"\nmsgstr[1] "Dateien"',
    )
    assert.equal(
      body(merge(plural, [{ id: 'file' }])),
      '# msgstr[1]: Dateien\n#: a.ts:1\n#, fuzzy\n#| msgid "file"\n#| msgid_plural "files"\nmsgid "file"\nmsgstr "Datei"',
    )
  })

  test('forms that the header gained are added, and forms that it lost stay', () => {
    const head = (n: number) => `msgid ""\nmsgstr "Plural-Forms: nplurals=${n}; plural=0;\\n"\n\n`
    const entry = 'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "x"\nmsgstr[1] "y"'
    const forms = (n: number) => merge(po(head(n) + entry), [{ id: 'a', plural: 'as' }]).entries[0]!.translations
    assert.deepEqual(forms(3), ['x', 'y', ''])
    assert.deepEqual(forms(1), ['x', 'y'])
  })
})

const words = ['save', 'saved', 'save all', 'delete', 'delete all', 'delete them all', 'cancel', 'may', 'file', 'files']
const found = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom(...words),
    context: fc.constantFrom(undefined, 'c'),
    plural: fc.constantFrom(undefined, undefined, 'many', 'lots'),
  }),
  { selector: ({ id, context }) => `${context}/${id}`, maxLength: 8 },
) as fc.Arbitrary<Found[]>
/** Translates everything that is not, with a text that tells the message. */
const translate = (file: PoFile): PoFile => ({
  ...file,
  entries: file.entries.map((entry) =>
    entry.obsolete
      ? entry
      : {
          ...entry,
          flags: [],
          previous: null,
          translations: entry.translations.map((_, i) => `${entry.context}/${entry.id}/${i}`),
        },
  ),
})
const reread = (file: PoFile) => readPo(writePo(file), 'again')

describe('properties', () => {
  test('merging twice is merging once', () => {
    fc.assert(
      fc.property(fc.array(found, { minLength: 1, maxLength: 4 }), found, fc.boolean(), (history, last, fuzzy) => {
        let file: PoFile | null = null
        for (const step of history) file = translate(reread(merge(file, step, { fuzzy })))
        const once = writePo(merge(file, last, { fuzzy }))
        assert.equal(writePo(merge(readPo(once, 'x'), last, { fuzzy })), once)
      }),
    )
  })

  test('a translation is never lost, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.array(found, { minLength: 1, maxLength: 6 }), (history) => {
        let file: PoFile | null = null
        const known = new Set<string>()
        for (const step of history) {
          const merged: PoFile = reread(merge(file, step))
          const text = writePo(merged)
          for (const each of known) assert.ok(text.includes(each), `${each} is lost in\n${text}`)
          file = translate(merged)
          // A translator sees a fuzzy text, and replaces it knowingly.
          known.clear()
          for (const entry of file.entries) for (const each of entry.translations) known.add(each)
          known.delete('')
        }
      }),
    )
  })

  test('the messages of the sources are the live entries, in their order', () => {
    fc.assert(
      fc.property(found, found, (before, now) => {
        const file = merge(translate(merge(null, before)), now)
        assert.deepEqual(file.entries.filter(({ obsolete }) => !obsolete).map(keyOf), collected(now).map(keyOf))
      }),
    )
  })
})

test('similarity: as in fstrcmp, symmetric, stops where there is too little', () => {
  assert.equal(similarity('abc', 'abc', 0), 1)
  assert.equal(similarity('', '', 0), 1)
  assert.equal(similarity('abcd', 'abxd', 0), 0.75)
  assert.equal(similarity('abcd', 'abxd', 0.8), 0)
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (a, b) => {
      const table = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0))
      for (let i = 1; i <= a.length; i++)
        for (let j = 1; j <= b.length; j++)
          table[i]![j] =
            a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!)
      const common = table[a.length]![b.length]!
      const expected = a.length + b.length === 0 ? 1 : (2 * common) / (a.length + b.length)
      assert.ok(Math.abs(similarity(a, b, 0) - expected) < 1e-9)
      assert.equal(similarity(a, b, 0.3), similarity(b, a, 0.3))
    }),
  )
})

test('the nearest of many texts is found without comparing all of them', () => {
  const texts = new NearestTexts<number>()
  for (let i = 0; i < 3000; i++) texts.add(`Message number ${i} of ${'lorem ipsum dolor sit amet '.repeat(i % 7)}`, i)
  const taken = processorTime()
  assert.equal(texts.nearest(`Message number 1234 of ${'lorem ipsum dolor sit amet '.repeat(2)}!`), 1234)
  assert.equal(texts.nearest('zzzz zzzz qqqq'), null)
  assert.equal(texts.nearest('x'.repeat(100_000)), null)
  assert.ok(taken() < 5000)
})

const hasGnu = spawnSync('msgmerge', ['--version']).status === 0

test("GNU's msgmerge keeps what we keep", { skip: hasGnu ? false : 'GNU gettext is not installed' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nuages-merge-'))
  try {
    const before = merge(null, [{ id: 'Save the file' }, { id: 'gone' }, { id: 'file', plural: 'files' }])
    const translated = { ...translate(before), trailing: [] }
    const now = [{ id: 'Save this file' }, { id: 'file', plural: 'files' }, { id: 'entirely new' }]
    const ours = merge(translated, now)
    writeFileSync(join(folder, 'before.po'), writePo(translated))
    writeFileSync(join(folder, 'new.pot'), writePo(merge(null, now, { language: null })))
    const { stdout, status } = spawnSync('msgmerge', [
      '-q',
      '--previous',
      join(folder, 'before.po'),
      join(folder, 'new.pot'),
    ])
    assert.equal(status, 0)
    const theirs = readPo(stdout, 'theirs')
    const live = (file: PoFile) => file.entries.filter(({ obsolete }) => !obsolete).map(({ line, ...entry }) => entry)
    assert.deepEqual(live(ours), live(theirs))
    assert.ok(
      theirs.entries
        .filter(({ obsolete }) => obsolete)
        .every((entry) => ours.entries.some((each) => each.obsolete && each.id === entry.id)),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})
