import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type ScratchProject, scratchProject } from '../../support/scratch-project.ts'

/** The application's first app and its migrations. */
describe('migrations of several branches', () => {
  let site: ScratchProject
  let folder: string
  let app: string

  before(async () => {
    site = await scratchProject()
    app = readdirSync(site.dir).find((name) => existsSync(join(site.dir, name, 'migrations')))!
    folder = join(site.dir, app, 'migrations')
  })
  after(() => site.remove())

  const files = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .sort()
  const write = (name: string, dependency: string, statement: string) =>
    writeFileSync(
      join(folder, `${name}.ts`),
      `import { migration, run, sql } from 'nuages/migrations'\n
export default migration({
  dependencies: [['${app}', '${dependency}']],
  operations: [${statement}],
})
`,
    )

  test('are reported, joined and squashed', async () => {
    const first = files().at(-1)!.replace('.ts', '')
    write('0002_one', first, `sql('SELECT 1', '')`)
    write('0002_other', first, `run(() => {}, () => {})`)
    const conflict = await site.run(['migrate'])
    assert.equal(conflict.code, 1)
    assert.match(conflict.err, /makemigrations --merge[\s\S]*NUAGES_MIGRATIONS_CONFLICT/)

    const refused = await site.run(['makemigrations', '--merge'])
    assert.equal(refused.code, 1)
    assert.match(refused.err, /NUAGES_MIGRATIONS_UNANSWERED_MERGE/)
    assert.equal(files().length, 3)

    const key = `${app}.0002_one+0002_other`
    writeFileSync(
      join(site.dir, 'migration-answers.ts'),
      `import { answers } from 'nuages/migrations'\nexport default answers({ merges: { '${key}': true } })\n`,
    )
    const joined = await site.run(['makemigrations', '--merge'])
    assert.equal(joined.code, 0, joined.err)
    assert.match(joined.out, new RegExp(`has 2 latest migrations since ${first}:`))
    assert.match(joined.out, /0003_merge_0002_one_0002_other\.ts/)
    assert.equal((await site.run(['migrate'])).code, 0)

    const squashed = await site.run(['squashmigrations', app, '0003'])
    assert.equal(squashed.code, 0, squashed.err)
    assert.match(squashed.out, /1 data migration was copied/)
    const made = files().find((name) => name.includes('squashed'))!
    assert.match(readFileSync(join(folder, made), 'utf8'), /replaces: \[/)
    assert.match((await site.run(['migrate'])).out, /Nothing to apply/)
    assert.equal((await site.run(['makemigrations', '--check'])).code, 0)
  })

  test('answers that are none, and squashes of nothing, are refused with a code', async () => {
    assert.match((await site.run(['squashmigrations', app, 'zz'])).err, /NUAGES_MIGRATIONS_UNKNOWN_MIGRATION/)
    writeFileSync(join(site.dir, 'migration-answers.ts'), 'export default { rename: {} }\n')
    const refused = await site.run(['makemigrations'])
    assert.equal(refused.code, 1)
    assert.match(refused.err, /knows no 'rename'[\s\S]*NUAGES_MIGRATIONS_BAD_ANSWERS_FILE/)
  })
})
