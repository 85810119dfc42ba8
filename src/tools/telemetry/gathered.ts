import { randomUUID } from 'node:crypto'
import { createChannel } from '../../web/http/index.ts'
import type { Metrics } from './metrics.ts'
import type { Registry } from './prometheus.ts'

type Message = { readonly asks: string } | { readonly answers: string; readonly metrics: readonly unknown[] }

/** Milliseconds for the other processes to answer; who is late is left out. */
const patience = 500

/** The metrics of every process that serves, added up: whoever is asked asks the others. */
export function gathered(metrics: Metrics, processes: number): { registry(): Promise<Registry>; close(): void } {
  if (processes < 2) return { registry: async () => metrics.registry, close() {} }
  const channel = createChannel<Message>('nuages:metrics')
  const asking = new Map<string, { readonly found: (readonly unknown[])[]; done(): void }>()
  const stop = channel.subscribe(async (message) => {
    if ('asks' in message) {
      if (asking.has(message.asks)) return
      channel.publish({ answers: message.asks, metrics: await metrics.registry.getMetricsAsJSON() })
      return
    }
    const mine = asking.get(message.answers)
    if (mine === undefined) return
    mine.found.push(message.metrics)
    if (mine.found.length === processes) mine.done()
  })
  return {
    close: stop,
    async registry() {
      const id = randomUUID()
      const { promise, resolve } = Promise.withResolvers<void>()
      const found = [await metrics.registry.getMetricsAsJSON()]
      asking.set(id, { found, done: resolve })
      const timer = setTimeout(resolve, patience)
      channel.publish({ asks: id })
      await promise
      clearTimeout(timer)
      asking.delete(id)
      return metrics.prometheus.AggregatorRegistry.aggregate(found)
    },
  }
}
