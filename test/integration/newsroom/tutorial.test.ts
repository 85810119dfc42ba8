import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../support/files.ts'
import { userEnvironment } from '../../support/packages.ts'
import { scratchProject } from '../../support/scratch-project.ts'

/** The files that the tutorial shows: a line with the name and a colon, then a fenced block with the text. */
function filesOfTutorial(): ReadonlyMap<string, string> {
  const text = readFileSync(join(root, 'docs', 'tutorial', 'README.md'), 'utf8')
  const shown = text.matchAll(/^`([\w./-]+)`:\n\n```[a-z]+(?: ignore)?\n([\s\S]*?)^```$/gm)
  return new Map([...shown].map(([, name = '', code = '']) => [name, code]))
}

test('the tutorial, followed to the letter, gives a project that migrates, type-checks and passes its test', async () => {
  const project = await scratchProject()
  try {
    const files = filesOfTutorial()
    assert.ok(files.size >= 9, `found ${[...files.keys()].join(', ')}`)
    for (const [name, code] of files) {
      const file = join(project.dir, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, code)
    }

    const made = await project.run(['makemigrations'])
    assert.equal(made.code, 0, made.out + made.err)
    const migrated = await project.run(['migrate'])
    assert.equal(migrated.code, 0, migrated.out + migrated.err)
    const again = await project.run(['makemigrations', '--check'])
    assert.equal(again.code, 0, again.out + again.err)

    const run = (program: string, args: readonly string[]) =>
      spawnSync(program, args, { cwd: project.dir, env: userEnvironment({}), encoding: 'utf8', timeout: 120_000 })
    const tested = run(process.execPath, ['--conditions=nuages-source', '--test', 'test/news.test.ts'])
    assert.equal(tested.status, 0, tested.stdout + tested.stderr)

    mkdirSync(join(project.dir, 'node_modules', '@types'), { recursive: true })
    symlinkSync(join(root, 'node_modules/@types/node'), join(project.dir, 'node_modules/@types/node'), 'junction')
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const checked = run(process.execPath, [tsc, '--customConditions', 'nuages-source', '--pretty', 'false'])
    const own = checked.stdout
      .split('\n')
      .filter((line) => /error TS/.test(line) && !/(^|\/)(src|node_modules)\//.test(line))
    assert.deepEqual(own, [])
  } finally {
    project.remove()
  }
})
