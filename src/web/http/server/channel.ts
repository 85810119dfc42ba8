import { topic } from '../../../base/events/index.ts'

/** Messages of one kind between the processes that serve an application. */
export interface Channel<T> {
  readonly name: string
  /** Sends to the subscribers in every process, this one included. What no JSON can carry does not arrive elsewhere. */
  publish(message: T): void
  /** Calls `listener` with every message until the returned function is called. What it throws is reported like a promise that failed. */
  subscribe(listener: (message: T) => unknown): () => void
}

/** What a worker sends and gets through its primary. */
export interface ChannelMessage {
  readonly type: 'nuages:channel'
  readonly channel: string
  readonly message: unknown
}

export function isChannelMessage(value: unknown): value is ChannelMessage {
  return typeof value === 'object' && value !== null && (value as ChannelMessage).type === 'nuages:channel'
}

/**
 * A channel by its name: `createChannel<{ isbn: string }>('prices')`. The workers of `nuages start --workers` reach one another by it, through
 * their primary; a single process reaches itself, so that the same code serves both. Messages are neither kept nor
 * acknowledged: a worker that starts later does not get them.
 */
export function createChannel<T>(name: string): Channel<T> {
  const here = topic<{ readonly message: T }>(`nuages:channel:${name}`)
  return {
    name,
    publish(message) {
      here.publish({ message })
      const sent: ChannelMessage = { type: 'nuages:channel', channel: name, message }
      // The error is that of a primary that has gone; the worker is told by 'disconnect'.
      if (process.connected) process.send?.(sent, undefined, undefined, () => {})
    },
    subscribe(listener) {
      const hear = (message: T) => void Promise.try(listener, message)
      const stop = here.subscribe(({ message }) => hear(message))
      const receive = (value: unknown) => {
        if (isChannelMessage(value) && value.channel === name) hear(value.message as T)
      }
      process.on('message', receive)
      return () => {
        stop()
        process.off('message', receive)
      }
    },
  }
}
