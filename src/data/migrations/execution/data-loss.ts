import { quote, schemaFacts } from '../../sql/index.ts'
import { migrationErrors } from '../errors.ts'
import { nameOf } from '../files/migration.ts'
import type { DropQuestion, Questions } from '../making/questions.ts'
import type { ModelState } from '../state.ts'
import { hasColumn } from '../tables/fields.ts'
import { columnName } from '../tables/names.ts'
import { tablesOf } from '../tables/table-of.ts'
import { type Dropped, type Passage, rehearse } from './rehearsal.ts'

/**
 * Throws `NUAGES_MIGRATIONS_DATA_LOSS` where a migration would drop tables with rows or columns with values, unless
 * `questions` allows each of them. Looked at before anything of the migration is done; what raw SQL and functions drop
 * is not seen.
 */
export async function checkLosses(passage: Passage, questions?: Pick<Questions, 'drop'>): Promise<void> {
  const { dropped } = await rehearse(passage)
  const lost = new Map<string, DropQuestion>()
  for (const each of dropped) {
    const question = questionOf(passage, each)
    const key = dropKey(question)
    if (!lost.has(key) && (await holdsSomething(passage, each))) lost.set(key, question)
  }
  const refused: string[] = []
  for (const [key, question] of lost) {
    // Who lets a model go lets its link tables go.
    if (question.field !== null && lost.has(dropKey({ ...question, field: null }))) continue
    if (questions === undefined || !(await questions.drop(question))) refused.push(key)
  }
  if (refused.length === 0) return
  const { migration, database, direction } = passage
  throw migrationErrors.DATA_LOSS({
    migration: nameOf([migration.app, migration.name]),
    database: database.name,
    direction,
    refused,
  })
}

/** 'news.story' or 'news.article.note': how flags and files name what may be dropped. */
function dropKey({ app, model, field }: DropQuestion): string {
  return `${app}.${model}${field === null ? '' : `.${field}`}`
}

/** Looked for by its old name; by that of its turn, where a part of the migration stands and has renamed it. */
async function holdsSomething(passage: Passage, { old, table, column }: Dropped): Promise<boolean> {
  return (
    (await holdsRows(passage, old)) || (passage.at.moving !== null && (await holdsRows(passage, { table, column })))
  )
}

async function holdsRows({ database }: Passage, old: Dropped['old']): Promise<boolean> {
  const { exists, columns } = schemaFacts(database.database)
  const read = async (text: string) => database.all({ text, writes: false, wide: false }, [])
  // What is not there is the operation's to complain about.
  if ((await read(exists(old.table))).length === 0) return false
  const { column } = old
  const names = column === null ? [] : (await read(columns(old.table))).map(([name]) => String(name))
  const alike = (name: string) => name.toLowerCase() === column?.toLowerCase()
  const found = column === null ? null : names.includes(column) ? column : names.find(alike)
  if (found === undefined) return false
  const where = found === null ? '' : ` WHERE ${quote(found)} IS NOT NULL`
  return (await read(`SELECT 1 FROM ${quote(old.table)}${where} LIMIT 1`)).length > 0
}

/** Whose table or column it is, in the words of the models. */
function questionOf({ database, migration, direction }: Passage, { table, column, state }: Dropped): DropQuestion {
  const told = { migration: nameOf([migration.app, migration.name]), direction, table, column }
  for (const model of state.models.values()) {
    for (const [part, { name }] of tablesOf(state, model, database.database)) {
      if (name !== table) continue
      return { app: model.app, model: model.name.toLowerCase(), field: part || propertyOf(model, column), ...told }
    }
  }
  return { app: migration.app, model: table, field: column, ...told }
}

function propertyOf(model: ModelState, column: string | null): string | null {
  if (column === null) return null
  const found = Object.entries(model.fields).find(
    ([property, field]) => hasColumn(field) && columnName(property, field) === column,
  )
  return found?.[0] ?? column
}
