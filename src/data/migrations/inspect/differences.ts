import type { Database } from '../../drivers/index.ts'
import type { DatabaseName, ModelRegistry } from '../../query/index.ts'
import { indexName, schemaFacts } from '../../sql/index.ts'
import { type Difference, differencesOf } from '../drift/compare.ts'
import { wordsOf } from '../drift/twins.ts'
import { stateFromRegistry } from '../making/from-registry.ts'
import { keyOf } from '../state.ts'
import { linkTableOf, tableOf } from '../tables/table-of.ts'
import { inOneLine } from './checks.ts'
import { type Drafts, fieldOf, type ModelDraft } from './draft.ts'

/** What is said once, for all models, because it is so of most tables that others made. */
export const common = {
  foreignKey:
    'Foreign keys that migrations make are looked at when the transaction ends, and leave it to the framework what a deleted row takes along; in this database some are not like that.',
  identity: 'Keys that migrations make never give a number twice (AUTOINCREMENT); in this database some do.',
} as const

/**
 * Says in notes where the tables that migrations would make of the models are others than those of the database. Returns what
 * has to be said once.
 */
export async function noteDifferences(
  { models, links }: Drafts,
  app: string,
  registry: ModelRegistry,
  database: Database,
): Promise<readonly string[]> {
  const kind = database.database
  const state = stateFromRegistry(registry)
  const stateOf = ({ name }: ModelDraft) => state.models.get(keyOf(app, name))!
  const tables = models
    .filter(({ isView }) => !isView)
    .map((model) => ({ model, expected: tableOf(state, stateOf(model), kind) }))
  const between = links.map((link) => ({
    ...link,
    expected: linkTableOf(state, stateOf(link.owner), link.field.property, kind),
  }))
  const all = [...tables, ...between].map(({ expected }) => expected)
  const words = await wordsOf(database, all)
  const once = new Set<string>()
  for (const { model, expected } of tables)
    for (const difference of differencesOf(kind, expected, model.table, words.get(expected.name)))
      note(model, difference, kind, once)
  for (const { field, table, expected } of between)
    for (const difference of differencesOf(kind, expected, table, words.get(expected.name)))
      if (!isCommon(difference, kind, once)) field.notes.push(`${table.name}: ${sentenceOf(difference)}`)
  return [...once]
}

function note(model: ModelDraft, difference: Difference, database: DatabaseName, once: Set<string>): void {
  if (isCommon(difference, database, once) || isSaid(model, difference, database)) return
  const field = difference.column === undefined ? undefined : fieldOf(model, difference.column)
  const notes = field === undefined ? model.notes : field.notes
  const sentence = sentenceOf(difference)
  if (!notes.includes(sentence)) notes.push(sentence)
}

function isCommon({ kind, expected, actual }: Difference, database: DatabaseName, once: Set<string>): boolean {
  if (kind === 'foreignKey' && expected !== null && actual !== null) once.add(common.foreignKey)
  else if (kind === 'identity' && database === 'sqlite' && actual === null) once.add(common.identity)
  else return false
  return true
}

/** Whether the notes that stand there already say it: that of the key, and the SQL of what the ORM cannot say. */
function isSaid(
  model: ModelDraft,
  { kind, column, name, expected, actual }: Difference,
  database: DatabaseName,
): boolean {
  const { notes, table } = model
  const hasOtherKey = !(
    table.primaryKey.length === 1 && fieldOf(model, table.primaryKey[0]!)?.options['primaryKey'] === true
  )
  if (hasOtherKey && (kind === 'primaryKey' || (kind === 'column' && column === 'rowid'))) return true
  if (kind === 'index' && name === indexName(table.name, model.together, schemaFacts(database).longestName, '_uniq'))
    return true
  const said = [...notes, ...model.fields.flatMap((field) => field.notes)].join('\n')
  if (kind === 'column' && column !== undefined) return said.includes(`"${column}"`)
  if ((kind === 'type' || kind === 'collation') && column !== undefined && actual !== null)
    return fieldOf(model, column)?.notes.some((each) => each.includes(actual)) === true
  if (kind === 'default' && actual !== null) return said.includes(inOneLine(actual))
  if (kind === 'generated' || kind === 'foreignKey')
    return actual !== null && said.includes(inOneLine(actual.replace(/^AS \((.*)\) \w+$/s, '$1')))
  if (kind === 'check' && actual === null) return name !== undefined && said.includes(name)
  if (kind === 'check' && expected === null) return said.includes(inOneLine(actual!)) || name === undefined
  return kind === 'index' && expected === null && name !== undefined && notes.some((each) => each.includes(`${name} `))
}

const words: Partial<Record<Difference['kind'], string>> = {
  type: 'type',
  default: 'default',
  generated: 'value',
  collation: 'collation',
  comment: 'comment',
}

function sentenceOf({ kind, expected, actual }: Difference): string {
  const [wanted, found] = [expected, actual].map((text) => (text === null ? '' : inOneLine(text))) as [string, string]
  if (kind === 'null') return `The database ${actual === 'NULL' ? 'lets it be null' : 'does not let it be null'}.`
  const word = words[kind]
  if (word !== undefined)
    return actual === null
      ? `The database has no ${word} of it: ${wanted}.`
      : `The ${word} in the database is ${found}.`
  if (actual === null) return `Not in the database: ${said(kind, wanted)}.`
  return expected === null ? `In the database, too: ${said(kind, found)}.` : `In the database: ${said(kind, found)}.`
}

const said = (kind: Difference['kind'], text: string) => (kind === 'check' ? `CHECK (${text})` : text)
