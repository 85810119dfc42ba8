import type { Operation } from '../operations/operation.ts'
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
 * steps as it can. `roles` are the roles of models, by key. Semantics: Django's autodetector.
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

  let chopping = false
  while ([...waiting.values()].some((list) => list.length > 0)) {
    const before = drafts.length
    for (const app of labels) {
      const list = waiting.get(app)!
      const taken: Needs[] = []
      for (const step of list) {
        const needs = needsOf(step, chopping)
        if (needs === null) break
        taken.push(needs)
      }
      if (taken.length === 0 || (taken.length < list.length && !chopping)) continue
      const operations = list.splice(0, taken.length).map(({ operation }) => operation)
      const number = (last(app)?.number ?? 0) + 1
      drafts.push({ app, number, operations, ...together(taken) })
    }
    if (drafts.length > before) continue
    // Nothing goes on although apps may begin with a part: what is left is taken as it stands.
    if (chopping)
      for (const [app, list] of waiting)
        waiting.set(
          app,
          list.map((step) => ({ ...step, needs: [] })),
        )
    chopping = true
  }
  return drafts
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
