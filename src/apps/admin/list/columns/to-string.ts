import type { ColumnInfo, ModelInfo } from '../../../../data/query/index.ts'

const known = new WeakMap<ModelInfo, readonly string[]>()

/**
 * The paths that `toString` of a model reads, found by calling it on a stand-in that notes what it is asked for: what a list has to load
 * with its rows. It is a good guess and no more (a branch that was not taken is not seen): who loads by it has to cope with the rest.
 */
export function readByToString(info: ModelInfo): readonly string[] {
  let paths = known.get(info)
  if (paths === undefined) {
    const noted = new Set<string>()
    const { prototype } = info.model as { readonly prototype: object }
    try {
      prototype.toString.call(standIn(info, '', noted))
    } catch {
      // Its values are none that a row would have.
    }
    known.set(info, (paths = [...noted]))
  }
  return paths
}

/** How many relations are followed. */
const deepest = 2

function standIn(info: ModelInfo, prefix: string, noted: Set<string>): object {
  const depth = prefix.split('__').length - 1
  return new Proxy(Object.create(info.model.prototype as object) as object, {
    get(target, name, receiver): unknown {
      if (typeof name === 'symbol') return Reflect.get(target, name, receiver)
      const relation = info.relations.get(name)
      if (relation?.toOne === true && depth < deepest) return standIn(relation.to, `${prefix}${name}__`, noted)
      const column = info.column(name)
      if (column === undefined || relation !== undefined) return Reflect.get(target, name, receiver)
      noted.add(prefix + column.property)
      return sample(column)
    },
  })
}

/** A value of the kind that a column has. */
function sample({ field }: ColumnInfo): unknown {
  const { kind } = field.describe()
  if (kind === 'integer' || kind === 'number' || kind === 'decimal' || kind === 'duration') return 1
  if (kind === 'bigint') return 1n
  if (kind === 'boolean') return true
  if (kind === 'datetime') return new Date(0)
  if (kind === 'json') return {}
  return kind === 'array' ? [] : kind === 'date' ? '2000-01-01' : 'x'
}
