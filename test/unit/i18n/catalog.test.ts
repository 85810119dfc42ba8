import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { Catalog, parseMo, parsePo, Translations } from '../../../src/web/i18n/index.ts'
import { processorTime } from '../../support/processor-time.ts'
import { moBytes, poText } from './catalogs.ts'

const french = poText(`
msgid "Umbrella"
msgstr "Parapluie"

#, python-format, fuzzy
msgid "Raincoat"
msgstr "Imperméable"

msgid "Untranslated"
msgstr ""

#~ msgid "Obsolete"
#~ msgstr "Vieux"

msgctxt "building"
msgid "front"
msgstr "façade"

msgid "front"
msgstr "devant"

msgid "One cloud"
msgid_plural "%(count)s clouds"
msgstr[0] "Un nuage"
msgstr[1] "%(count)s nuages"

msgctxt "sky"
msgid "a star"
msgid_plural "%(count)s stars"
msgstr[0] "une étoile"
msgstr[1] "%(count)s étoiles"

msgid "half"
msgid_plural "halves"
msgstr[0] ""
msgstr[1] "moitiés"

msgid "__proto__"
msgstr "prototype"

msgid "constructor"
msgstr "constructeur"
`)

/** What is asked of a catalog must not depend on how it was stored. */
for (const [kind, catalog] of [
  ['.po', parsePo(french)],
  ['.mo', parseMo(moBytes(french))],
] as const) {
  test(`${kind}: what is translated is found, and nothing else`, () => {
    const fr = new Translations({ languages: ['en', 'fr'], catalogs: { fr: catalog } }).locale('fr')
    assert.equal(fr.gettext('Umbrella'), 'Parapluie')
    for (const same of ['umbrella', 'Untranslated', 'Obsolete', 'toString', 'a star', '', 'hasOwnProperty']) {
      assert.equal(fr.gettext(same), same)
    }
    // gettext-parser does not write this one into .mo files.
    if (kind === '.po') assert.equal(fr.gettext('__proto__'), 'prototype')
    assert.equal(fr.gettext('constructor'), 'constructeur')
    assert.equal(fr.gettext('front'), 'devant')
    assert.equal(fr.pgettext('building', 'front'), 'façade')
    for (const context of ['', 'other', '__proto__', 'constructor']) {
      assert.equal(fr.pgettext(context, 'front'), 'front')
    }
  })

  test(`${kind}: plural forms follow the header, in contexts too`, () => {
    const fr = new Translations({ languages: ['en', 'fr'], catalogs: { fr: catalog } }).locale('fr')
    const clouds = (n: number | bigint) => fr.ngettext('One cloud', '%(count)s clouds', n)
    assert.deepEqual([0, 1, 2, 1.5, -1, 2n].map(clouds), [
      'Un nuage',
      'Un nuage',
      '%(count)s nuages',
      '%(count)s nuages',
      'Un nuage',
      '%(count)s nuages',
    ])
    assert.equal(fr.npgettext('sky', 'a star', '%(count)s stars', 5), '%(count)s étoiles')
    assert.equal(fr.npgettext('sea', 'a star', '%(count)s stars', 5), '%(count)s stars')
    assert.equal(fr.ngettext('half', 'halves', 2), 'halves')
    assert.equal(fr.ngettext('constructor', 'constructors', 2), 'constructors')
  })
}

test('a fuzzy entry is left out of .po files; .mo files have none', () => {
  assert.equal(parsePo(french).messages.has('Raincoat'), false)
})

test('headers are read, and those of a fuzzy header too', () => {
  const catalog = parsePo(`#, fuzzy\n${poText('')}`)
  assert.equal(catalog.headers.get('Content-Type'), 'text/plain; charset=UTF-8')
  assert.equal(catalog.plurals.expression, '(n > 1)')
})

test('a form that the rule asks for and the entry does not have comes from what the language falls back to', () => {
  const few = parsePo(poText('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\n', 'nplurals=3; plural=n;'))
  const fr = parsePo(poText('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "un"\nmsgstr[1] "plusieurs"\n'))
  const ca = new Translations({ languages: ['fr', 'fr-ca'], catalogs: { 'fr-ca': few, fr } }).locale('fr-ca')
  assert.equal(ca.ngettext('a', 'b', 0), 'x')
  assert.equal(ca.ngettext('a', 'b', 2), 'plusieurs')
  const alone = new Translations({ languages: ['fr'], catalogs: { fr: few } }).locale('fr')
  assert.equal(alone.ngettext('a', 'b', 9), 'b')
  assert.equal(alone.ngettext('a', 'b', -1), 'b')
})

test('encodings other than UTF-8 are read as their header says', () => {
  const text = poText('msgid "tea"\nmsgstr "thé"\n').replace('UTF-8', 'ISO-8859-1')
  assert.equal(parsePo(Buffer.from(text, 'latin1')).messages.get('tea'), 'thé')
  assert.equal(parsePo(Buffer.from(`\ufeff${french}`)).messages.get('Umbrella'), 'Parapluie')
  assert.equal(parsePo(`\ufeff${french}`).messages.get('Umbrella'), 'Parapluie')
  assert.equal(parsePo(french.replaceAll('\n', '\r\n')).messages.get('Umbrella'), 'Parapluie')
})

test('.mo files of either byte order are read', () => {
  const little = moBytes(french)
  const big = Buffer.from(little)
  const total = little.readUInt32LE(8)
  const tables = [little.readUInt32LE(12), little.readUInt32LE(16)]
  for (let at = 0; at < 28; at += 4) big.writeUInt32BE(little.readUInt32LE(at), at)
  for (const table of tables) {
    for (let at = table; at < table + total * 8; at += 4) big.writeUInt32BE(little.readUInt32LE(at), at)
  }
  assert.deepEqual(parseMo(big).messages, parseMo(little).messages)
  const bytes = Buffer.from(poText('msgid "tea"\nmsgstr "th\xe9"\n'), 'latin1')
  assert.throws(() => parsePo(bytes, 'x.po'), {
    code: 'NUAGES_I18N_BROKEN_CATALOG',
    message: /x\.po: it is not in UTF-8/,
  })
})

test('a broken .po file is a coded error with its file and line', () => {
  const lines: readonly (readonly [text: string, line: number | null, reason: RegExp])[] = [
    ['msgid "a"\nmsgstr "b\n\nmsgid "c"\nmsgstr "d"\n', 2, /no closing quote/],
    ['msgid "a"\nmsgstr "b', 2, /no closing quote/],
    ['msgid "a"\nmessage "b"\n', 2, /'message' is no keyword/],
    ['msgid "a "quoted" text"\nmsgstr "b"\n', 1, /no backslash/],
    ['msgid "a"\nmsgstr b\n', 2, /quotes is missing/],
    ['"a"\n', 1, /before any keyword/],
    ['msgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', 3, /msgstr is not what follows/],
    ['msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 3, /two translations/],
    ['msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"\n', 3, /msgstr\[1\] is not/],
    ['msgid "a"\nmsgid "b"\nmsgstr "c"\n', 1, /no msgstr/],
    ['msgid "a"\nmsgstr "b"\nmsgid_plural "c"\n', 3, /wrong place/],
    ['msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', 4, /'a' is there twice/],
    ['msgid "a"\nmsgstr "b"\nmsgid "lonely"\n', 3, /no msgstr/],
    ['this is no catalog\n', 1, /'this' is no keyword/],
    ['<html>\n', 1, /'<html>' is no keyword/],
    [poText('').replace('UTF-8', 'UTF-88'), null, /unknown/],
  ]
  for (const [text, line, reason] of lines) {
    try {
      parsePo(Buffer.from(text), 'locale/fr/LC_MESSAGES/messages.po')
      assert.fail(`accepted ${JSON.stringify(text)}`)
    } catch (error) {
      assert.ok(error instanceof NuagesError, String(error))
      assert.equal(error.code, 'NUAGES_I18N_BROKEN_CATALOG')
      assert.equal(error.data['file'], 'locale/fr/LC_MESSAGES/messages.po')
      if (line !== null) assert.equal(error.data['line'], line, error.message)
      assert.match(error.message, reason)
    }
  }
})

test('whatever is done to a file, reading it gives a catalog or a coded error', () => {
  const bytes = { po: Buffer.from(french), mo: moBytes(french) }
  const tried = (kind: 'po' | 'mo', file: Buffer) => {
    try {
      const catalog = kind === 'po' ? parsePo(file) : parseMo(file)
      assert.ok(catalog instanceof Catalog)
    } catch (error) {
      assert.ok(error instanceof NuagesError, `${kind}: ${String(error)}`)
      assert.match(error.code, /^NUAGES_I18N_(?:BROKEN_CATALOG|PLURAL_FORMS)$/)
    }
  }
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fc.constantFrom('po', 'mo'), damage, fc.nat(), fc.boolean(), (kind, changes, cut, shorter) => {
      const file = Buffer.from(bytes[kind])
      // Most of what can go wrong in a .mo file stands in its first bytes.
      const reach = kind === 'mo' && cut % 2 === 0 ? 300 : file.length
      for (const [at, value] of changes) file[at % reach] = value
      tried(kind, shorter ? file.subarray(0, cut % (file.length + 1)) : file)
    }),
    { numRuns: 1500 },
  )
  tried('mo', Buffer.alloc(0))
  tried('mo', Buffer.alloc(28, 0xff))
  tried('po', Buffer.from([0xff, 0xfe, 0x00, 0x41]))
})

test('catalogs of a megabyte, and of hostile shape, are read in time that grows with their size', () => {
  const make = (size: number) => [
    poText(Array.from({ length: size / 50 }, (_, i) => `msgid "message ${i}"\nmsgstr "translation ${i}"\n`).join('\n')),
    poText(`msgid "a"\nmsgstr ""\n${'"x"\n'.repeat(size / 4)}`),
    `${'# comment\n'.repeat(size / 10)}msgid "a"\nmsgstr "b"\n`,
    `msgid "${'\\\\'.repeat(size / 2)}"\nmsgstr "b"\n`,
  ]
  const time = (texts: readonly string[]) =>
    texts.map((text) => {
      const taken = processorTime()
      parsePo(text)
      return taken()
    })
  time(make(20_000))
  const small = time(make(100_000))
  const large = time(make(1_000_000))
  for (const [i, each] of large.entries()) {
    assert.ok(
      each < Math.max(small[i]! * 60, 1500),
      `shape ${i}: ${small[i]} ms, then ${each} ms for ten times as much`,
    )
  }
})
