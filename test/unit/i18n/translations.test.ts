import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { NuagesError } from '../../../src/base/errors/index.ts'
import { fileChanges } from '../../../src/base/events/index.ts'
import { compileMo, readPo } from '../../../src/tools/catalogs/index.ts'
import { Catalog, parsePo, Translations } from '../../../src/web/i18n/index.ts'
import { folder, moBytes, poText, writeCatalog } from './catalogs.ts'

const entry = (id: string, text: string) => poText(`msgid "${id}"\nmsgstr "${text}"\n`)
const at = (dir: string, locale: string, file = 'messages.po') => join(dir, locale, 'LC_MESSAGES', file)

test('catalogs are found in the directories that Django and gettext use', (t) => {
  const dir = folder(t)
  writeCatalog(at(dir, 'pt_BR'), entry('tea', 'chá'))
  writeCatalog(at(dir, 'zh_Hans'), entry('tea', '茶'))
  writeCatalog(at(dir, 'fr', 'messages.mo'), moBytes(entry('tea', 'thé')))
  writeCatalog(at(dir, 'de', 'django.po'), entry('tea', 'Tee'))
  const translations = new Translations({ dirs: [dir] })
  assert.deepEqual(translations.languages, ['en', 'fr', 'pt-br', 'zh-hans'])
  assert.equal(translations.locale('pt-br').gettext('tea'), 'chá')
  assert.equal(translations.locale('zh-hans').gettext('tea'), '茶')
  assert.equal(translations.locale('fr').gettext('tea'), 'thé')
  const django = new Translations({ dirs: [dir], domain: 'django' })
  assert.deepEqual(django.languages, ['en', 'de'])
  assert.equal(django.locale('de').gettext('tea'), 'Tee')
  const both = new Translations({ dirs: [{ dir, domain: 'django' }, dir, join(dir, 'no-such-folder')] })
  assert.equal(both.locale('de').gettext('tea'), 'Tee')
  assert.equal(both.locale('fr').gettext('tea'), 'thé')
})

test('earlier folders win, catalogs of the program before all of them', (t) => {
  const [first, second] = [folder(t), folder(t)]
  writeCatalog(at(first, 'fr'), entry('one', 'first'))
  writeCatalog(at(second, 'fr'), poText('msgid "one"\nmsgstr "second"\n\nmsgid "two"\nmsgstr "second"\n'))
  const own = new Catalog([{ id: 'three', translations: ['own'] }])
  const fr = new Translations({ dirs: [first, second], catalogs: { fr: own } }).locale('fr')
  assert.deepEqual(
    ['one', 'two', 'three', 'nowhere'].map((id) => fr.gettext(id)),
    ['first', 'second', 'own', 'nowhere'],
  )
  const over = parsePo(entry('one', 'own'))
  assert.equal(new Translations({ dirs: [first], catalogs: { fr: [own, over] } }).locale('fr').gettext('one'), 'own')
})

test('a .mo file is read where it is as new as its .po file or alone', (t) => {
  const dir = folder(t)
  const read = () => new Translations({ dirs: [dir] }).locale('fr').gettext('tea')
  writeCatalog(at(dir, 'fr', 'messages.mo'), moBytes(entry('tea', 'compiled')), 1000)
  assert.equal(read(), 'compiled')
  writeCatalog(at(dir, 'fr'), entry('tea', 'source'), 1000)
  assert.equal(read(), 'compiled')
  writeCatalog(at(dir, 'fr'), entry('tea', 'newer source'), 1001)
  assert.equal(read(), 'newer source')
})

test('files are read when a text of their language is asked for, and once', (t) => {
  const dir = folder(t)
  writeCatalog(at(dir, 'fr'), entry('tea', 'thé'))
  writeCatalog(at(dir, 'de'), 'broken')
  const translations = new Translations({ dirs: [dir] })
  const fr = translations.locale('fr')
  assert.equal(fr.formats.DATE_FORMAT, 'j F Y')
  assert.equal(fr.gettext('tea'), 'thé')
  rmSync(at(dir, 'fr'))
  assert.equal(translations.locale('fr').gettext('tea'), 'thé')
  assert.throws(() => translations.locale('de').gettext('tea'), {
    code: 'NUAGES_I18N_BROKEN_CATALOG',
    message: /de.LC_MESSAGES.messages\.po, line 1/,
  })
  assert.throws(() => translations.load(), { code: 'NUAGES_I18N_BROKEN_CATALOG' })
})

test('a catalog that changes under nuages dev is read again, also by those who hold the language', (t) => {
  const dir = folder(t)
  const path = at(dir, 'fr')
  writeCatalog(path, entry('tea', 'thé'))
  const translations = new Translations({ dirs: [dir] })
  const fr = translations.locale('fr')
  assert.equal(fr.gettext('tea'), 'thé')
  writeCatalog(path, entry('tea', 'infusion'))
  fileChanges.publish({ path: join(dir, 'page.html') })
  assert.equal(fr.gettext('tea'), 'thé')
  fileChanges.publish({ path })
  assert.equal(fr.gettext('tea'), 'infusion')
  translations.close()
  writeCatalog(path, entry('tea', 'tisane'))
  fileChanges.publish({ path })
  assert.equal(fr.gettext('tea'), 'infusion')
})

test('a message is looked for in the language, what it is a variant of, and the default language', () => {
  const catalogs = {
    de: parsePo(poText('msgid "a"\nmsgstr "de a"\n\nmsgid "b"\nmsgstr "de b"\n\nmsgid "c"\nmsgstr "de c"\n')),
    fr: parsePo(poText('msgid "a"\nmsgstr "fr a"\n\nmsgid "b"\nmsgstr "fr b"\n')),
    'fr-ca': parsePo(entry('a', 'ca a')),
  }
  const translations = new Translations({ languages: ['de', 'en', 'en-gb', 'fr', 'fr-ca'], default: 'de', catalogs })
  const all = (code: string) => ['a', 'b', 'c', 'd'].map((id) => translations.locale(code).gettext(id))
  assert.deepEqual(all('fr-ca'), ['ca a', 'fr b', 'de c', 'd'])
  assert.deepEqual(all('fr'), ['fr a', 'fr b', 'de c', 'd'])
  assert.deepEqual(all('de'), ['de a', 'de b', 'de c', 'd'])
  // What is English already has no translation into English.
  assert.deepEqual(all('en'), ['a', 'b', 'c', 'd'])
  assert.deepEqual(all('en-gb'), ['a', 'b', 'c', 'd'])
})

test('a language that nobody knows is the default one, whatever it is called', () => {
  const translations = new Translations({ languages: ['de', 'fr', 'zh-hant', 'sr-latn'], default: 'fr' })
  const codes: readonly (readonly [asked: string, given: string])[] = [
    ['fr', 'fr'],
    ['FR', 'fr'],
    ['de-at', 'de'],
    ['zh-tw', 'zh-hant'],
    ['sr', 'sr-latn'],
    ['xx', 'fr'],
    ['', 'fr'],
    ['__proto__', 'fr'],
    ['../../etc/passwd', 'fr'],
    ['de\0', 'fr'],
    ['x'.repeat(1e6), 'fr'],
    [`de-${'x'.repeat(1e6)}`, 'de'],
    // Not offered to visitors, but known: what a template or a mail asks for.
    ['it', 'it'],
    ['it-ch', 'it'],
    ['no', 'nb'],
  ]
  for (const [asked, given] of codes) assert.equal(translations.locale(asked).code, given, asked.slice(0, 20))
  assert.equal(translations.locale('fr'), translations.locale('FR'))
  for (let i = 0; i < 1000; i++) assert.equal(translations.locale(`fr-x${i}`), translations.locale('fr'))
})

test('a language of the settings that does not exist is an error with a suggestion', () => {
  const thrown = (languages: readonly string[]) => {
    try {
      new Translations({ languages })
      return 'nothing'
    } catch (error) {
      return `${(error as NuagesError).code} ${(error as NuagesError).message}`
    }
  }
  assert.match(thrown(['en', 'pt_BR']), /UNKNOWN_LANGUAGE .*'pt_br'.*did you mean 'pt-br'/)
  assert.match(thrown(['en', 'german']), /UNKNOWN_LANGUAGE/)
  assert.match(thrown(['en', 'dee']), /UNKNOWN_LANGUAGE .*did you mean 'de'/)
  assert.match(thrown(['en', '']), /UNKNOWN_LANGUAGE/)
  for (const fine of ['pt-BR', 'en-us', 'de-at', 'ht', 'gu', 'zh-hant'])
    assert.equal(thrown(['en', fine]), 'nothing', fine)
  const elvish = new Translations({ languages: ['en', 'sjn'], catalogs: { sjn: parsePo(entry('friend', 'mellon')) } })
  assert.equal(elvish.locale('sjn').gettext('friend'), 'mellon')
})

test('the default language is one of those that are offered', () => {
  const language = (options: ConstructorParameters<typeof Translations>[0]) => new Translations(options).defaultLanguage
  assert.equal(language({}), 'en')
  assert.equal(language({ languages: ['de', 'en'] }), 'en')
  assert.equal(language({ languages: ['de', 'fr'] }), 'de')
  assert.equal(language({ languages: ['de', 'en'], default: 'en-us' }), 'en')
  assert.equal(language({ default: 'fr' }), 'fr')
  assert.throws(() => language({ languages: ['de', 'fr'], default: 'it' }), {
    code: 'NUAGES_I18N_DEFAULT_NOT_OFFERED',
    message: /'it'.*de, fr/,
  })
})

test('directions of writing', () => {
  const rtl = ['ar', 'ar-dz', 'ckb', 'fa', 'he', 'ug', 'ur', 'yi']
  const ltr = ['en', 'de', 'zh-hans', 'ru', 'sr-latn']
  const translations = new Translations({ languages: [...ltr, ...rtl] })
  for (const code of rtl) assert.equal(translations.locale(code).rightToLeft, true, code)
  for (const code of ltr) assert.equal(translations.locale(code).rightToLeft, false, code)
})

test('of plural forms that are translated in part the rest is empty, read from .po and from .mo, as in Django', (t) => {
  const text = poText(
    'msgid "book"\nmsgid_plural "books"\nmsgstr[0] "livre"\nmsgstr[1] ""\n\nmsgid "cup"\nmsgid_plural "cups"\nmsgstr[0] ""\nmsgstr[1] "tasses"\n',
  )
  const [po, mo, own] = [folder(t), folder(t), folder(t)]
  writeCatalog(at(po, 'fr'), text)
  writeCatalog(at(mo, 'fr', 'messages.mo'), moBytes(text))
  writeCatalog(at(own, 'fr', 'messages.mo'), compileMo(readPo(text, 'fr.po')))
  for (const dir of [po, mo, own]) {
    const fr = new Translations({ dirs: [dir] }).locale('fr')
    assert.deepEqual([fr.ngettext('book', 'books', 1), fr.ngettext('book', 'books', 2)], ['livre', ''])
    assert.deepEqual([fr.ngettext('cup', 'cups', 1), fr.ngettext('cup', 'cups', 2)], ['cup', 'cups'])
  }
})
