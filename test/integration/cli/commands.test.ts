import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { program } from '../../../src/tools/cli/main.ts'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'

describe('nuages on the command line', () => {
  let site: ScratchProject
  before(async () => {
    site = await scratchProject()
  })
  after(() => site.remove())

  const models = () => join(site.dir, 'notes', 'models.ts')
  const edit = (from: string, to: string) => {
    const text = readFileSync(models(), 'utf8')
    assert.ok(text.includes(from), from)
    writeFileSync(models(), text.replace(from, to))
  }
  const migrations = () => readdirSync(join(site.dir, 'notes', 'migrations')).sort()

  test('--help lists every command, and each explains itself', async () => {
    const { out, code } = site.nuages(['--help'])
    assert.equal(code, 0)
    assert.match(site.nuages(['migrate', '--help']).out, /--fake-initial/)
    const { commands } = await program()
    assert.ok(commands.length >= 14)
    for (const command of commands) {
      assert.match(out, new RegExp(`^ {2}${command.name()}`, 'm'))
      assert.match(command.helpInformation(), /^Usage: nuages [\w-]+ .*\n\n[A-Z].{20}/s)
    }
  })

  test('an unknown command or flag ends with 2 and says so', async () => {
    const wrong = await site.run(['migarte'])
    assert.equal(wrong.code, 2)
    assert.match(wrong.err, /migrate/)
    assert.equal((await site.run(['migrate', '--fly'])).code, 2)
  })

  test('migrate makes the tables, showmigrations ticks them, a second migrate has nothing to do', async () => {
    assert.match((await site.run(['showmigrations', 'notes'])).out, /\[ \] 0001_initial/)
    assert.match((await site.run(['migrate'])).out, /applied notes\.0001_initial/)
    assert.match((await site.run(['showmigrations', 'notes'])).out, /\[x\] 0001_initial/)
    assert.match((await site.run(['migrate'])).out, /Nothing to apply/)
    assert.match((await site.run(['makemigrations', '--check'])).out, /No changes/)
  })

  test('dumpdata and loaddata: to a file and through a pipe, by name, and refused without a trace', async () => {
    const code = `await models.Note.create({ title: 'Straße', text: '' })`.replace('models.', '')
    assert.equal((await site.run(['shell', '-c', code])).code, 0)
    const silent = await site.run(['dumpdata'])
    assert.equal(silent.code, 1)
    assert.match(silent.err, /auth\.user\.password.*secret/)
    const written = site.nuages(['dumpdata', 'notes', '-o', 'notes.ndjson.gz'])
    assert.deepEqual([written.code, written.out, written.err], [0, 'Wrote 1 object to notes.ndjson.gz.\n', ''])
    const piped = site.nuages(['dumpdata', 'notes', '--indent', '1'])
    assert.equal((JSON.parse(piped.out) as { fields: { title: string } }[])[0]!.fields.title, 'Straße')
    assert.equal((await site.run(['loaddata', 'notes.ndjson.gz'])).out, 'Installed 1 object from 1 file.\n')
    mkdirSync(join(site.dir, 'notes', 'fixtures'))
    const file = join(site.dir, 'notes', 'fixtures', 'first.json')
    writeFileSync(file, piped.out.replace('"pk": 1', '"pk": 2'))
    assert.equal((await site.run(['loaddata', 'first'])).out, 'Installed 1 object from 1 file.\n')
    writeFileSync(file, piped.out.replace('"pk": 1', '"pk": 3').replace('"pinned": false', '"pined": true'))
    const refused = await site.run(['loaddata', 'first'])
    assert.equal(refused.code, 1)
    assert.match(
      refused.err,
      /first\.json, line 2 \(object 1\), notes\.note 3: there is no field 'pined' \(did you mean 'pinned'\?\)/,
    )
    assert.equal((JSON.parse(site.nuages(['dumpdata', 'notes']).out) as unknown[]).length, 2)
    const database = { DATABASE_URL: 'sqlite:other.sqlite3' }
    assert.equal((await site.run(['migrate'], database)).code, 0)
    const input = site.nuages(['dumpdata', 'notes', '--format', 'ndjson']).out
    assert.equal(site.nuages(['loaddata', '-'], database, input).out, 'Installed 2 objects from 1 file.\n')
    for (const wrong of [
      ['dumpdata', '--indent', 'x'],
      ['dumpdata', '--format', 'xml'],
      ['loaddata', 'gone'],
    ])
      assert.equal((await site.run(wrong)).code, 1, wrong.join(' '))
    assert.equal((await site.run(['loaddata'])).code, 2)
  })

  test('drift tells what was changed behind the back of the migrations, and ends with 1', async () => {
    const equal = await site.run(['drift'])
    assert.equal(equal.code, 0, equal.err)
    assert.match(equal.out, /^All \d+ tables of database 'default' are what its migrations say\.\n$/)
    const database = new DatabaseSync(join(site.dir, 'db.sqlite3'))
    database.exec('CREATE INDEX by_hand ON notes_note (pinned); CREATE TABLE stray (x); CREATE TABLE other (x)')
    const { code, out } = await site.run(['drift', 'notes', '--all'])
    assert.equal(code, 1)
    assert.match(
      out,
      /^notes_note \(notes\.Note\)\n {2}"by_hand" index is not expected: found index "by_hand" \("pinned"\)\n {4}DROP INDEX IF EXISTS "by_hand";\n/,
    )
    assert.match(out, /\nother belongs to no model\nstray belongs to no model\n$/)
    const report = JSON.parse((await site.run(['drift', '--json'])).out)
    assert.deepEqual(
      [report.differences.length, report.differences[0].mend, report.unknown],
      [1, ['DROP INDEX IF EXISTS "by_hand"'], ['other', 'stray']],
    )
    database.exec('DROP INDEX by_hand')
    const mended = await site.run(['drift'])
    assert.equal(mended.code, 0)
    assert.match(mended.out, /\n2 tables of no model; --all lists them\.\n$/)
    database.exec('DROP TABLE stray; DROP TABLE other')
    database.close()
    const wrong = await site.run(['drift', 'ntoes'])
    assert.equal(wrong.code, 1)
    assert.match(wrong.err, /no app 'ntoes' with migrations\. Did you mean 'notes'\?|did you mean/i)
  })

  test('check finds nothing wrong in a new project, and a broken template where there is one', async () => {
    assert.equal((await site.run(['check'])).code, 0)
    const file = join(site.dir, 'notes', 'templates', 'notes', 'broken.html')
    writeFileSync(file, 'one\n{% if x %}\n')
    const { code, err } = await site.run(['check'])
    assert.equal(code, 1)
    assert.match(err, /broken\.html/)
    rmSync(file)
  })

  test('a new field becomes a migration that reads well, and applies', async () => {
    edit('pinned = field.boolean', "colour = field.char({ maxLength: 10, default: 'red' })\n  pinned = field.boolean")
    assert.equal((await site.run(['makemigrations', '--check'])).code, 1)
    assert.equal(migrations().length, 1)
    const made = await site.run(['makemigrations'])
    assert.equal(made.code, 0, made.err)
    assert.equal(migrations().length, 2)
    assert.match(
      readFileSync(join(site.dir, 'notes', 'migrations', migrations()[1]!), 'utf8'),
      /addField\(\{ model: 'note', name: 'colour', field: field\.char\(\{ maxLength: 10/,
    )
    assert.equal((await site.run(['migrate'])).code, 0)
    assert.equal((await site.run(['makemigrations', '--check'])).code, 0)
  })

  test('an empty migration is made for each app named, and only for those', async () => {
    const nowhere = await site.run(['makemigrations', '--empty'])
    assert.equal(nowhere.code, 2)
    assert.match(nowhere.err, /--empty needs to know for which apps/)
    assert.equal((await site.run(['makemigrations', '--empty', 'nots'])).code, 1)
    assert.equal(migrations().length, 2)
    const made = await site.run(['makemigrations', '--empty', 'notes', '--name', 'tidy'])
    assert.equal(made.code, 0, made.err)
    assert.equal(migrations()[2], '0003_tidy.ts')
    const file = join(site.dir, 'notes', 'migrations', '0003_tidy.ts')
    assert.match(readFileSync(file, 'utf8'), /dependencies: \[.*0002_.*operations: \[\]/s)
    assert.match((await site.run(['migrate'])).out, /applied notes\.0003_tidy/)
    assert.equal((await site.run(['migrate', 'notes', '0002'])).code, 0)
    rmSync(file)
  })

  test('check names a wrong declaration of the admin', async () => {
    const file = join(site.dir, 'notes', 'admin.ts')
    const kept = readFileSync(file, 'utf8')
    writeFileSync(file, kept.replace("searchFields: ['title'", "searchFields: ['titel'"))
    const { code, err } = await site.run(['check'])
    writeFileSync(file, kept)
    assert.equal(code, 1)
    assert.match(err, /error admin\.E900 admin: .*notes.*titel.*title/)
    assert.equal((await site.run(['check'])).code, 0)
  })

  test('a renamed column is asked about: without a terminal it fails with the flag, and loses nothing', async () => {
    assert.equal((await site.run(['shell', '-c', "await Note.create({ title: 'Kept', colour: 'blue' })"])).code, 0)
    edit(
      "colour = field.char({ maxLength: 10, default: 'red' })",
      "shade = field.char({ maxLength: 10, default: 'red' })",
    )
    const refused = await site.run(['makemigrations'])
    assert.equal(refused.code, 1)
    assert.match(refused.err, /colour/)
    assert.match(refused.err, /--rename/)
    assert.equal(migrations().length, 2)
    const made = await site.run(['makemigrations', '--rename', 'notes.note.colour=shade'])
    assert.equal(made.code, 0, made.err)
    assert.equal((await site.run(['migrate'])).code, 0)
    assert.match((await site.run(['shell', '-c', 'await Note.filter({ shade: "blue" }).count()'])).out, /^1$/m)
  })

  test('going back and forth keeps the rows that the tables hold', async () => {
    const refused = await site.run(['migrate', 'notes', '0001'])
    assert.equal(refused.code, 1)
    assert.match(refused.err, /would drop what holds rows: notes\.note\.colour.*--drop notes\.note\.colour/)
    assert.equal((await site.run(['migrate'])).code, 0)
    assert.equal((await site.run(['migrate', 'notes', '0001', '--drop', 'notes.note.colour'])).code, 0)
    assert.equal((await site.run(['migrate'])).code, 0)
    assert.match((await site.run(['shell', '-c', 'await Note.filter({ title: "Kept" }).count()'])).out, /^1$/m)
  })

  test('inspectdb prints the models of the tables, relates to those of the framework, and writes over no file', async () => {
    const all = await site.run(['inspectdb', '--app', 'notes'])
    assert.equal(all.code, 0, all.err)
    assert.match(all.out, /^export class Note extends Model \{$/m)
    assert.doesNotMatch(all.out, /auth_|django_/)
    const file = join(site.dir, 'found.ts')
    assert.equal(
      (await site.run(['inspectdb', 'notes_*', 'auth_user', '--managed', '--out', 'found.ts'])).out,
      'found.ts: 2 models\n',
    )
    assert.match(readFileSync(file, 'utf8'), /table: 'auth_user'/)
    const again = await site.run(['inspectdb', '--out', 'found.ts'])
    assert.equal(again.code, 1)
    assert.match(again.err, /found\.ts exists already.*--force/s)
    assert.equal((await site.run(['inspectdb', '--out', 'found.ts', '--force'])).code, 0)
    // The folder of an app that is not there yet.
    assert.equal((await site.run(['inspectdb', '--out', 'shop/models.ts'])).code, 0)
    rmSync(file)
    const wrong = await site.run(['inspectdb', 'notes_nota'])
    assert.equal(wrong.code, 1)
    assert.match(wrong.err, /no table or view 'notes_nota' \(did you mean 'notes_note'\?\)/)
  })

  test('createsuperuser takes flags and environment, and refuses what does not pass', async () => {
    const password = { NUAGES_SUPERUSER_PASSWORD: 'a long unusual phrase' }
    assert.equal((await site.run(['createsuperuser', '--no-input', '--username', 'ada'], password)).code, 0)
    const again = await site.run(['createsuperuser', '--no-input', '--username', 'ada'], password)
    assert.equal(again.code, 1)
    assert.doesNotMatch(again.err, /unusual phrase/)
    const nobody = await site.run(['createsuperuser', '--no-input'], password)
    assert.equal(nobody.code, 1)
    assert.match(nobody.err, /--username/)
    assert.match((await site.run(['shell', '-c', 'await User.filter({ isSuperuser: true }).count()'])).out, /^1$/m)
  })

  test('a wrong setting stops the command and is named', async () => {
    for (const [name, value] of [
      ['NUAGES_ENV', 'prod'],
      ['DATABASE_URL', 'nothing'],
      ['ALLOWED_HOSTS', 'http://x'],
    ] as const) {
      const { code, err } = await site.run(['check'], { [name]: value })
      assert.equal(code, 1, name)
      assert.match(err, new RegExp(name))
    }
    const port = site.nuages(['start'], { PORT: '70000' })
    assert.equal(port.code, 1)
    assert.match(port.err, /PORT/)
  })

  test('production does not start without its settings', async () => {
    const { code, err } = site.nuages(['start'])
    assert.equal(code, 1)
    assert.match(err, /SECRET_KEY/)
    // `start` is in production where nothing says otherwise; what it needs is asked of any command there.
    const production = { NUAGES_ENV: 'production', SECRET_KEY: 'x'.repeat(40) }
    const hosts = await site.run(['check'], production)
    assert.equal(hosts.code, 1)
    assert.match(hosts.err, /ALLOWED_HOSTS/)
    const database = await site.run(['check'], { ...production, ALLOWED_HOSTS: 'example.org' })
    assert.equal(database.code, 1)
    assert.match(database.err, /DATABASE_URL/)
  })

  test('check --deploy names missing settings at once, then what is wrong for the public', async () => {
    const nothing = await site.run(['check', '--deploy', '--no-types'])
    assert.equal(nothing.code, 1)
    assert.match(nothing.err, /SECRET_KEY.*ALLOWED_HOSTS.*DATABASE_URL/s)
    const SECRET_KEY = (await site.run(['generate-secret'])).out.trim()
    assert.match(SECRET_KEY, /^[\w-]{51}$/)
    assert.match((await site.run(['generate-secret', '--bytes', '48'])).out, /^[\w-]{64}\n$/)
    assert.equal((await site.run(['generate-secret', '--bytes', '8'])).code, 2)
    const key = JSON.parse((await site.run(['generate-jwt-key', '--algorithm', 'ES256'])).out) as {
      kty: string
      d: string
    }
    assert.ok(key.kty === 'EC' && key.d !== '')
    assert.equal((await site.run(['generate-jwt-key', '--algorithm', 'none'])).code, 2)
    const env = { SECRET_KEY, ALLOWED_HOSTS: 'example.org', DATABASE_URL: 'sqlite:deployed.sqlite3' }
    const bare = await site.run(['check', '--deploy', '--no-types'], env)
    assert.equal(bare.code, 1)
    for (const id of ['deploy.E003 migrations', 'security.W008', 'deploy.W017']) assert.ok(bare.err.includes(id), id)
    assert.equal((await site.run(['migrate'], { ...env, NUAGES_ENV: 'production' })).code, 0)
    const rest = await site.run(['check', '--deploy', '--no-types', '--processes', '3'], env)
    assert.equal(rest.code, 0, rest.err)
    assert.match(rest.err, /deploy\.W016 databases\.default: 3 processes/)
    assert.match(rest.out, /^0 errors, \d warnings\.$/m)
    assert.equal((await site.run(['check', '--deploy', '--no-types', '--fail-level', 'warning'], env)).code, 1)
    assert.equal((await site.run(['check', '--processes', '0'])).code, 2)
  })

  test('a database that cannot be reached is said without its password, and nothing is written', async () => {
    const remote = await site.run(['migrate'], { DATABASE_URL: 'postgres://ada:hunter2@db.invalid/site' })
    assert.equal(remote.code, 1)
    assert.doesNotMatch(remote.err + remote.out, /hunter2/)
    const missing = await site.run(['migrate'], { DATABASE_URL: 'sqlite:/no/such/folder/db.sqlite3' })
    assert.equal(missing.code, 1)
    assert.match(missing.err, /no\/such\/folder/)
    assert.equal(existsSync(join(site.dir, 'no')), false)
  })

  test('a folder without a project is said', async () => {
    const { code, err } = await site.run(['--dir', '/', 'check'])
    assert.equal(code, 1)
    assert.match(err, /nuages\.config\.ts/)
  })
})
