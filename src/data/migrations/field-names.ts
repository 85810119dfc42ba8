import { pathsInState } from '../orm/index.ts'
import type { ConstraintInfo, FieldState, IndexInfo, UniqueInfo } from '../query/index.ts'
import { pointsAtOne } from './tables/fields.ts'

/** The names by which rules may call a field: `author_id` means the property `author`. */
export function namesOf(property: string, field: FieldState): string[] {
  return pointsAtOne(field) ? [property, `${property}_id`] : [property]
}

/** The field that a path of an index or a constraint begins with. */
const bare = (path: string) => path.replace(/^-/, '').split('__')[0]!

/** The fields that an index, or a unique rule, names. */
export function fieldsOfIndex({ fields, include = [], condition, expressions = [] }: IndexInfo | UniqueInfo): string[] {
  const inside = [condition ?? {}, ...expressions].flatMap(pathsInState)
  return [...fields, ...include, ...inside].map(bare)
}

/** The fields that a constraint names. */
export function fieldsOfConstraint(constraint: ConstraintInfo): string[] {
  return constraint.kind === 'check' ? pathsInState(constraint.check).map(bare) : fieldsOfIndex(constraint)
}

/** The fields that a computed column speaks of. */
export function fieldsInside(field: FieldState): string[] {
  return field.type === 'generated' ? pathsInState(field.options.expression).map(bare) : []
}
