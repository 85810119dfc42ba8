import {
  type BaseField,
  buildRegistry,
  conditionFromState,
  defineModel,
  expressionFromState,
  fieldFromState,
  mapPaths,
  type Rule,
  resolveRule,
} from '../../orm/index.ts'
import type { DatabaseName, ModelInfo } from '../../query/index.ts'
import { ruleSql } from '../../sql/index.ts'
import { keyOf, type ModelState, type ProjectState } from '../state.ts'
import { hasColumn, pointsAtOne, valueField } from './fields.ts'
import { columnName } from './names.ts'

/**
 * What conditions and expressions of one model become in SQL. They speak of its own columns alone, so that the model is
 * built without the others: relations are what their columns hold.
 */
export class TableRules {
  readonly #state: ProjectState
  readonly #model: ModelState
  readonly #database: DatabaseName
  #info: ModelInfo | null = null

  constructor(state: ProjectState, model: ModelState, database: DatabaseName) {
    this.#state = state
    this.#model = model
    this.#database = database
  }

  condition(rule: string, state: object): string {
    const given = conditionFromState(mapPaths(state, this.#own))
    return ruleSql(resolveRule(this.#known(), rule, given), this.#database)
  }

  /** In parentheses, with its direction. */
  expression(rule: string, state: object): string {
    const resolved = this.#resolved(rule, state)
    const { descending, nulls } = resolved as { descending: boolean; nulls: string | null }
    const direction = `${descending ? ' DESC' : ''}${nulls === null ? '' : ` NULLS ${nulls.toUpperCase()}`}`
    return `(${ruleSql(resolved, this.#database)})${direction}`
  }

  /** The bare value. */
  value(rule: string, state: object): string {
    return ruleSql(this.#resolved(rule, state), this.#database)
  }

  #resolved(rule: string, state: object): Rule {
    return resolveRule(this.#known(), rule, expressionFromState(mapPaths(state, this.#own)))
  }

  /** `author_id` means the property `author`. */
  readonly #own = (path: string): string => {
    const [first, ...rest] = path.split('__')
    const property = first!.endsWith('_id') ? first!.slice(0, -3) : ''
    const field = this.#model.fields[property]
    const holds = this.#model.fields[first!] === undefined && field !== undefined && pointsAtOne(field)
    return holds ? [property, ...rest].join('__') : path
  }

  #known(): ModelInfo {
    if (this.#info !== null) return this.#info
    const fields: Record<string, BaseField> = {}
    for (const [property, field] of Object.entries(this.#model.fields)) {
      if (!hasColumn(field)) continue
      if (!pointsAtOne(field)) {
        const { dbDefault: _default, ...options } = field.options
        fields[property] = fieldFromState({ type: field.type, options })
        continue
      }
      const held = valueField(this.#state, this.#model, property, field).deconstruct()
      const { null: isNull = false, primaryKey = false } = field.options
      const { primaryKey: _key, ...options } = held.options
      const type = held.type === 'bigAuto' || held.type === 'auto' ? 'bigInteger' : held.type
      const column = columnName(property, field)
      fields[property] = fieldFromState({ type, options: { ...options, column, null: isNull, primaryKey } })
    }
    const { app, name } = this.#model
    const registry = buildRegistry([{ label: app, models: [defineModel({ name, fields })] }])
    this.#info = registry.byLabel(keyOf(app, name))!
    return this.#info
  }
}
