import type { ModelInfo } from '../query/index.ts'
import { isRecord, kindOf } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { bucket, marks, type ShapeNode, type Walkable, walk } from './shape.ts'
import { batch, isRow, keyOf } from './state.ts'

/** The mark of what stands for a row by its key. */
export const keyed: unique symbol = Symbol('nuages.keyed')
/** The mark of a `Q`. */
export const lookups: unique symbol = Symbol('nuages.lookups')

/**
 * Adds one value to a shape: nothing to the shape and one slot to the values, but null, booleans, lists and the model of a
 * row change what is compiled or refused. The resolver takes slots in exactly this order.
 */
export function walkValue(node: ShapeNode, value: unknown, values: unknown[], where: string, name: string): ShapeNode {
  switch (typeof value) {
    case 'undefined':
      throw ormErrors.UNDEFINED({ where, name })
    case 'boolean':
      values.push(value)
      return node.child(value)
    case 'object':
      if (value === null) {
        values.push(null)
        return node.child(marks.null)
      }
      if (readable(value, where, name) && walk in value) return (value as Walkable)[walk](node, values)
      if (Array.isArray(value) || value instanceof Set) return walkList(node, [...value], values, where, name)
      values.push(asKey(value))
      return ofModel(node, value)
    default:
      values.push(value)
      return node
  }
}

/** Says whether a value can be looked at: a proxy may refuse to be. */
export function readable(value: object, where: string, name: string): true {
  try {
    Array.isArray(value)
    isWalkable(value)
    modelOf(value)
    return true
  } catch (cause) {
    throw ormErrors.UNREADABLE({ where, name }, { cause })
  }
}

function walkList(node: ShapeNode, list: unknown[], values: unknown[], where: string, name: string): ShapeNode {
  for (const item of list) if (typeof item === 'object' && item !== null) readable(item, where, name)
  if (list.some(isWalkable)) {
    let each = node.child(marks.list).child(marks.value).child(list.length)
    for (const item of list) each = walkValue(each, item, values, where, name)
    return each
  }
  let nulls = 0
  let next = node.child(marks.list)
  let model: object | null = null
  for (let i = 0; i < list.length; i++) {
    const item = list[i]
    if (item === undefined) throw ormErrors.UNDEFINED({ where, name })
    if (item === null) nulls++
    if (typeof item !== 'object' || item === null) continue
    const its = modelOf(item)
    if (its !== null && its !== model) next = next.child((model = its))
    list[i] = asKey(item)
  }
  values.push(list)
  if (nulls > 0) next = next.child(marks.null)
  return next.child(nulls === list.length ? 0 : bucket(list.length))
}

/** An expression, a queryset, a Q. */
export function isWalkable(item: unknown): boolean {
  return typeof item === 'object' && item !== null && walk in item
}

/** Whether a row of the class `given` is a row of `info`'s table: its own, or one that a proxy of the same table gave. */
export function fits(given: ModelInfo['model'], info: ModelInfo): boolean {
  const { model } = info.concrete
  return given === model || given.prototype instanceof model
}

/** The model of a row or a reference; null for any other value. */
export function modelOf(value: unknown): ModelInfo['model'] | null {
  if (typeof value !== 'object' || value === null) return null
  if (keyed in value) return (value as unknown as { model: ModelInfo['model'] }).model
  return isRow(value) ? value[batch].layout.info.model : null
}

/** A row is held against the relation that it is compared with when a plan is made: another model, another shape. */
function ofModel(node: ShapeNode, value: object): ShapeNode {
  const model = modelOf(value)
  return model === null ? node : node.child(model)
}

/** A row or a reference as its key; anything else as it is. */
export function asKey(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (keyed in value) return (value as unknown as { pk: unknown }).pk
  if (!isRow(value)) return value
  const key = keyOf(value)
  const { info } = value[batch].layout
  if (key === null) throw ormErrors.UNSAVED_VALUE({ model: info.name })
  return pointedAtOtherwise(info) ? value : key
}

const otherwise = new WeakMap<ModelInfo, boolean>()

/** Whether a foreign key holds another column of the model than its key: then the column that is compared takes what it needs. */
function pointedAtOtherwise(info: ModelInfo): boolean {
  let known = otherwise.get(info)
  if (known === undefined) {
    known = info.dependents.some(({ far }) => far !== info.key)
    otherwise.set(info, known)
  }
  return known
}

function isLookups(condition: unknown): condition is Walkable {
  return typeof condition === 'object' && condition !== null && lookups in condition
}

/** A property, which may be one that throws. */
export function read(record: Readonly<Record<string, unknown>>, name: string, where: string): unknown {
  try {
    return record[name]
  } catch (cause) {
    throw ormErrors.UNREADABLE({ where, name }, { cause })
  }
}

/** Adds lookups or a Q to a shape: the properties that `entriesOf` gives the resolver, in that order. */
export function walkCondition(node: ShapeNode, condition: unknown, values: unknown[], where: string): ShapeNode {
  if (typeof condition === 'object' && condition !== null) readable(condition, where, 'conditions')
  if (isRecord(condition)) {
    let next = node
    for (const path in condition) next = walkValue(next.child(path), read(condition, path, where), values, where, path)
    return next
  }
  if (isLookups(condition)) return condition[walk](node, values)
  if (condition === undefined) throw ormErrors.UNDEFINED({ where, name: 'conditions' })
  throw ormErrors.BAD_ARGUMENT({ where, needs: 'lookups as a plain object, or a Q', given: kindOf(condition) })
}
