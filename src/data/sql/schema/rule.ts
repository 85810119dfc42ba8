import type { Condition, DatabaseName, DatabaseValue, Expression, Source } from '../../query/index.ts'
import { always } from '../../query/index.ts'
import { conditionSql } from '../conditions.ts'
import { dialects } from '../dialect.ts'
import { expressionSql } from '../expressions.ts'
import { Scope } from '../scope.ts'
import { schemaFacts } from './facts.ts'

/** A condition or an expression of one table's own columns. */
export type ResolvedRule = { readonly root: Source; readonly values: readonly unknown[] } & (
  | { readonly condition: Condition }
  | { readonly expression: Expression }
)

/** The SQL of a rule, with its values as text: DDL takes no parameters. */
export function ruleSql(rule: ResolvedRule, database: DatabaseName): string {
  const isCondition = 'condition' in rule
  const uses = {
    expressions: isCondition ? [] : [rule.expression],
    conditions: isCondition ? [rule.condition] : [],
  }
  const scope = new Scope(dialects[database] ?? dialects.sqlite!, rule.root, always, uses, null, { next: 0 })
  const fragment = isCondition ? conditionSql(rule.condition, scope) : expressionSql(rule.expression, scope)
  const { literal } = schemaFacts(database)
  return fragment
    .map((part) => (typeof part === 'string' ? part : literal(part(rule.values) as DatabaseValue)))
    .join('')
}
