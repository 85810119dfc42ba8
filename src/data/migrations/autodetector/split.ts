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
}

interface Open {
  readonly app: string
  readonly number: number
  readonly operations: Operation[]
  readonly needs: Set<Open>
  readonly apps: Set<string>
}

/**
 * Deals ordered steps out to migrations, as few per app as possible: a step goes into its app's last migration unless
 * the migrations would then depend on each other in a circle.
 */
export function split(steps: readonly Step[]): Draft[] {
  const all: Open[] = []
  const last = new Map<string, Open>()
  const madeBy = new Map<string, Open[]>()
  for (const step of steps) {
    const foreign = new Set<Open>()
    const apps = new Set<string>()
    for (const fact of step.needs) {
      const makers = madeBy.get(fact)
      if (makers !== undefined) for (const maker of makers) if (maker.app !== step.app) foreign.add(maker)
      const app = appOf(fact)
      if (makers === undefined && app !== null && app !== step.app) apps.add(app)
    }
    let into = last.get(step.app)
    if (into === undefined || [...foreign].some((each) => reaches(each, into!))) {
      const opened: Open = {
        app: step.app,
        number: (into?.number ?? 0) + 1,
        operations: [],
        needs: new Set(),
        apps: new Set(),
      }
      if (into !== undefined) opened.needs.add(into)
      all.push(opened)
      last.set(step.app, opened)
      into = opened
    }
    into.operations.push(step.operation)
    for (const each of foreign) into.needs.add(each)
    for (const app of apps) into.apps.add(app)
    for (const fact of step.provides) madeBy.set(fact, [...(madeBy.get(fact) ?? []), into])
  }
  // A model that is there already: where its app changes too, what follows goes by the app's newest state.
  for (const each of all) {
    for (const app of each.apps) {
      const newest = last.get(app)
      if (newest !== undefined && !reaches(newest, each)) each.needs.add(newest)
    }
  }
  return inOrder(all).map(({ app, number, operations, needs, apps }) => ({
    app,
    number,
    operations,
    drafts: [...needs].filter((each) => each.app !== app).map((each): [string, number] => [each.app, each.number]),
    apps: [...apps].filter((other) => ![...needs].some((each) => each.app === other)),
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
