import { type Operation, renameModel } from '../operations/index.ts'
import { type Known, modelOf } from './known.ts'

/** Operations that say something of a model as a whole: a later one of the same kind says it anew. */
const settings: ReadonlySet<string> = new Set<Known['kind']>([
  'alterModelComment',
  'alterModelOptions',
  'alterModelTable',
  'alterUniqueTogether',
])

/** Two operations on one model, as one; null where they are on different models, or both are needed. */
export function withModel(first: Known, second: Known): readonly Operation[] | null {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
  if (first.kind === 'renameModel') {
    if (second.kind !== 'renameModel' || !same(first.arguments.to, second.arguments.from)) return null
    const { from } = first.arguments
    const { to } = second.arguments
    return from === to ? [] : [renameModel({ from, to })]
  }
  if (!same(modelOf(first), modelOf(second))) return null
  if (settings.has(first.kind) && second.kind === first.kind) return [second]
  if (second.kind === 'deleteModel') return first.kind === 'deleteModel' ? null : [second]
  if (first.kind === 'addIndex' && second.kind === 'removeIndex')
    return first.arguments.index.name === second.arguments.name ? [] : null
  if (first.kind === 'addConstraint' && second.kind === 'removeConstraint')
    return first.arguments.constraint.name === second.arguments.name ? [] : null
  return null
}
