import type { Finding } from '../../base/checks/index.ts'
import { NuagesError } from '../../base/errors/index.ts'
import type { Database } from '../drivers/index.ts'
import { type ConstraintInfo, databaseTitle, type IndexInfo, type ModelInfo, type UniqueInfo } from '../query/index.ts'
import { schemaFacts } from '../sql/index.ts'
import type { Orm } from './orm.ts'

/**
 * What models declare and one of the project's databases does not do: a rule that is not made is a warning, a table that
 * cannot be made an error, as is a database that the router names and the project does not have. Each model is held against
 * the databases that keep its table.
 */
export function checkTables(orm: Orm): Finding[] {
  return [...checkRouter(orm), ...checkModels(orm)]
}

/** Databases that the router names for a model, and the project does not have. */
function checkRouter(orm: Orm): Finding[] {
  return orm.registry.models.flatMap((info) => {
    try {
      orm.writing(info)
      orm.reading(info, null)
      return []
    } catch (error) {
      if (!(error instanceof NuagesError)) throw error
      const where = `${info.app}.${info.name}`
      return [{ level: 'error', id: 'orm.E003', where, message: `The router: ${error.message}`, hint: error.hint }]
    }
  })
}

function checkModels(orm: Orm): Finding[] {
  return Object.values(orm.databases).flatMap((database) =>
    orm.registry.models
      .filter((info) => info.managed && info.concrete === info && orm.keeps(database, info))
      .flatMap((info) => findingsOf(info, database)),
  )
}

function findingsOf(info: ModelInfo, { database, name }: Database): Finding[] {
  const facts = schemaFacts(database)
  const server = `${databaseTitle(database)} ('${name}')`
  const place = `${info.app}.${info.name}`
  const found: Finding[] = []
  const add = (level: Finding['level'], id: string, where: string, message: string, hint: string) =>
    found.push({ level, id: `orm.${id}`, where: `${place}.${where}`, message, hint })

  for (const index of info.indexes) {
    const what = missing(index, facts)
    if (what !== null)
      add(
        'warning',
        'W001',
        index.name,
        `${server} has no indexes ${what}: this one is not made.`,
        'Index plain columns.',
      )
  }
  for (const rule of info.constraints.filter(isUnique)) {
    const what = missing(rule, facts)
    if (what !== null)
      add(
        'warning',
        'W002',
        rule.name,
        `${server} has no unique rules ${what}: this one is not made, and only \`validate()\` asks for it.`,
        'Keep what is to be unique in a column of its own, with a plain unique rule.',
      )
    if (facts.richIndexes) continue
    if (rule.deferrable !== undefined)
      add(
        'warning',
        'W003',
        rule.name,
        `${server} looks at unique rules with each statement.`,
        'Write rows in an order in which the rule holds.',
      )
    if (rule.nullsDistinct === false)
      add(
        'warning',
        'W004',
        rule.name,
        `${server} takes two nulls for different values.`,
        'Use a value of its own in place of null.',
      )
  }
  const checkName = (where: string, given: string, hint: string) => {
    if (!facts.fits(given))
      add('error', 'E001', where, `${server} takes no name as long as '${given}'.`, `Say a shorter ${hint}.`)
    if (facts.refusesRareNames && /[\u{10000}-\u{10ffff}]/u.test(given))
      add(
        'error',
        'E004',
        where,
        `${server} takes no characters beyond U+FFFF in a name: '${given}'.`,
        `Say another ${hint}.`,
      )
  }
  checkName('table', info.table, '`table` in `meta`')
  for (const rule of [...info.indexes, ...info.constraints])
    if (('kind' in rule && !isUnique(rule)) || missing(rule, facts) === null) checkName(rule.name, rule.name, '`name`')
  for (const { property, column, field, primaryKey } of info.columns) {
    checkName(property, column, '`column`')
    if (primaryKey && facts.isUnbounded(field.columnType(database) ?? ''))
      add(
        'error',
        'E002',
        property,
        `${server} takes no column of this length as a key.`,
        'Use `char` with a `maxLength` of at most 768, or a key that counts.',
      )
  }
  return found
}

const isUnique = (rule: ConstraintInfo): rule is UniqueInfo => rule.kind === 'unique'

/** What an index or a rule has that the database knows no indexes with; null where there is nothing. */
function missing(
  { condition, expressions = [] }: IndexInfo | UniqueInfo,
  { partialIndexes, expressionIndexes }: { readonly partialIndexes: boolean; readonly expressionIndexes: boolean },
): string | null {
  if (condition !== undefined && !partialIndexes) return 'with a condition'
  return expressions.length > 0 && !expressionIndexes ? 'of expressions' : null
}
