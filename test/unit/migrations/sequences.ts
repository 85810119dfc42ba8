import fc from 'fast-check'
import * as m from '../../../src/data/migrations/index.ts'
import { emptyState, type ModelState, type ProjectState, pointsAt } from '../../../src/data/migrations/state.ts'
import { key } from './helpers.ts'

const { field } = m
const create = (name: string, fields = {}) => m.createModel({ name, fields: { id: key, ...fields } })
const to = (model: string) => field.foreignKey(`app.${model}`, { onDelete: 'cascade', null: true })

/** What `sequence` makes operations from. */
export const draws = fc.array(fc.array(fc.nat(200), { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 22 })

/** Makes operations that fit, each from a few numbers that somebody else draws. */
export function sequence(draws: readonly (readonly number[])[]): m.Operation[] {
  let state: ProjectState = emptyState
  const operations: m.Operation[] = []
  for (const [i, draw] of draws.entries()) {
    const operation = chosen(state, draw, i)
    if (operation === null) continue
    operation.check?.(state, 'app')
    state = operation.changeState(state, 'app')
    operations.push(operation)
  }
  return operations
}

const kinds = [
  field.integer({ default: 1 }),
  field.char({ maxLength: 20, default: 'x' }),
  field.text({ null: true }),
  field.integer({ null: true, index: true }),
] as const

function chosen(state: ProjectState, [a = 0, b = 0, c = 0, d = 0]: readonly number[], i: number): m.Operation | null {
  const models = [...state.models.values()]
  const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(list.length, 1)]
  const model = pick(models, b)
  if (a % 16 < 3 || model === undefined) {
    const target = pick(models, c)
    return create(`M${i}`, { a: pick(kinds, d)!, ...(target !== undefined && d % 3 === 0 && { to: to(target.name) }) })
  }
  const name = model.name.toLowerCase()
  const free = freeFields(model)
  const one = pick(free, c)
  switch (a % 16) {
    case 3:
      return models.some((each) => each !== model && pointsAt(each, `app.${name}`))
        ? null
        : m.deleteModel({ name: model.name })
    case 4:
      return m.renameModel({ from: model.name, to: `R${i}` })
    case 5:
    case 6:
    case 7:
      return m.addField({
        model: name,
        name: `f${i}`,
        field: d % 4 === 0 ? to(pick(models, c)!.name) : pick(kinds, d)!,
      })
    case 8:
    case 9:
      return one === undefined || model.fields[one]!.type === 'foreignKey'
        ? null
        : m.alterField({ model: name, name: one, field: pick(kinds.slice(1), d)! })
    case 10:
      return one === undefined ? null : m.removeField({ model: name, name: one })
    case 11: {
      const any = pick(Object.keys(model.fields).slice(1), c)
      return any === undefined ? null : m.renameField({ model: name, from: any, to: `g${i}` })
    }
    case 12:
      return one === undefined ? null : m.addIndex({ model: name, index: { name: `ix${i}`, fields: [one] } })
    case 13: {
      const index = pick(model.options.indexes ?? [], c)
      return index === undefined ? null : m.removeIndex({ model: name, name: index.name })
    }
    case 14:
      return one === undefined || d % 2 === 0
        ? m.alterModelTable({ name, table: d % 3 === 0 ? null : `t${i}` })
        : m.alterUniqueTogether({ name, uniqueTogether: d % 3 === 0 ? [] : [['id', one]] })
    default:
      return m.alterModelOptions({ name, options: d % 2 === 0 ? {} : { label: `label ${i}` } })
  }
}

/** Fields beside the key that no rule names. */
function freeFields({ fields, options }: ModelState): string[] {
  const named = new Set([
    ...(options.indexes ?? []).flatMap((each) => each.fields),
    ...(options.uniqueTogether ?? []).flat(),
  ])
  return Object.keys(fields).filter((name) => name !== 'id' && !named.has(name))
}
