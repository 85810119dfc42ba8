import type { DatabaseName } from '../../query/index.ts'
import { type Found, found, rowsText } from './finding.ts'
import type { Meaning } from './meaning.ts'
import type { Level } from './rules.ts'
import { fateOf, partsOf } from './statements/column-types.ts'
import type { World } from './tables-before.ts'
import type { Standing } from './what-stands.ts'

/** What has to be known of the database to judge a step. */
export interface Circumstances {
  readonly database: DatabaseName
  readonly world: World
  readonly standing: Standing
  /** How many rows a table has now, by the name that it has at this point of the plan. */
  rows(table: string): number
}

/** What a step does to data, and to the program that runs meanwhile. */
export function judgeMeaning(meaning: Meaning, known: Circumstances): Found[] {
  const { standing } = known
  const { table } = meaning
  if (meaning.kind !== 'createTable' && standing.isNew(table)) return []
  const rows = known.rows(table)
  // A table without rows is used by nobody yet, most likely.
  const serious: Level = rows > 0 ? 'danger' : 'caution'
  switch (meaning.kind) {
    case 'createTable':
      return []
    case 'dropTable':
      return [
        ...(rows > 0
          ? [found('migrations.L001', 'danger', table, `Table '${table}' goes with its ${rowsText(rows)}.`)]
          : []),
        ...stillUsed(standing.isUsed(table), serious, table, `'${table}'`),
      ]
    case 'emptyTable':
      return rows > 0
        ? [found('migrations.L006', 'danger', table, `Table '${table}' loses its ${rowsText(rows)}.`)]
        : []
    case 'dropColumn': {
      const { column } = meaning
      if (standing.isNew(table, column)) return []
      const place = `'${table}.${column}'`
      const computed = (known.world.column(table, column)?.generated ?? null) !== null
      const lost = `Column ${place} goes with the values of ${rowsText(rows)}.`
      return [
        ...(rows > 0 && !computed ? [found('migrations.L002', 'danger', table, lost)] : []),
        ...stillUsed(standing.isUsed(table, column), serious, table, place),
      ]
    }
    case 'addColumn': {
      if (!meaning.required || !standing.isUsed(table)) return []
      const place = `'${table}.${meaning.column}'`
      const text = `${place} is not null and has no default in the database: the program that runs meanwhile cannot insert.`
      return [found('migrations.L012', serious, table, text)]
    }
    case 'renameTable': {
      if (!standing.isUsed(table)) return []
      const text = `Table '${table}' is called '${meaning.to}' now; the program that runs meanwhile asks for '${table}'.`
      return [found('migrations.L010', serious, table, text)]
    }
    case 'renameColumn': {
      const { column, to } = meaning
      if (standing.isNew(table, column) || !standing.isUsed(table, column)) return []
      const text = `'${table}.${column}' is called '${to}' now; the program that runs meanwhile asks for '${column}'.`
      return [found('migrations.L010', serious, table, text)]
    }
    case 'retype':
      return standing.isNew(table, meaning.column) || rows === 0 ? [] : judgeType(meaning, known)
    case 'forbidNull': {
      const { column, filled } = meaning
      if (standing.isNew(table, column)) return []
      const place = `'${table}.${column}'`
      const text = `${place} can no longer be null; the program that runs meanwhile may write nulls.`
      return [
        ...(filled && rows > 0
          ? [found('migrations.L005', 'caution', table, `Nulls of ${place} are replaced, and not known afterwards.`)]
          : []),
        ...(standing.isUsed(table, column) ? [found('migrations.L013', cautious(rows), table, text)] : []),
      ]
    }
    case 'addRule': {
      const { rule, name, columns } = meaning
      if (!standing.isUsed(table) || (columns.length > 0 && columns.every((each) => standing.isNew(table, each))))
        return []
      const kind = { check: 'check', unique: 'unique rule', primaryKey: 'key', foreignKey: 'foreign key' }[rule]
      const text = `'${table}' gets the ${kind} '${name}'; the program that runs meanwhile may write what breaks it.`
      return [found('migrations.L013', cautious(rows), table, text)]
    }
  }
}

const cautious = (rows: number): Level => (rows > 0 ? 'caution' : 'note')

function stillUsed(isUsed: boolean, level: Level, table: string, what: string): Found[] {
  if (!isUsed) return []
  return [found('migrations.L011', level, table, `${what} goes while a program runs that reads and writes it.`)]
}

function judgeType(meaning: Extract<Meaning, { kind: 'retype' }>, { database, world }: Circumstances): Found[] {
  const { table, column, to } = meaning
  const from = meaning.from ?? world.column(table, column)?.type ?? null
  const place = `'${table}.${column}'`
  if (from !== null && isSameType(from, to)) return []
  // SQLite holds no value to its type: each stays what it is, and is read as the new type.
  const fate = from === null ? 'refused' : database === 'sqlite' ? looseFate(from, to) : fateOf(from, to)
  const change = `${place} goes from ${from ?? 'its type'} to ${to}`
  if (fate === 'cut')
    return [found('migrations.L003', 'danger', table, `${change}, which keeps a part of each value only.`)]
  if (fate === 'refused')
    return [found('migrations.L004', 'caution', table, `${change}, which does not hold every value of it.`)]
  return []
}

function isSameType(a: string, b: string): boolean {
  return JSON.stringify(partsOf(a)) === JSON.stringify(partsOf(b))
}

/** Only what is no longer read as it was written matters. */
function looseFate(from: string, to: string): 'kept' | 'refused' {
  return partsOf(from).base === partsOf(to).base || fateOf(from, to) === 'kept' ? 'kept' : 'refused'
}
