import type { Expression } from '../query/index.ts'
import { isRecord, kindOf } from './arguments.ts'
import { integerField } from './computed.ts'
import type { QuerySetDescription } from './description.ts'
import type { Draft } from './draft.ts'
import { ormErrors } from './errors.ts'
import { marks, type ShapeNode, walk } from './shape.ts'
import { checkName, type Step } from './steps.ts'

/** How `recurse` goes. */
export interface RecurseOptions {
  /** The name of an annotation: how many steps away a row is, 0 for those where it begins. */
  readonly depth?: string
  /** The most steps. */
  readonly maxDepth?: number
}

/** `recurse(…)`: the rows of a queryset, and those that a relation leads to from them, again and again. */
export class RecurseStep implements Step {
  readonly rows: QuerySetDescription
  readonly relation: string
  readonly depth: string | null
  readonly deepest: number | null

  constructor(rows: QuerySetDescription, relation: string, options: RecurseOptions) {
    const where = `recurse() of ${rows.model.name}`
    const bad = (needs: string, given: string) => ormErrors.BAD_ARGUMENT({ where, needs, given })
    if (typeof relation !== 'string') throw bad('the name of a relation', kindOf(relation))
    if (!isRecord(options)) throw bad('options', kindOf(options))
    const { depth, maxDepth, ...others }: RecurseOptions = options
    const [other] = Object.keys(others)
    if (other !== undefined) throw bad('the options depth and maxDepth', `'${other}'`)
    if (depth !== undefined && typeof depth !== 'string') throw bad('a name as `depth`', kindOf(depth))
    if (maxDepth !== undefined && !(Number.isSafeInteger(maxDepth) && maxDepth >= 0))
      throw bad('a whole number from 0 on as `maxDepth`', kindOf(maxDepth))
    this.rows = rows
    this.relation = relation
    this.depth = depth ?? null
    this.deepest = maxDepth ?? null
  }

  walk(node: ShapeNode, values: unknown[]): ShapeNode {
    const next = this.rows[walk](node.child(marks.recurse).child(this.relation), values).child(this.depth ?? marks.null)
    if (this.deepest === null) return next
    values.push(this.deepest)
    return next.child(marks.limit)
  }

  draft(draft: Draft): void {
    const { info, resolver, slots } = draft
    const relation = info.relations.get(this.relation)
    if (relation === undefined)
      throw ormErrors.NOT_A_RELATION({
        model: info.name,
        path: this.relation,
        name: this.relation,
        known: [...info.relations.keys()],
      })
    const where = `recurse('${this.relation}')`
    if (relation.to !== info) throw ormErrors.WRONG_MODEL({ where, model: info.name, given: relation.to.name })
    this.rows.mustGive(info, where)
    const { query, select } = this.rows.resolveRows(slots, resolver.outer)
    const deepest = this.deepest === null ? null : { slot: slots.next++ }
    draft.recursion = { query, select, relation, depth: this.depth !== null, deepest }
    if (this.depth === null) return
    checkName(draft, this.depth)
    const carried: Expression = { kind: 'carried', source: resolver.root, name: 'depth', output: integerField }
    resolver.annotations.set(this.depth, carried)
    draft.named.push({ name: this.depth, expression: carried })
  }
}
