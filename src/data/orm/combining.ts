import { all, type Combined, type Expression, type NamedExpression, some } from '../query/index.ts'
import type { QuerySetDescription } from './description.ts'
import type { Draft } from './draft.ts'
import { ormErrors } from './errors.ts'
import { Slots } from './paths.ts'
import { marks, type ShapeNode, walk } from './shape.ts'
import { AnnotateStep, everyName, FilterStep, LinkStep, OrderStep, type Step, selectedPath } from './steps.ts'

export type Operator = Combined['operator']

/** A set operation in the making: its members, each with the first of the slots that it takes. */
export interface CombinedDraft {
  readonly operator: Operator
  readonly all: boolean
  readonly members: readonly { readonly rows: QuerySetDescription; readonly slot: number }[]
}

/** `union(…)`, `intersection(…)`, `difference(…)`: the rows are those of several querysets. */
export class CombineStep implements Step {
  readonly operator: Operator
  readonly all: boolean
  readonly members: readonly QuerySetDescription[]

  constructor(operator: Operator, all: boolean, members: readonly QuerySetDescription[]) {
    this.operator = operator
    this.all = all
    this.members = members
  }

  walk(node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(marks.combine).child(this.operator).child(this.all).child(this.members.length)
    for (const member of this.members) next = member[walk](next, values)
    return next
  }

  draft(draft: Draft): void {
    const { operator, all: both } = this
    const members = this.members.map((rows) => ({ rows, slot: draft.reserve({ walk: (n, v) => rows[walk](n, v) }) }))
    draft.combined = { operator, all: both, members }
    draft.order = []
  }
}

/** What one member gives. */
interface Member {
  readonly draft: Draft
  readonly rows: QuerySetDescription
}

/**
 * Puts a set operation together, and says to `whole` what it has: the model's columns and annotations, or values by name.
 * Values that were asked of the whole are asked of each member that selects none, as in Django: they decide what is equal.
 */
export function combine(whole: Draft, { operator, all: both, members }: CombinedDraft): Combined {
  const drafts = members.map(({ rows, slot }): Member => {
    const slots = new Slots(whole.slots.database)
    slots.next = slot
    return { rows, draft: rows.draftedInside(slots, whole.resolver.outer) }
  })
  const [first] = drafts
  const given = (draft: Draft) => draft.values !== null || draft.asked !== null
  const valued = whole.asked !== null || given(first!.draft)
  if (!valued) return ofRows(whole, operator, both, drafts)
  const hidden = whole.asked === null ? [] : orderedBy(whole)
  for (const { draft } of drafts) {
    if (given(draft)) continue
    const asked = whole.asked?.paths ?? []
    const paths = [...(asked.length > 0 ? asked : everyName(draft)), ...hidden]
    if (draft.combined !== null) draft.asked = { paths, form: 'list' }
    else draft.values = { named: paths.map((name) => ({ name, expression: selectedPath(draft, name) })), form: 'list' }
  }
  const made = drafts.map(({ rows, draft }) => {
    const query = rows.finish(draft)
    return { query, named: query.select.named }
  })
  checkWidths(
    whole,
    operator,
    made.map(({ named }) => named.length),
  )
  const names = made[0]!.named.map((_, i) => `#${i}`)
  const { form } = whole.asked ?? first!.draft.asked ?? first!.draft.values!
  const named = made[0]!.named.map(({ name, expression }, i): NamedExpression => {
    const carried: Expression = {
      kind: 'carried',
      source: whole.resolver.root,
      name: names[i]!,
      output: expression.output,
    }
    whole.resolver.annotations.set(name, carried)
    return { name, expression: carried }
  })
  whole.resolver.carriedOnly = true
  const shown = whole.asked === null ? named.length : named.length - hidden.length
  whole.values = { named: named.slice(0, shown), form }
  return {
    operator,
    all: both,
    names,
    members: made.map((each) => ({ query: each.query, select: each.named.map(({ expression }) => expression) })),
  }
}

/** What the whole is ordered by beside what is asked of it. */
function orderedBy({ order, asked }: Draft): string[] {
  const paths = (order ?? []).flatMap((item) => ('path' in item && item.path !== '?' ? [item.path] : []))
  return asked!.paths.length === 0 ? [] : paths.filter((path) => !asked!.paths.includes(path))
}

/** Whole rows of one model: what reads them, reads the columns of the set operation. */
function ofRows(whole: Draft, operator: Operator, both: boolean, drafts: readonly Member[]): Combined {
  const where = `${operator}()`
  const made = drafts.map(({ rows, draft }) => {
    rows.mustGive(whole.info, where)
    const query = rows.finish(draft)
    if (query.select.kind !== 'rows') throw ormErrors.NOT_ROWS({ model: whole.info.name, what: where })
    const { columns, named } = query.select
    const own = columns.map(
      (column): Expression => ({ kind: 'column', source: query.root, column, output: column.field }),
    )
    return { query, columns, named, select: [...own, ...named.map(({ expression }) => expression)] }
  })
  const { columns, named } = made[0]!
  checkWidths(
    whole,
    operator,
    made.map(({ select }) => select.length),
  )
  const names = [...columns.map(({ column }) => column), ...named.map((_, i) => `#${i}`)]
  named.forEach(({ name, expression }, i) => {
    const carried: Expression = {
      kind: 'carried',
      source: whole.resolver.root,
      name: `#${i}`,
      output: expression.output,
    }
    whole.resolver.annotations.set(name, carried)
    whole.named.push({ name, expression: carried })
  })
  const { draft } = drafts[0]!
  whole.relatedPaths = draft.relatedPaths
  whole.loading = draft.loading
  return { operator, all: both, names, members: made.map(({ query, select }) => ({ query, select })) }
}

function checkWidths({ info }: Draft, operator: Operator, widths: readonly number[]): void {
  const other = widths.find((each) => each !== widths[0])
  if (other === undefined) return
  throw ormErrors.COMBINED_WIDTHS({ model: info.name, operator, first: widths[0]!, other })
}

/**
 * `or(…)`, `and(…)`: the rows of this queryset or of another one, as one set of conditions. Semantics: Django's `|` and
 * `&`. With `or`, conditions on to-many relations mean the rows that are there already; with `and`, rows of their own.
 */
export class MergeStep implements Step {
  readonly kind: 'or' | 'and'
  readonly steps: readonly Step[]

  constructor(kind: 'or' | 'and', steps: readonly Step[]) {
    this.kind = kind
    const order = steps.findLast((step) => step instanceof OrderStep)
    this.steps = steps.filter(
      (step) =>
        step === order ||
        step instanceof FilterStep ||
        step instanceof LinkStep ||
        step instanceof AnnotateStep ||
        step instanceof MergeStep,
    )
  }

  walk(node: ShapeNode, values: unknown[]): ShapeNode {
    let next = node.child(marks.merge).child(this.kind)
    for (const step of this.steps) next = step.walk(next, values)
    return next.child(marks.end)
  }

  draft(draft: Draft): void {
    const { resolver } = draft
    const ours = draft.conditions.splice(0)
    const annotations = new Map(resolver.annotations)
    draft.sticky = null
    const replay = () => {
      for (const step of this.steps)
        (step instanceof AnnotateStep ? new AnnotateStep(step.named, false) : step).draft(draft)
    }
    if (this.kind === 'or') resolver.claiming(replay)
    else replay()
    draft.sticky = null
    resolver.annotations.clear()
    for (const [name, value] of annotations) resolver.annotations.set(name, value)
    const theirs = draft.conditions.splice(0)
    if (this.kind === 'and') draft.conditions.push(...ours, ...theirs)
    else draft.conditions.push(some([all(ours), all(theirs)]))
  }
}
