import type { Operation } from '../operations/operation.ts'
import { commute } from '../optimizer/touches.ts'
import { appOf, type Step, sorted } from './step.ts'

/** A migration before it has a name: the number counts an app's new ones from 1. */
export interface Draft {
  readonly app: string
  readonly number: number
  readonly operations: readonly Operation[]
  /** Other new migrations that must come first. */
  readonly drafts: readonly (readonly [app: string, number: number])[]
  /** Apps whose latest migration must come first: models that this one names are there already. */
  readonly apps: readonly string[]
  /** Roles whose models must be there: the project says in which app they are. */
  readonly roles: readonly string[]
}

/** What a step needs of other apps; null where it has to wait for them. */
type Needs = Pick<Draft, 'drafts' | 'apps' | 'roles'>

/**
 * Deals steps out to migrations, as few per app as possible: an app's steps are one migration as soon as all that they need
 * of other apps is in migrations. Where apps wait for each other, the first in the alphabet begins with as many of its
 * steps as it can; where none can begin, with those that may go before the steps that wait. `roles` are the roles of models, by key. Semantics: Django's autodetector.
 */
export function split(steps: readonly Step[], roles: ReadonlyMap<string, string> = new Map()): Draft[] {
  const waiting = new Map<string, Step[]>()
  const labels = [...new Set(steps.map(({ app }) => app))].sort()
  for (const app of labels) waiting.set(app, sorted(steps.filter((step) => step.app === app)))
  const drafts: Draft[] = []
  const last = (app: string) => drafts.findLast((draft) => draft.app === app)

  const needsOf = (step: Step, chopping: boolean): Needs | null => {
    const needs = { drafts: [] as [string, number][], apps: [] as string[], roles: [] as string[] }
    for (const fact of step.needs) {
      const app = appOf(fact)
      if (app === step.app) continue
      if (waiting.get(app)?.some(({ provides }) => provides.includes(fact))) return null
      const role = fact.startsWith('+') ? roles.get(fact.slice(1)) : undefined
      const draft = last(app)
      if (role !== undefined) needs.roles.push(role)
      else if (draft !== undefined) needs.drafts.push([app, draft.number])
      else if (chopping) needs.apps.push(app)
      else return null
    }
    return needs
  }

  /** The steps of a list that may be taken now, with what they need, and those that are left. */
  const dealt = (list: readonly Step[], chopping: boolean, picking: boolean) => {
    const taken: { readonly step: Step; readonly needs: Needs }[] = []
    const left: Step[] = []
    for (const step of list) {
      const free = left.length === 0 || (picking && left.every((each) => passes(step, each)))
      const needs = free ? needsOf(step, chopping) : null
      if (needs === null) left.push(step)
      else taken.push({ step, needs })
    }
    return { taken, left }
  }

  let [chopping, picking] = [false, false]
  while ([...waiting.values()].some((list) => list.length > 0)) {
    const before = drafts.length
    for (const app of labels) {
      const { taken, left } = dealt(waiting.get(app)!, chopping, picking)
      if (taken.length === 0 || (left.length > 0 && !chopping)) continue
      waiting.set(app, left)
      const operations = taken.map(({ step }) => step.operation)
      const number = (last(app)?.number ?? 0) + 1
      drafts.push({ app, number, operations, ...together(taken.map(({ needs }) => needs)) })
      chopping = false
    }
    if (drafts.length > before) picking = false
    else if (!chopping) chopping = true
    else if (!picking) picking = true
    // What is left waits in a circle: it is taken as it stands.
    else
      for (const [app, list] of waiting)
        waiting.set(
          app,
          list.map((step) => ({ ...step, needs: [] })),
        )
  }
  return drafts
}

/** Whether a step may go before one that stands before it. */
function passes(step: Step, waiting: Step): boolean {
  if (step.needs.some((fact) => waiting.provides.includes(fact))) return false
  return commute(waiting.operation, step.operation, step.app)
}

/** Needs of several steps, each once. */
function together(all: readonly Needs[]): Needs {
  const drafts = new Map(all.flatMap((each) => each.drafts).map((draft) => [draft.join(' '), draft]))
  const named = new Set([...drafts.values()].map(([app]) => app))
  return {
    drafts: [...drafts.values()],
    apps: [...new Set(all.flatMap((each) => each.apps))].filter((app) => !named.has(app)),
    roles: [...new Set(all.flatMap((each) => each.roles))],
  }
}
