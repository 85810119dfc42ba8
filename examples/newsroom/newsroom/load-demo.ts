import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSuperuser, User } from 'nuages/auth'
import { atomic, type ModelClass, resetSequences, untyped } from 'nuages/orm'
import { Article, Comment, Reporter, Section, Tag, Tagging } from './models.ts'

/** A row as Django's fixtures have it. */
interface FixtureRow {
  model: string
  pk: number
  fields: Record<string, unknown>
}

/** How far the loading is: rows written, of how many. */
export type Progress = (done: number, total: number) => void

/** Who may log in to the demo's admin. Development only: the password is no secret. */
export const demoLogin = { username: 'demo', password: 'lantern-1871' }

/** In the order in which they can be written: nothing refers to what comes after it. */
const models: ReadonlyMap<string, ModelClass<object>> = new Map<string, ModelClass<object>>([
  ['auth.user', User],
  ['newsroom.section', Section],
  ['newsroom.reporter', Reporter],
  ['newsroom.tag', Tag],
  ['newsroom.article', Article],
  ['newsroom.tagging', Tagging],
  ['newsroom.comment', Comment],
])

/**
 * Loads the demo's fixtures into an empty newsroom, all or nothing: a Django newsroom of 600 articles, the Lantern's 40
 * readable ones, and the demo's login. Resolves to the number of rows written; 0 where there were articles already.
 */
export async function loadDemo(progress: Progress = () => {}): Promise<number> {
  if (await Article.exists()) return 0
  const rows = [...(await fixture('archive')), ...(await fixture('lantern'))]
  await atomic(async () => {
    let done = 0
    for (const [label, model] of models) {
      const own = rows.filter((row) => row.model === label)
      for (let start = 0; start < own.length; start += 200) {
        const batch = own.slice(start, start + 200)
        await write(model, batch)
        progress((done += batch.length), rows.length)
      }
    }
    await resetSequences([...models.values()])
    await createSuperuser({ ...demoLogin, email: 'demo@example.org' })
  })
  return rows.length + 1
}

async function fixture(name: string): Promise<FixtureRow[]> {
  return JSON.parse(await readFile(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8'))
}

/** The to-many fields of fixtures: they are written after their rows. */
const toMany = ['authors', 'groups', 'userPermissions']
/** The columns that fill themselves in: a fixture's value is put back. */
const automatic = ['updated', 'created']

async function write(model: ModelClass<object>, batch: readonly FixtureRow[]): Promise<void> {
  const values = batch.map(({ pk, fields }) => ({ id: pk, ...camelCased(fields) }) as Record<string, unknown>)
  const rows = await untyped(model).bulkCreate(values.map((row) => without(row, toMany)))
  const refilled = automatic.filter((name) => name in (values[0] ?? {}))
  for (const [i, row] of rows.entries()) for (const name of refilled) row[name] = new Date(String(values[i]?.[name]))
  if (refilled.length > 0) await untyped(model).bulkUpdate(rows, refilled)
  if (model === Article) {
    for (const { pk, fields } of batch) await Article.build({ id: pk }).authors.add(...(fields['authors'] as number[]))
  }
}

function without(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)))
}

function camelCased(fields: Record<string, unknown>): Record<string, unknown> {
  const camel = (name: string) => name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [camel(name), value]))
}
