import type { RelationInfo } from '../query/index.ts'

const made = new WeakMap<RelationInfo, RelationInfo>()

/** A relation seen from its far end, also where no property declares that side: a memo of what follows from metadata. */
export function reversed(relation: RelationInfo): RelationInfo {
  if (relation.reverse !== null) return relation.reverse
  const known = made.get(relation)
  if (known !== undefined) return known
  const { through, kind } = relation
  const back: RelationInfo = {
    property: `${relation.from.name.toLowerCase()}+`,
    field: null,
    from: relation.to,
    to: relation.from,
    kind: kind === 'manyToMany' ? kind : kind === 'oneToOne' ? 'reverseOne' : 'reverse',
    toOne: kind === 'oneToOne',
    near: relation.far,
    far: relation.near,
    through: through === null ? null : { ...through, near: through.far, far: through.near },
    nullable: true,
    onDelete: relation.onDelete,
    symmetrical: false,
    reverse: relation,
    generic: null,
  }
  made.set(relation, back)
  return back
}

/** The property under which a row at the far end knows the one that it was found for; null where it may know several. */
export function backOf(relation: RelationInfo): string | null {
  switch (relation.kind) {
    case 'reverse':
    case 'reverseOne':
      return relation.far.relation?.property ?? null
    case 'oneToOne':
      return relation.reverse?.property ?? null
    default:
      return null
  }
}
