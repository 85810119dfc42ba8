import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../support/files.ts'
import { packageTypes } from '../../support/package-types.ts'
import { userEnvironment } from '../../support/packages.ts'
import { scratchProject } from '../../support/scratch-project.ts'

/** The files that the tutorial shows, in three parts: a line with the name and a colon, then a fenced block with the text. Later ones replace earlier ones. */
function filesOfTutorial(): readonly [Shown, Shown, Shown] {
  const text = readFileSync(join(root, 'docs', 'tutorial', 'README.md'), 'utf8')
  const [readers, languages] = [text.indexOf('## 8. Readers log in'), text.indexOf('## 9. A second language')]
  assert.ok(readers > 0 && languages > readers)
  return [filesIn(text.slice(0, readers)), filesIn(text.slice(readers, languages)), filesIn(text.slice(languages))]
}

type Shown = ReadonlyMap<string, string>

function filesIn(text: string): ReadonlyMap<string, string> {
  const shown = text.matchAll(/^`([\w./-]+)`:\n\n```[a-z]+(?: ignore)?\n([\s\S]*?)^```$/gm)
  return new Map([...shown].map(([, name = '', code = '']) => [name, code]))
}

test('the tutorial, followed to the letter, gives a project that migrates, type-checks and passes its test', async () => {
  const project = await scratchProject()
  try {
    const [files, withReaders, inLanguages] = filesOfTutorial()
    assert.ok(files.size >= 9, `found ${[...files.keys()].join(', ')}`)
    const write = (shown: ReadonlyMap<string, string>) => {
      for (const [name, code] of shown) {
        const file = join(project.dir, name)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, code)
      }
    }
    write(files)

    const made = await project.run(['makemigrations'])
    assert.equal(made.code, 0, made.out + made.err)
    const migrated = await project.run(['migrate'])
    assert.equal(migrated.code, 0, migrated.out + migrated.err)
    assert.match(migrated.out, /applied accounts/)
    const again = await project.run(['makemigrations', '--check'])
    assert.equal(again.code, 0, again.out + again.err)

    const run = (program: string, args: readonly string[]) =>
      spawnSync(program, args, { cwd: project.dir, env: userEnvironment({}), encoding: 'utf8', timeout: 120_000 })
    const tested = run(process.execPath, ['--conditions=nuages-source', '--test', 'test/news.test.ts'])
    assert.equal(tested.status, 0, tested.stdout + tested.stderr)

    write(withReaders)
    const checkedAgain = await project.run(['makemigrations', '--check'])
    assert.equal(checkedAgain.code, 0, checkedAgain.out + checkedAgain.err)
    const read = run(process.execPath, ['--conditions=nuages-source', '--test', 'test/news.test.ts'])
    assert.equal(read.status, 0, read.stdout + read.stderr)

    assert.deepEqual([...inLanguages.keys()], ['nuages.config.ts', 'news/templates/news/base.html'])
    write(inLanguages)
    const gathered = project.nuages(['makemessages', '-l', 'de'])
    assert.equal(gathered.code, 0, gathered.out + gathered.err)
    const catalog = join(project.dir, 'locale/de/LC_MESSAGES/messages.po')
    const translated = readFileSync(catalog, 'utf8').replace(
      '"The Lantern"\nmsgstr ""',
      '"The Lantern"\nmsgstr "Die Laterne"',
    )
    writeFileSync(catalog, translated)
    const compiled = project.nuages(['compilemessages'])
    assert.equal(compiled.code, 0, compiled.out + compiled.err)
    const file = join(project.dir, 'test/news.test.ts')
    const test = withReaders
      .get('test/news.test.ts')!
      .replaceAll(/'\/(ferry\/|not-yet\/)?'/g, "'/de/$1'")
      .replace('/This field is required/', '/zwingend erforderlich/')
      .replace('/The ferry sails/', '/<html lang="de">[^]*>Die Laterne<[^]*The ferry sails/')
    writeFileSync(file, test)
    const german = run(process.execPath, ['--conditions=nuages-source', '--test', 'test/news.test.ts'])
    assert.equal(german.status, 0, german.stdout + german.stderr)

    mkdirSync(join(project.dir, 'node_modules', '@types'), { recursive: true })
    symlinkSync(join(root, 'node_modules/@types/node'), join(project.dir, 'node_modules/@types/node'), 'junction')
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const sources = packageTypes.customConditions.flatMap((name) => ['--customConditions', name])
    const checked = run(process.execPath, [tsc, ...sources, '--skipLibCheck', '--pretty', 'false'])
    const own = checked.stdout
      .split('\n')
      .filter((line) => /error TS/.test(line) && !/(^|\/)(src|node_modules)\//.test(line))
    assert.deepEqual(own, [])
  } finally {
    project.remove()
  }
})
