import type { CheckDescription } from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import { type ConditionContext, choicesIn, conditionOf } from './conditions.ts'
import { type FieldDraft, fieldOf, type ModelDraft } from './draft.ts'
import { columnIn } from './expressions.ts'
import { listed } from './keys.ts'
import { numbered } from './names.ts'
import { parseSql } from './sql-expression.ts'

/** How the checks of a model's table are read. */
export function checkContext(model: ModelDraft, database: DatabaseName): ConditionContext {
  return { find: (column) => columnNamed(model, column, database), database, unknownPasses: true }
}

/** A column's field by the name that SQL calls it. Only PostgreSQL tells capitals from small letters. */
export function columnNamed(model: ModelDraft, column: string, database: DatabaseName): FieldDraft | undefined {
  const exact = fieldOf(model, column)
  if (exact !== undefined || database === 'postgres') return exact
  return model.fields.find((field) => field.column?.name.toLowerCase() === column.toLowerCase())
}

/**
 * What checks say of the kind of a column, before anything is named: the rule that a positive number or a document has by its
 * kind, and the values that a column may have. Returns the checks that are rules of the model's own.
 */
export function readKinds(model: ModelDraft, database: DatabaseName): CheckDescription[] {
  const context = checkContext(model, database)
  return model.table.checks.filter((check) => {
    if (isOfKind(model, check, context, database)) return false
    const choices = choicesIn(check.condition, context)
    if (choices !== null && choices.field.options['choices'] === undefined)
      choices.field.options['choices'] = choices.values
    return true
  })
}

const positives: Readonly<Record<string, string>> = {
  integer: 'positiveInteger',
  smallInteger: 'positiveSmallInteger',
  bigInteger: 'positiveBigInteger',
}

/** Whether the field that stands for the column brings the check along. */
function isOfKind(
  model: ModelDraft,
  { name, condition }: CheckDescription,
  { find }: ConditionContext,
  database: DatabaseName,
): boolean {
  const sql = parseSql(condition, database)
  if (sql === null) return false
  const column = firstColumn(condition, find, database)
  const own =
    name === null || name === `${model.table.name}_${column?.column?.name}_check` || name === column?.column?.name
  if (column === undefined || !own) return false
  if (sql.kind === 'operator' && sql.operator === '>=' && sql.right.kind === 'number' && sql.right.digits === '0') {
    if (column.type.startsWith('positive')) return true
    // SQLite and MariaDB say it in the type, too.
    if (database !== 'postgres' || positives[column.type] === undefined || columnIn(sql.left, find) !== column)
      return false
    column.type = positives[column.type]!
    return true
  }
  const valid = sql.kind === 'or' ? sql.of[0]! : sql
  if (valid.kind !== 'call' || valid.name !== 'json_valid' || (column.type !== 'text' && column.type !== 'json'))
    return false
  column.type = 'json'
  return true
}

/** The first column that a condition speaks of. */
function firstColumn(
  condition: string,
  find: ConditionContext['find'],
  database: DatabaseName,
): FieldDraft | undefined {
  const sql = parseSql(condition, database)
  let found: FieldDraft | undefined
  const visit = (part: unknown): void => {
    if (found !== undefined || typeof part !== 'object' || part === null) return
    const { kind, name } = part as { kind?: unknown; name?: unknown }
    if (kind === 'column') found = find(String(name))
    else for (const each of Object.values(part)) visit(each)
  }
  visit(sql)
  return found
}

/** The checks as constraints of the model; what the ORM cannot say is a note with the SQL. */
export function addChecks(model: ModelDraft, checks: readonly CheckDescription[], database: DatabaseName): void {
  const context = checkContext(model, database)
  const unnamed: string[] = []
  for (const { name, condition } of checks) {
    const check = conditionOf(condition, context)
    const column = firstColumn(condition, context.find, database)
    if (check === null) {
      model.notes.push(`CHECK ${name === null ? '' : `${name} `}(${inOneLine(condition)})`)
      continue
    }
    const made = `${model.table.name}_${column?.column?.name ?? 'row'}_check`
    const free = numbered(made, (each) =>
      [...model.table.checks, ...model.meta.constraints].some((one) => one['name' as keyof typeof one] === each),
    )
    if (name === null) unnamed.push(free)
    model.meta.constraints.push({ kind: 'check', name: name ?? free, check })
  }
  if (unnamed.length > 0) model.notes.push(`Checks without a name in the database: ${listed(unnamed)}.`)
}

/** A text of SQL for a comment. */
export function inOneLine(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim()
}
