import { channel } from 'node:diagnostics_channel'

/** A named stream of events. Publishing costs one property read while nobody listens. */
export interface Topic<T extends object> {
  readonly name: string
  /** True where somebody listens: check it before building an expensive event. */
  readonly heard: boolean
  publish(event: T): void
  /** Calls `listener` with every event until the returned function is called. */
  subscribe(listener: (event: T) => void): () => void
}

/** A topic over `node:diagnostics_channel`, so that tools which know nothing of nuages can listen as well. */
export function topic<T extends object>(name: string): Topic<T> {
  const events = channel(name)
  return {
    name,
    get heard() {
      return events.hasSubscribers
    },
    publish(event) {
      events.publish(event)
    },
    subscribe(listener) {
      const hear = (event: unknown) => listener(event as T)
      events.subscribe(hear)
      return () => {
        events.unsubscribe(hear)
      }
    },
  }
}
