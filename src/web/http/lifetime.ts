import { type Service, service } from '../../base/context/index.ts'

/** Whether an application is still wanted, and what it has to end before its process does. */
export interface Lifetime {
  /** True from the moment at which a server of the application begins to close. */
  readonly draining: boolean
  /** A server begins to close; call what it gives when it has. */
  drain(): () => void
  /** Work that the end waits for. It must not reject. */
  track(work: Promise<unknown>): void
  /** Resolves when all such work has ended. */
  idle(): Promise<void>
}

/** The lifetime of the application that answers. */
export const lifetimeService: Service<Lifetime> = service('application that is being served')

export function createLifetime(): Lifetime {
  const running = new Set<Promise<unknown>>()
  let closing = 0
  return {
    get draining() {
      return closing > 0
    },
    drain() {
      closing++
      let ended = false
      return () => {
        if (!ended) closing--
        ended = true
      }
    },
    track(work) {
      running.add(work)
      void work.finally(() => running.delete(work))
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}
