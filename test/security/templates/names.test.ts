/** Names of templates, languages and time zones that a visitor may choose, and catalogs that are broken. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { parseMo, parsePo, Translations } from '../../../src/web/i18n/index.ts'
import { Engine } from '../../../src/web/templates/index.ts'

const root = mkdtempSync(join(tmpdir(), 'nuages-names-'))
after(() => rmSync(root, { recursive: true, force: true }))
const dir = join(root, 'templates')
mkdirSync(join(dir, 'inner'), { recursive: true })
writeFileSync(join(dir, 'page.html'), 'page')
writeFileSync(join(dir, 'inner', 'part.html'), 'part')
writeFileSync(join(root, 'secret.html'), 'secret')
mkdirSync(join(root, 'templates-beside'))
writeFileSync(join(root, 'templates-beside', 'secret.html'), 'secret')
symlinkSync(join(dir, 'page.html'), join(dir, 'linked.html'))
const engine = new Engine({ dirs: [dir] })

const escapes = [
  '../secret.html',
  'inner/../../secret.html',
  './../secret.html',
  '..//secret.html',
  '..\\secret.html',
  'inner\\..\\..\\secret.html',
  '../templates-beside/secret.html',
  '%2e%2e/secret.html',
  '..%2fsecret.html',
  '\0../secret.html',
  '../secret.html\0',
  'page.html\0',
  join(root, 'secret.html'),
  `/${join(root, 'secret.html')}`,
  'file:///etc/passwd',
  '/etc/passwd',
  'C:\\secret.html',
  '//host/share/secret.html',
  '.',
  '..',
  '/',
  '',
  ' ',
  'inner',
  'inner/',
  'x'.repeat(100_000),
  '/'.repeat(10_000),
  '__proto__',
  'constructor',
]

for (const name of escapes) {
  test(`no template outside of the directories is found: ${JSON.stringify(name.slice(0, 60))}`, async () => {
    for (const source of ['{% include name %}', '{% extends name %}']) {
      await assert.rejects(engine.fromString(source).render({ name }), { code: 'NUAGES_TEMPLATES_NOT_FOUND' })
    }
    await assert.rejects(engine.render(name), { code: 'NUAGES_TEMPLATES_NOT_FOUND' })
    const memory = new Engine({ templates: { a: '{% include name %}' } })
    await assert.rejects(memory.render('a', { name }), { code: 'NUAGES_TEMPLATES_NOT_FOUND' })
  })
}

test('links inside the directories are followed: who may make them may write templates', async () => {
  assert.equal(await engine.render('linked.html'), 'page')
})

test('no name whatever reads a file outside', () => {
  const part = fc.oneof(
    fc.constantFrom('..', '.', '/', '\\', 'inner', 'secret.html', 'templates-beside', '\0', root),
    fc.string({ maxLength: 5 }),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), fc.constantFrom('', '/'), (parts, between) => {
      let text = ''
      try {
        text = engine.fromString('{% include name %}').renderSync({ name: parts.join(between) })
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'NUAGES_TEMPLATES_NOT_FOUND')
      }
      assert.doesNotMatch(text, /secret/)
    }),
    { seed: 31, numRuns: 1500 },
  )
})

const good =
  'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"\n\n'

const broken: Readonly<Record<string, string>> = {
  'no end of a text': `${good}msgid "a\nmsgstr "b"\n`,
  'no text': `${good}msgid\nmsgstr "b"\n`,
  'an unknown word': `${good}msgfoo "a"\nmsgstr "b"\n`,
  'text alone': `${good}"a"\n"b"\nx\n`,
  'plural forms that run code': good.replace('n != 1', 'process.exit(1)'),
  'plural forms that never end': good.replace('n != 1', '('.repeat(5000)),
  'plural forms of too many': good.replace('nplurals=2', 'nplurals=99999999999'),
  'an unknown character set': good.replace('UTF-8', 'UTF-0'),
  binary: '\0\x01\x02\ufffd',
  markup: '<html></html>',
}

for (const [name, source] of Object.entries(broken)) {
  test(`a broken catalog is a coded error that names it: ${name}`, () => {
    for (const given of [source, Buffer.from(source)]) {
      // Text is read as it is: only bytes have a character set.
      if (typeof given === 'string' && name === 'an unknown character set') continue
      assert.throws(
        () => parsePo(given, 'de.po'),
        (error: { code?: string; message: string }) => {
          return /^NUAGES_I18N_/.test(String(error.code)) && error.message.includes('de.po')
        },
      )
    }
    const file = join(root, `${name}.mo`)
    assert.throws(
      () => parseMo(Buffer.from(source), file),
      (error: { code?: string; message: string }) => {
        return /^NUAGES_I18N_/.test(String(error.code)) && error.message.includes(name)
      },
    )
  })
}

test('a catalog with any of its bytes changed is read or refused with a code', () => {
  const po = Buffer.from(`${good}#: a.ts:1\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "eins"\nmsgstr[1] "viele"\n`)
  fc.assert(
    fc.property(fc.nat(po.length - 1), fc.nat(255), fc.nat(po.length), (at, byte, length) => {
      const changed = Buffer.from(po)
      changed[at] = byte
      for (const work of [() => parsePo(changed), () => parsePo(po.subarray(0, length)), () => parseMo(changed)]) {
        try {
          work()
        } catch (error) {
          assert.match(String((error as { code?: string }).code), /^NUAGES_I18N_/, String(error))
        }
      }
    }),
    { seed: 32, numRuns: 1000 },
  )
})

test('an unknown language or zone is passed over or refused with a code, never with a crash', () => {
  const translations = new Translations({ languages: ['en', 'de'], default: 'en' })
  const odd = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('__proto__', 'constructor', '../../etc', 'de-DE', 'xx', 'en_US', 'a'.repeat(10_000)),
  )
  fc.assert(
    fc.property(odd, (code) => {
      try {
        translations.locale(code)
      } catch (error) {
        assert.match(String((error as { code?: string }).code), /^NUAGES_I18N_/, String(error))
      }
      for (const source of [
        '{% load i18n %}{% language code %}{{ n }}{% endlanguage %}',
        '{% load tz %}{% timezone code %}{{ d }}{% endtimezone %}',
        '{% load tz %}{{ d|timezone:code }}',
        '{% load i18n %}{% get_language_info for code as x %}{{ x.name }}',
        '{{ code|date }}',
      ]) {
        try {
          new Engine({ translations }).fromString(source).renderSync({ code, n: 1234.5, d: new Date(0) })
        } catch (error) {
          assert.match(String((error as { code?: string }).code), /^NUAGES_/, `${source}: ${String(error)}`)
        }
      }
    }),
    { seed: 33, numRuns: 150 },
  )
})
