import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { parseMo, parsePo } from '../../../src/web/i18n/index.ts'
import { root } from '../../support/files.ts'
import { packageTypes } from '../../support/package-types.ts'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'

describe('nuages makemessages and compilemessages', () => {
  let site: ScratchProject
  before(async () => {
    site = await scratchProject()
    // The texts that a new project has already are no part of these catalogs.
    for (const page of ['notes/templates/notes/home.html', 'notes/templates/notes/base.html']) {
      write(page, read(page).replace(/\{% translate "([^"]+)" %\}/g, '$1'))
    }
  })
  after(() => site.remove())

  const at = (path: string) => join(site.dir, path)
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), text)
  }
  const read = (path: string) => readFileSync(at(path), 'utf8')
  const po = (language: string, domain = 'messages') => `locale/${language}/LC_MESSAGES/${domain}.po`
  const translate = (path: string, message: string, text: string) => {
    const [before, after] = read(path).split(`msgid ${JSON.stringify(message)}\nmsgstr ""\n`)
    assert.ok(after !== undefined, `${message} is not in\n${before}`)
    write(path, `${before}msgid ${JSON.stringify(message)}\nmsgstr ${JSON.stringify(text)}\n${after}`)
  }

  test('asks for languages, by name', async () => {
    const none = await site.run(['makemessages'])
    assert.equal(none.code, 2)
    assert.match(none.err, /-l de/)
    const wrong = await site.run(['makemessages', '-l', 'German'])
    assert.equal(wrong.code, 1)
    assert.match(wrong.err, /'German' is no code of a language \(did you mean 'de'\?\)/)
    assert.equal((await site.run(['makemessages', '--all'])).code, 1)
    assert.equal((await site.run(['makemessages', '-l', 'de', '-d', '../x'])).code, 1)
    assert.equal((await site.run(['makemessages', '-l', 'de', '--add-location', 'some'])).code, 1)
    assert.equal(existsSync(at('locale')), false)
  })

  test('gathers from TypeScript and templates, into the catalogs of the project', () => {
    write(
      'notes/texts.ts',
      `import { gettext as _, ngettext } from 'nuages/i18n'\n\n// Translators: the heading\nexport const heading = (): string => _('All notes')\nexport const count = (n: number) => ngettext('%(n)s note', '%(n)s notes', n)\n`,
    )
    write('notes/templates/notes/about.html', `{% load i18n %}<p>{% translate "About notes" %}</p>{{ _("Here") }}\n`)
    write('notes/static/notes/list.js', `gettext('Only in the browser')\n`)
    write('node_modules/other/index.js', `gettext('of a package')\n`)
    const made = site.nuages(['makemessages', '-l', 'de', '-l', 'pt_BR'])
    assert.equal(made.code, 0, made.err)
    assert.match(made.out, /locale\/de\/LC_MESSAGES\/messages\.po: new; 0 translated, 0 fuzzy, 4 missing\n/)
    const text = read(po('de'))
    assert.match(text, /"Plural-Forms: nplurals=2; plural=\(n != 1\);\\n"/)
    assert.match(
      text,
      /#\. Translators: the heading\n#: notes\/texts\.ts:4\nmsgid "All notes"\nmsgstr ""\n\n#: notes\/texts\.ts:5\n#, python-format\nmsgid "%\(n\)s note"\nmsgid_plural "%\(n\)s notes"\nmsgstr\[0\] ""\nmsgstr\[1\] ""\n/,
    )
    assert.match(text, /#: notes\/templates\/notes\/about\.html:1\nmsgid "About notes"/)
    assert.doesNotMatch(text, /browser|package/)
    assert.match(read(po('pt_BR')), /Language: pt_BR/)
    assert.equal(existsSync(at('db.sqlite3')), false, 'no database is made')
  })

  test('the domain of the browser has the files of the browser', async () => {
    assert.equal((await site.run(['makemessages', '-l', 'de', '-d', 'browser'])).code, 0)
    const text = read(po('de', 'browser'))
    assert.match(text, /#: notes\/static\/notes\/list\.js:1\nmsgid "Only in the browser"/)
    assert.doesNotMatch(text, /About/)
    rmSync(at(po('de', 'browser')))
  })

  test('a second run changes nothing, not even the date of a file', async () => {
    const text = read(po('de'))
    utimesSync(at(po('de')), 1, 1)
    const again = await site.run(['makemessages', '--all'])
    assert.equal(again.code, 0)
    assert.match(again.out, /de\/LC_MESSAGES\/messages\.po: up to date/)
    assert.match(again.out, /pt_BR/)
    assert.doesNotMatch((await site.run(['makemessages', '--all', '-x', 'pt-br'])).out, /pt_BR/)
    assert.equal(statSync(at(po('de'))).mtimeMs, 1000)
    assert.equal(read(po('de')), text)
    assert.equal((await site.run(['makemessages', '--all', '--check'])).code, 0)
  })

  test('--check ends with 1 where a catalog is out of date, and writes nothing', async () => {
    translate(po('de'), 'All notes', 'Alle Notizen')
    assert.equal((await site.run(['makemessages', '--all', '--check'])).code, 0)
    write(
      'notes/more.ts',
      `import * as i18n from 'nuages/i18n'\nexport const more = i18n.gettextLazy('All of the notes')\n`,
    )
    const text = read(po('de'))
    const check = await site.run(['makemessages', '--all', '--check'])
    assert.equal(check.code, 1)
    assert.match(check.out, /de\/LC_MESSAGES\/messages\.po: is out of date/)
    assert.equal(read(po('de')), text)
  })

  test('merges: what was translated stays, what was renamed is fuzzy, what is gone is obsolete', async () => {
    write('notes/texts.ts', read('notes/texts.ts').replace('All notes', 'All the notes'))
    const made = await site.run(['makemessages', '--all'])
    assert.match(made.out, /de\/LC_MESSAGES\/messages\.po: changed; 0 translated, 2 fuzzy, 3 missing, 1 obsolete/)
    assert.match(read(po('de')), /#, fuzzy\n#\| msgid "All notes"\nmsgid "All the notes"\nmsgstr "Alle Notizen"/)
    assert.match(read(po('de')), /#~ msgid "All notes"\n#~ msgstr "Alle Notizen"/)
    write('notes/texts.ts', read('notes/texts.ts').replace('All the notes', 'All notes'))
    await site.run(['makemessages', '--all'])
    assert.match(read(po('de')), /\nmsgid "All notes"\nmsgstr "Alle Notizen"/)
    await site.run(['makemessages', '--all', '--no-obsolete', '--add-location', 'file'])
    assert.doesNotMatch(read(po('de')), /#~/)
    assert.match(read(po('de')), /#: notes\/texts\.ts\n/)
    await site.run(['makemessages', '--all', '--no-location', '--keep-pot'])
    assert.doesNotMatch(read(po('de')), /^#:/m)
    assert.match(read('locale/messages.pot'), /msgid "All notes"\nmsgstr ""/)
    rmSync(at('locale/messages.pot'))
  })

  test('an app with a locale folder has its own catalogs', async () => {
    mkdirSync(at('notes/locale'))
    const made = await site.run(['makemessages', '-l', 'fr'])
    assert.match(made.out, /notes\/locale\/fr\/LC_MESSAGES\/messages\.po: new/)
    assert.match(read('notes/locale/fr/LC_MESSAGES/messages.po'), /#: texts\.ts:4\nmsgid "All notes"/)
    assert.equal(existsSync(at('locale/fr')), false, 'the project has no texts of its own')
    rmSync(at('notes/locale'), { recursive: true })
  })

  test('what cannot be read is reported with file and line, the rest is done, and the end is 1', async () => {
    write('notes/broken.ts', `import { gettext } from 'nuages/i18n'\nconst a = gettext('x'`)
    write('notes/templates/notes/broken.html', 'a\n{% if %}')
    write('notes/page.tsx', `export const page = <p>{gettext('x')}</p>`)
    write('notes/dynamic.ts', `import { gettext } from 'nuages/i18n'\nexport const f = (x: string) => gettext(x)\n`)
    const made = await site.run(['makemessages', '--all', '-e', 'ts,tsx', '-e', 'html'])
    assert.equal(made.code, 1)
    assert.match(made.err, /notes\/broken\.ts:2: error: /)
    assert.match(made.err, /notes\/templates\/notes\/broken\.html:2: error: /)
    assert.match(made.err, /notes\/page\.tsx: error: JSX/)
    assert.match(made.err, /notes\/dynamic\.ts:2: warning: the message of gettext\(\)/)
    assert.match(made.out, /de\/LC_MESSAGES/)
    const ignored = await site.run([
      'makemessages',
      '--all',
      '-i',
      'broken.*',
      '-i',
      'notes/page.tsx',
      '-i',
      'dynamic.ts',
    ])
    assert.deepEqual([ignored.code, ignored.err], [0, ''])
    for (const file of ['broken.ts', 'page.tsx', 'dynamic.ts', 'templates/notes/broken.html'])
      rmSync(at(`notes/${file}`))
  })

  test('a broken catalog is refused with file and line, and no catalog is written', async () => {
    const [german, other] = [read(po('de')), read(po('pt_BR'))]
    write(po('pt_BR'), `${other}\nmsgid "x"\n<<<<<<< HEAD\n`)
    write('notes/more.ts', `import { gettext } from 'nuages/i18n'\nexport const more = () => gettext('Brand new')\n`)
    const refused = await site.run(['makemessages', '--all'])
    assert.equal(refused.code, 1)
    assert.match(refused.err, /pt_BR\/LC_MESSAGES\/messages\.po:\d+: a merge of branches left its marks here/)
    assert.equal(read(po('de')), german)
    write(po('pt_BR'), other)
    assert.equal((await site.run(['makemessages', '--all'])).code, 0)
    assert.match(read(po('de')), /Brand new/)
    const left = readdirSync(at('locale/de/LC_MESSAGES'))
    assert.deepEqual(left, ['messages.po'])
  })

  test('compilemessages writes what can be read by nuages and by gettext, and only what changed', async () => {
    const compiled = await site.run(['compilemessages'])
    assert.equal(compiled.code, 0, compiled.err)
    assert.match(compiled.out, /de\/LC_MESSAGES\/messages\.po: compiled, 1 translated/)
    const mo = readFileSync(at('locale/de/LC_MESSAGES/messages.mo'))
    assert.deepEqual(parseMo(mo).messages, parsePo(read(po('de'))).messages)
    assert.equal(parseMo(mo).messages.get('All notes'), 'Alle Notizen')
    if (spawnSync('msgunfmt', ['--version']).status === 0) {
      const { stdout, status } = spawnSync('msgunfmt', [at('locale/de/LC_MESSAGES/messages.mo')])
      assert.equal(status, 0)
      assert.match(stdout.toString(), /msgid "All notes"\nmsgstr "Alle Notizen"/)
    }
    assert.match(
      (await site.run(['compilemessages', '-l', 'de'])).out,
      /^[^\n]*de\/LC_MESSAGES\/messages\.po: up to date, 1 translated\n$/,
    )
    assert.equal((await site.run(['compilemessages', '-l', 'fr'])).code, 1)
    assert.doesNotMatch((await site.run(['compilemessages', '-x', 'de'])).out, /\/de\//)
  })

  test('compilemessages refuses mistakes, with line, keeps the old file, and compiles the others', async () => {
    const good = read(po('de'))
    const mo = readFileSync(at('locale/de/LC_MESSAGES/messages.mo'))
    write(po('de'), good.replace('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "%(n)s Notiz"\nmsgstr[1] "%(m)s Notizen"'))
    const line = read(po('de')).split('\n').indexOf('msgid "%(n)s note"') + 1
    const refused = await site.run(['compilemessages'])
    assert.equal(refused.code, 1)
    assert.ok(refused.err.includes(`messages.po:${line}: error: msgstr[1]: '%(m)s' is not in the message`), refused.err)
    assert.match(refused.out, /pt_BR\/LC_MESSAGES\/messages\.po: up to date/)
    assert.deepEqual(readFileSync(at('locale/de/LC_MESSAGES/messages.mo')), mo)
    write(po('de'), good)
  })

  test('--use-fuzzy compiles what is fuzzy', async () => {
    const good = read(po('de'))
    write(po('de'), good.replace('msgid "About notes"\nmsgstr ""', '#, fuzzy\nmsgid "About notes"\nmsgstr "Ungefähr"'))
    const catalog = () => parseMo(readFileSync(at('locale/de/LC_MESSAGES/messages.mo'))).messages.get('About notes')
    await site.run(['compilemessages'])
    assert.equal(catalog(), undefined)
    await site.run(['compilemessages', '--use-fuzzy'])
    assert.equal(catalog(), 'Ungefähr')
    write(po('de'), good)
  })

  test('the project says where its catalogs lie and what they are called; the site shows what was translated', async () => {
    const config = read('nuages.config.ts')
    write(
      'nuages.config.ts',
      config.replace(
        /defineProject\(\{/,
        "defineProject({ localeDirs: ['texts'], localeDomain: 'django', languages: ['en', 'de'],",
      ),
    )
    const made = await site.run(['makemessages', '-l', 'de'])
    assert.equal(made.code, 0, made.err)
    assert.match(made.out, /texts\/de\/LC_MESSAGES\/django\.po: new/)
    translate('texts/de/LC_MESSAGES/django.po', 'All notes', 'Jede Notiz')
    assert.equal((await site.run(['compilemessages'])).code, 0)
    const code = `const { translationsOf, currentLocale } = await import('nuages/i18n'); console.log(translationsOf(currentLocale()).locale('de').gettext('All notes'))`
    assert.match((await site.run(['shell', '-c', code])).out, /Jede Notiz/)
    write('nuages.config.ts', config)
    rmSync(at('texts'), { recursive: true })
  })

  test('--types writes a declaration that lets no other message through', async () => {
    const made = await site.run(['makemessages', '--all', '--types'])
    assert.equal(made.code, 0, made.err)
    assert.match(made.out, /messages\.d\.ts: written\n/)
    assert.match(
      read('messages.d.ts'),
      /interface RegisteredMessages \{\n {4}"%\(n\)s note": "%\(n\)s notes"\n {4}"About notes": null\n/,
    )
    assert.match((await site.run(['makemessages', '--all', '--types', '--check'])).out, /messages\.d\.ts: up to date/)
    const sources = {
      right: `[gettext('All notes'), ngettext('%(n)s note', '%(n)s notes', 2)]`,
      unknown: `gettext('All nodes')`,
      plural: `ngettext('%(n)s note', '%(n)s others', 2)`,
    }
    for (const [name, source] of Object.entries(sources))
      write(`${name}.ts`, `import { gettext, ngettext } from 'nuages/i18n'\nexport const t = ${source}\n`)
    const files = Object.keys(sources).map((name) => `${name}.ts`)
    write(
      'tsconfig.types.json',
      JSON.stringify({
        extends: './tsconfig.json',
        compilerOptions: { ...packageTypes, types: [] },
        files: [...files, 'messages.d.ts'],
      }),
    )
    const tsc = join(root, 'node_modules', '.bin', 'tsc')
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', at('tsconfig.types.json'), '--pretty', 'false'], {
      encoding: 'utf8',
    })
    const errors = (name: string) =>
      stdout.split('\n').filter((line) => new RegExp(`(^|[\\\\/])${name}\\.ts`).test(line))
    assert.deepEqual(errors('right'), [], stdout)
    assert.match(errors('unknown').join(), /TS2345.*"All nodes"/)
    assert.equal(errors('plural').length, 1)
    write('messages.d.ts', 'export const mine = 1\n')
    assert.equal((await site.run(['makemessages', '--all', '--types'])).code, 1)
    assert.equal(read('messages.d.ts'), 'export const mine = 1\n')
    assert.equal((await site.run(['makemessages', '--all', '--types', 'other.d.ts', '--check'])).code, 1)
    assert.equal(existsSync(at('other.d.ts')), false)
    for (const file of files) rmSync(at(file))
  })
})
