import { setImmediate as turn } from 'node:timers/promises'
import type { Contestant } from './contestant.ts'
import { number, p99 } from './measure.ts'

const bursts: Readonly<Record<string, (contestant: Contestant) => Promise<unknown>>> = {
  'a loop of 20,000 reads': async (contestant) => {
    for (let i = 0; i < 20_000; i++) await contestant.get((i % 10_000) + 1)
  },
  '20 times 1,000 reads in Promise.all': async (contestant) => {
    for (let i = 0; i < 20; i++)
      await Promise.all(Array.from({ length: 1000 }, (_, k) => contestant.get(i * 500 + k + 1)))
  },
}

/** How long others in the process wait while one request reads in a burst: the longest wait and the 99th percentile. */
export interface Waits {
  readonly longest: number
  readonly p99: number
  readonly whole: number
}

/**
 * Runs a burst beside a request that needs one turn of the event loop after another. Wall time, as waiting is: of several
 * bursts the best counts, since the machine's own pauses are not the contestant's.
 */
export async function starvation(contestants: ReadonlyMap<string, Contestant>): Promise<ReadonlyMap<string, Waits>> {
  const found = new Map<string, Waits>()
  for (const [name, burst] of Object.entries(bursts)) {
    console.log(`\nwhat others wait for beside ${name}, in ms`)
    for (const [who, contestant] of contestants) {
      let best: Waits | null = null
      for (let i = 0; i < 4; i++) {
        const waits = await beside(() => burst(contestant))
        if (best === null || waits.longest < best.longest) best = waits
      }
      found.set(`${name}: ${who}`, best!)
      console.log(
        `  ${who.padEnd(17)} longest ${number(best!.longest)}, p99 ${number(best!.p99)}; the burst takes ${number(best!.whole)}`,
      )
    }
  }
  return found
}

async function beside(burst: () => Promise<unknown>): Promise<Waits> {
  const waits: number[] = []
  let done = false
  const others = (async () => {
    for (let before = performance.now(); !done; ) {
      await turn()
      const now = performance.now()
      waits.push(now - before)
      before = now
    }
  })()
  await turn()
  const start = performance.now()
  await burst()
  const whole = performance.now() - start
  done = true
  await others
  return { longest: Math.max(...waits), p99: p99(waits), whole }
}
