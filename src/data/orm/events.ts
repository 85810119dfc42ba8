import type { Database } from '../drivers/index.ts'
import type { ModelInfo } from '../query/index.ts'
import { kindOf } from './arguments.ts'
import { type AnyModelClass, isModelClass } from './class.ts'
import { ormErrors } from './errors.ts'

/** What happens to rows, in the order in which it is told. */
export const rowEvents = [
  'beforeSave',
  'afterSave',
  'beforeDelete',
  'afterDelete',
  'manyChanged',
  'afterCommit',
] as const
export type RowEvent = (typeof rowEvents)[number]

/** Somebody who is told: with the row, and what is particular about the event. */
export type Handler = (row: object, event: object) => unknown

/** The wish to be told of one event of the rows of a class, and of all that extend it. `on` makes them. */
export interface Subscription {
  readonly model: AnyModelClass
  readonly event: RowEvent
  readonly handler: Handler
  /** What it writes stands or falls with the row: both are in one transaction. */
  readonly together?: boolean
}

/** A model's hooks, by event. `hooks` makes them. */
export type HookTable = Readonly<Partial<Record<RowEvent, Handler>>>

/** Who is to be told of the rows of one model, by event. */
export type Heard = Readonly<Partial<Record<RowEvent, readonly Handler[]>>> & {
  /** Somebody writes what has to be in one transaction with the row. */
  readonly together?: boolean
}

export function checkEvent(where: string, event: unknown): asserts event is RowEvent {
  if (!(rowEvents as readonly unknown[]).includes(event))
    throw ormErrors.UNKNOWN_EVENT({ where, event: typeof event === 'string' ? event : kindOf(event), known: rowEvents })
}

export function subscriptionOf(model: unknown, event: unknown, handler: unknown, together = false): Subscription {
  if (!isModelClass(model)) throw ormErrors.NOT_A_MODEL({ where: 'on()', what: kindOf(model) })
  checkEvent('on()', event)
  if (typeof handler !== 'function')
    throw ormErrors.BAD_ARGUMENT({
      where: `on() for '${event}' of ${model.name}`,
      needs: 'a function',
      given: kindOf(handler),
    })
  return Object.freeze({ model, event, handler: handler as Handler, ...(together && { together }) })
}

/** The hooks of the class and of its bases, bases first, then subscriptions as they came; null where there is nobody. */
export function heardOf(info: ModelInfo, subscriptions: Iterable<Subscription>): Heard | null {
  const heard: Partial<Record<RowEvent, Handler[]>> & { together?: boolean } = {}
  const add = (event: RowEvent, handler: Handler) => {
    heard[event] ??= []
    heard[event].push(handler)
  }
  const chain: AnyModelClass[] = []
  for (let at: AnyModelClass = info.model; isModelClass(at); at = Object.getPrototypeOf(at) as AnyModelClass)
    chain.unshift(at)
  for (const model of chain) {
    if (!Object.hasOwn(model, 'hooks')) continue
    const { hooks } = model as unknown as { hooks: HookTable }
    for (const [event, handler] of Object.entries(hooks)) {
      checkEvent(`hooks of ${model.name}`, event)
      add(event, handler as Handler)
    }
  }
  for (const { model, event, handler, together } of subscriptions) {
    if (!chain.includes(model)) continue
    add(event, handler)
    if (together === true) heard.together = true
  }
  return Object.keys(heard).length === 0 ? null : heard
}

/** Runs a write and what is told of it: in one transaction, where somebody needs that and there is none. */
export function alongside<R>({ together }: Heard, database: Database, work: () => Promise<R>): Promise<R> {
  return together === true && !database.inTransaction ? database.atomic(work) : work()
}

/** Tells everybody, one after the other. */
export async function tell(handlers: readonly Handler[] | undefined, row: object, event: object): Promise<void> {
  if (handlers === undefined) return
  for (const handler of handlers) await handler(row, event)
}
