import { AsyncLocalStorage } from 'node:async_hooks'
import { type Message, messagesAdded } from '../../apps/messages/index.ts'
import { type QueryEvent, queries, type RenderedTemplate, renderedTemplates } from '../../base/events/index.ts'

/** What happened while a request was answered. */
export interface Observation {
  readonly templates: RenderedTemplate[]
  readonly queries: QueryEvent[]
  readonly errors: Error[]
  readonly messages: Message[]
}

/** What is being watched here. */
const watched = new AsyncLocalStorage<Observation>()

/** Transaction control and settings of the connection: no query to whoever counts them. */
export const isControl = (sql: string): boolean =>
  /^\s*(begin|start|commit|rollback|savepoint|release|pragma|set)\b/i.test(sql)

/** Runs `work` and keeps what is rendered, asked of databases and reported as an error in it, and in what it starts. */
export async function observe<R>(work: () => Promise<R>): Promise<{ readonly result: R; readonly seen: Observation }> {
  const seen: Observation = { templates: [], queries: [], errors: [], messages: [] }
  const mine = () => watched.getStore() === seen
  const stops = [
    queries.subscribe((event) => {
      if (mine() && !isControl(event.sql)) seen.queries.push(event)
    }),
    renderedTemplates.subscribe((event) => {
      if (mine()) seen.templates.push(event)
    }),
    messagesAdded.subscribe(({ message }) => {
      if (mine()) seen.messages.push(message)
    }),
  ]
  try {
    return { result: await watched.run(seen, work), seen }
  } finally {
    for (const stop of stops) stop()
  }
}

/** Keeps an error that a request ended with, for whoever sent the request. */
export function noteError(error: Error): void {
  watched.getStore()?.errors.push(error)
}
