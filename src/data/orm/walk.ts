import { ormErrors } from './errors.ts'
import { bucket, marks, type ShapeNode, type Walkable, walk } from './shape.ts'
import { batch, isRow, keyOf } from './state.ts'

/** The mark of what stands for a row by its key. */
export const keyed: unique symbol = Symbol('nuages.keyed')

/**
 * Adds one value to a shape: nothing to the shape and one slot to the values, but null, booleans and lists change what is
 * compiled. The resolver takes slots in exactly this order.
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
      if (walk in value) return (value as Walkable)[walk](node, values)
      if (Array.isArray(value) || value instanceof Set) return walkList(node, [...value], values, where, name)
      values.push(asKey(value))
      return node
    default:
      values.push(value)
      return node
  }
}

function walkList(node: ShapeNode, list: unknown[], values: unknown[], where: string, name: string): ShapeNode {
  let empty = true
  for (let i = 0; i < list.length; i++) {
    const item = list[i]
    if (item === undefined) throw ormErrors.UNDEFINED({ where, name })
    if (item === null) continue
    empty = false
    list[i] = asKey(item)
  }
  values.push(list)
  return node.child(marks.list).child(empty ? 0 : bucket(list.length))
}

/** A row or a reference as its key; anything else as it is. */
export function asKey(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (keyed in value) return (value as unknown as { pk: unknown }).pk
  if (!isRow(value)) return value
  const key = keyOf(value)
  if (key === null) throw ormErrors.UNSAVED_VALUE({ model: value[batch].layout.info.name })
  return key
}

/** Adds lookups or a Q to a shape. */
export function walkCondition(node: ShapeNode, condition: object, values: unknown[], where: string): ShapeNode {
  if (condition === null || typeof condition !== 'object') throw ormErrors.UNDEFINED({ where, name: 'conditions' })
  if (walk in condition) return (condition as Walkable)[walk](node, values)
  let next = node
  for (const path in condition)
    next = walkValue(next.child(path), (condition as Record<string, unknown>)[path], values, where, path)
  return next
}
