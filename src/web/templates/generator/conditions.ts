import type { Condition } from '../condition.ts'
import type { ValueWriter } from './values.ts'

/** A condition as JavaScript that gives true or false. */
export function conditionCode(to: ValueWriter, condition: Condition): string {
  switch (condition.kind) {
    case 'not':
      return `!${conditionCode(to, condition.operand)}`
    case 'and':
      return `(${conditionCode(to, condition.left)} && ${conditionCode(to, condition.right)})`
    case 'or':
      return `(${conditionCode(to, condition.left)} || ${conditionCode(to, condition.right)})`
    case 'compare':
      return comparison(to, condition)
    default: {
      const { base, filters } = condition.expression
      const field = base.kind === 'variable' && filters.length === 0 ? to.loopField(base.path) : null
      if (field !== null) return `(${field} ? true : false)`
      return `h_test(${to.value(condition.expression, 'null', true)})`
    }
  }
}

function comparison(to: ValueWriter, condition: Condition & { kind: 'compare' }): string {
  const side = (each: Condition) =>
    each.kind === 'value' ? to.settled(to.value(each.expression, 'null', true)) : conditionCode(to, each)
  const left = side(condition.left)
  const right = side(condition.right)
  switch (condition.operator) {
    case '==':
      return `h_equal(${left}, ${right})`
    case '!=':
      return `!h_equal(${left}, ${right})`
    case 'is':
      return `h_same(${left}, ${right})`
    case 'is not':
      return `!h_same(${left}, ${right})`
    case 'in':
      return `h_within(${left}, ${right})`
    case 'not in':
      return `h_without(${left}, ${right})`
    default:
      return `h_compare(${left}, ${JSON.stringify(condition.operator)}, ${right})`
  }
}
