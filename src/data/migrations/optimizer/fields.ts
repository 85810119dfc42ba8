import type { FieldState } from '../../query/index.ts'
import {
  type AddField,
  type AlterField,
  addField,
  alterField,
  type Operation,
  renameField,
} from '../operations/index.ts'
import { sameState } from '../state.ts'
import { type Known, modelOf } from './known.ts'

/** Two operations on one field, as one; null where they are on different things, or both are needed. */
export function withField(first: Known, second: Known): readonly Operation[] | null {
  if (second.kind === 'deleteModel') return isOfField(first) && sameModel(first, second) ? [second] : null
  if (!isOfField(first) || !isOfField(second) || !sameModel(first, second)) return null
  if (first.kind === 'renameField') {
    if (second.kind !== 'renameField' || second.arguments.from !== first.arguments.to) return null
    const { model, from } = first.arguments
    const { to } = second.arguments
    return from === to ? [] : [renameField({ model, from, to })]
  }
  const name = second.kind === 'renameField' ? second.arguments.from : second.arguments.name
  if (first.kind === 'removeField' || first.arguments.name !== name) return null
  switch (second.kind) {
    case 'addField':
      return null
    case 'removeField':
      return first.kind === 'addField' ? [] : [second]
    case 'renameField':
      return first.kind === 'addField'
        ? [addField({ ...first.arguments, name: second.arguments.to })]
        : renamedFirst(first, second.arguments.to, second)
    case 'alterField':
      return first.kind === 'addField' ? added(first, second) : altered(first, second)
  }
}

type OfField = Extract<Known, { kind: 'addField' | 'alterField' | 'removeField' | 'renameField' }>

function isOfField(operation: Known): operation is OfField {
  return ['addField', 'alterField', 'removeField', 'renameField'].includes(operation.kind)
}

function sameModel(a: Known, b: Known): boolean {
  return modelOf(a).toLowerCase() === modelOf(b).toLowerCase()
}

/** The new name comes first, so that it meets what gave the field its old one. */
function renamedFirst(first: AlterField, name: string, second: Operation): readonly Operation[] | null {
  const { field } = first.arguments
  return field.options.column === undefined ? [second, alterField({ ...first.arguments, name })] : null
}

/**
 * Rows that are there get what they would have got first, or instead of a null that they may keep no longer. What they got as another type
 * only the database could tell.
 */
function added({ arguments: given }: AddField, { arguments: later }: AlterField): readonly Operation[] | null {
  const { field } = later
  const first = given.fill ?? fillOf(given.field, field)
  if (first !== undefined && first !== null && given.field.type !== field.type) return null
  const fill = first === undefined || (first === null && field.options.null !== true) ? later.fill : first
  return [addField({ model: given.model, name: given.name, field, ...(fill !== undefined && { fill }) })]
}

/** What the first field gives rows by itself, where the later one would give them something else. */
function fillOf(first: FieldState, later: FieldState): unknown {
  if (sameState(first.options.default, later.options.default)) return undefined
  return first.options.default ?? (first.options.null === true ? null : undefined)
}

/** Values that go by way of another type come out otherwise, and nulls that were filled stay filled. */
function altered(first: AlterField, second: AlterField): readonly Operation[] | null {
  const [a, b] = [first.arguments, second.arguments]
  if (a.field.type !== b.field.type || a.fill !== undefined) return null
  return [second]
}
