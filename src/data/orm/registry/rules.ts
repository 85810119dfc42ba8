import { didYouMean } from '../../../base/errors/index.ts'
import type { ConstraintInfo, IndexInfo } from '../../query/index.ts'
import { ormErrors } from '../errors.ts'
import { ExpressionRuntime, OrderRuntime } from '../expressions.ts'
import type { MetaOptions } from '../meta-options.ts'
import { QRuntime } from '../q.ts'
import { resolveRule } from '../rules/resolve.ts'
import { indexName } from './names.ts'
import type { ModelRecord } from './record.ts'

type IndexOption = NonNullable<MetaOptions['indexes']>[number]
type ConstraintOption = NonNullable<MetaOptions['constraints']>[number]

const common = ['name', 'fields', 'expressions', 'condition', 'include', 'opclasses']
const known: Readonly<Record<string, readonly string[]>> = {
  index: [...common, 'using'],
  unique: [...common, 'kind', 'deferrable', 'nullsDistinct', 'message', 'code'],
  check: ['kind', 'name', 'check', 'message', 'code'],
}
const kinds = ['btree', 'hash', 'gin', 'gist', 'spgist', 'brin']

/** An index of `meta`, held against the model's columns, with a name. */
export function indexOf(record: ModelRecord, index: IndexOption): IndexInfo {
  const rule = `The index ${index.name === undefined ? 'without a name' : `'${index.name}'`}`
  const fail = failing(record, rule)
  checkNames(fail, index, 'index')
  checkKeys(record, fail, index)
  if (index.using !== undefined && !kinds.includes(index.using))
    throw fail(`there is no kind '${index.using}'${didYouMean(index.using, kinds)}.`)
  const fields = index.fields ?? []
  if (index.name === undefined && fields.length === 0) throw fail('an index of expressions needs a name.')
  const columns = fields.map((path) => ({
    column: columnIn(record, 'indexes', path.replace(/^-/, '')).column,
    descending: path.startsWith('-'),
  }))
  return Object.freeze({ ...index, fields, name: index.name ?? indexName(record.table, columns) })
}

/** A constraint of `meta`, held against the model's columns. */
export function constraintOf(record: ModelRecord, constraint: ConstraintOption): ConstraintInfo {
  const { kind, name } = constraint
  const fail = failing(record, `The constraint '${name}'`)
  if (kind !== 'unique' && kind !== 'check') throw fail(`there is no kind '${String(kind)}': 'unique' and 'check' are.`)
  checkNames(fail, constraint, kind)
  if (typeof name !== 'string' || name === '') throw fail('it needs a name.')
  if (kind === 'check') {
    checkCondition(record, `The constraint '${name}'`, 'constraints', fail, constraint.check)
    return Object.freeze({ ...constraint })
  }
  checkKeys(record, fail, constraint)
  const { deferrable, condition, expressions, include, fields = [] } = constraint
  if (deferrable !== undefined && deferrable !== 'deferred' && deferrable !== 'immediate')
    throw fail("`deferrable` is 'deferred' or 'immediate'.")
  if (deferrable !== undefined && (condition ?? expressions ?? include) !== undefined)
    throw fail('a rule that is deferred has neither a condition nor expressions, and carries no columns along.')
  return Object.freeze({ ...constraint, fields })
}

type Fail = (problem: string) => Error

function failing(record: ModelRecord, rule: string): Fail {
  return (problem) => ormErrors.BAD_RULE({ model: record.name, rule, problem })
}

function checkNames(fail: Fail, options: object, kind: string): void {
  const names = known[kind]!
  for (const option of Object.keys(options))
    if (!names.includes(option)) throw fail(`there is no option '${option}'${didYouMean(option, names)}.`)
}

/** What an index is of, and what goes with it. */
function checkKeys(record: ModelRecord, fail: Fail, rule: IndexOption | ConstraintOption): void {
  if (!('fields' in rule || 'expressions' in rule)) throw fail('it says neither `fields` nor `expressions`.')
  const { fields = [], expressions = [], include = [], opclasses, condition } = rule as IndexOption
  if (fields.length > 0 === expressions.length > 0)
    throw fail('it needs either `fields` or `expressions`, and one at least.')
  const option = 'kind' in rule ? 'constraints' : 'indexes'
  for (const name of fields) columnIn(record, option, name.replace(/^-/, ''))
  for (const name of include) columnIn(record, option, name)
  for (const each of expressions) {
    if (!(each instanceof ExpressionRuntime || each instanceof OrderRuntime))
      throw fail('`expressions` holds expressions, such as `F(…)`, or `asc()` and `desc()` of them.')
    resolveRule(record, `An expression of '${rule.name}'`, each)
  }
  if (opclasses !== undefined && opclasses.length !== fields.length)
    throw fail('`opclasses` has as many names as there are `fields`.')
  for (const name of opclasses ?? [])
    if (!/^[a-z_][a-z0-9_.]*$/.test(name)) throw fail(`'${name}' is no name of an operator class.`)
  if (condition !== undefined)
    checkCondition(record, `The condition of '${rule.name ?? fields.join()}'`, option, fail, condition)
}

/** The column of a name, or an error that says which there are. */
export function columnIn(record: ModelRecord, option: string, name: string) {
  const column = record.column(name)
  if (column !== undefined) return column
  throw ormErrors.BAD_META({ model: record.name, option, name, known: [...record.names.keys()] })
}

/** Every lookup of a condition begins with a column of the model itself. */
function checkCondition(record: ModelRecord, rule: string, option: string, fail: Fail, condition: unknown): void {
  if (typeof condition !== 'object' || condition === null) throw fail('a condition is lookups, or a Q.')
  const visit = (part: object): void => {
    if (part instanceof QRuntime) for (const each of part.parts) visit(each)
    else if (!(part instanceof ExpressionRuntime))
      for (const path of Object.keys(part)) columnIn(record, option, path.split('__')[0]!)
  }
  visit(condition)
  resolveRule(record, rule, condition)
}
