import type { Operation } from '../operations/operation.ts'
import type { Step } from './step.ts'

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

interface Open {
  readonly app: string
  readonly number: number
  readonly operations: Operation[]
  readonly needs: Set<Open>
  /** Those of `needs` that the file names: not those that a role stands for. */
  readonly named: Set<Open>
  readonly apps: Set<string>
  readonly roles: Set<string>
}

/**
 * Deals ordered steps out to migrations, as few per app as possible: a step goes into its app's last migration unless
 * the migrations would then depend on each other in a circle. `roles` are the roles of models, by key.
 */
export function split(steps: readonly Step[], roles: ReadonlyMap<string, string> = new Map()): Draft[] {
  const all: Open[] = []
  const last = new Map<string, Open>()
  const madeBy = new Map<string, Open[]>()
  for (const step of steps) {
    const foreign = new Set<Open>()
    const named = new Set<Open>()
    const apps = new Set<string>()
    const played = new Set<string>()
    for (const fact of step.needs) {
      const makers = madeBy.get(fact)
      const app = appOf(fact)
      const role = app !== null && app !== step.app ? roles.get(fact.slice(1)) : undefined
      if (role !== undefined) played.add(role)
      for (const maker of makers ?? []) {
        if (maker.app === step.app) continue
        foreign.add(maker)
        if (role === undefined) named.add(maker)
      }
      if (makers === undefined && role === undefined && app !== null && app !== step.app) apps.add(app)
    }
    let into = last.get(step.app)
    if (into === undefined || [...foreign].some((each) => reaches(each, into!))) {
      const opened: Open = {
        app: step.app,
        number: (into?.number ?? 0) + 1,
        operations: [],
        needs: new Set(),
        named: new Set(),
        apps: new Set(),
        roles: new Set(),
      }
      if (into !== undefined) opened.needs.add(into)
      all.push(opened)
      last.set(step.app, opened)
      into = opened
    }
    into.operations.push(step.operation)
    for (const each of foreign) into.needs.add(each)
    for (const each of named) into.named.add(each)
    for (const app of apps) into.apps.add(app)
    for (const role of played) into.roles.add(role)
    for (const fact of step.provides) madeBy.set(fact, [...(madeBy.get(fact) ?? []), into])
  }
  // A model that is there already: where its app changes too, what follows goes by the app's newest state.
  for (const each of all) {
    for (const app of each.apps) {
      const newest = last.get(app)
      if (newest === undefined || reaches(newest, each)) continue
      each.needs.add(newest)
      each.named.add(newest)
    }
  }
  return inOrder(all).map(({ app, number, operations, named, apps, roles: played }) => ({
    app,
    number,
    operations,
    drafts: [...named].map((each): [string, number] => [each.app, each.number]),
    apps: [...apps].filter((other) => ![...named].some((each) => each.app === other)),
    roles: [...played],
  }))
}

/** The app of a fact about a model, '+news.article'; facts about fields say nothing that a model's do not. */
function appOf(fact: string): string | null {
  const steps = fact.slice(1).split('.')
  return fact.startsWith('+') && steps.length === 2 ? steps[0]! : null
}

/** Each after those that it needs. */
function inOrder(all: readonly Open[]): Open[] {
  const order = new Set<Open>()
  const visit = (each: Open): void => {
    if (order.has(each)) return
    for (const needed of each.needs) visit(needed)
    order.add(each)
  }
  for (const each of all) visit(each)
  return [...order]
}

function reaches(from: Open, to: Open): boolean {
  return from === to || [...from.needs].some((each) => reaches(each, to))
}
