/**
 * `npm run bench -- auth`: how long other requests take while 20 people log in each second, beside the time they take while nobody does, in the same server
 * and by turns. Printed are the 99th percentiles and, round by round, their ratio: its median and the middle half of the rounds. Once with Django's
 * cost of argon2, of which no machine of this size computes 20 a second, so that the queue is full; once with a cost that fits. `--rounds 7`, `--seconds 3`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { intervalOf, p99, shown } from '../orm/measure.ts'

const option = (name: string, otherwise: number) => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? otherwise : Number(process.argv[at + 1])
}
const rounds = option('rounds', 7)
const seconds = option('seconds', 3)
const concurrent = option('concurrent', 0)
const loginsPerSecond = 20
const pages = { 'a page': '/', 'a page with a query': '/row/' } as const
const costs = {
  'argon2id, 100 MiB, 2 passes, 8 lanes (default)': {},
  'argon2id, 19 MiB, 2 passes, 1 lane': { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
} as const

/** Logins that were answered, by status. */
type Answers = Map<number, number>

function ask(agent: Agent, url: string, method: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method }, (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode ?? 0))
    })
    sent.once('error', reject)
    sent.end()
  })
}

/** Milliseconds of each request of a few visitors who pause between pages. */
async function visit(url: string, agent: Agent): Promise<number[]> {
  const times: number[] = []
  const until = performance.now() + seconds * 1000
  const visitor = async () => {
    while (performance.now() < until) {
      const start = performance.now()
      await ask(agent, url, 'GET')
      times.push(performance.now() - start)
      await wait(4)
    }
  }
  await Promise.all([visitor(), visitor(), visitor(), visitor()])
  return times
}

/** Sends logins at an even pace, whether they are answered or not, until it is told to end. */
function logins(url: string, agent: Agent, answers: Answers): () => Promise<void> {
  const running = new Set<Promise<void>>()
  const timer = setInterval(() => {
    const one = ask(agent, `${url}/login/`, 'POST')
      .then((status) => void answers.set(status, (answers.get(status) ?? 0) + 1))
      .finally(() => running.delete(one))
    running.add(one)
  }, 1000 / loginsPerSecond)
  return async () => {
    clearInterval(timer)
    await Promise.all(running)
  }
}

async function start(cost: object): Promise<{ child: ChildProcess; url: string }> {
  const script = join(import.meta.dirname, 'server.ts')
  const args = ['--conditions=nuages-source', script, JSON.stringify(cost), String(concurrent)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return { child, url: url.replace(/\/$/, '') }
}

for (const [name, cost] of Object.entries(costs)) {
  console.log(`\n${name}`)
  const { child, url } = await start(Object.keys(cost).length === 0 ? { memoryCost: 102_400 } : cost)
  const agent = new Agent({ keepAlive: true, maxSockets: 512 })
  try {
    for (const [page, path] of Object.entries(pages)) {
      await visit(url + path, agent)
      const answers: Answers = new Map()
      const measured: { quiet: number; busy: number }[] = []
      for (let round = 0; round < rounds; round++) {
        const both = { quiet: 0, busy: 0 }
        for (const which of round % 2 === 0 ? (['quiet', 'busy'] as const) : (['busy', 'quiet'] as const)) {
          const end = which === 'busy' ? logins(url, agent, answers) : async () => {}
          if (which === 'busy') await wait(500)
          both[which] = p99(await visit(url + path, agent))
          await end()
        }
        measured.push(both)
      }
      const ms = (which: 'quiet' | 'busy') => intervalOf(measured.map((each) => each[which])).median.toFixed(1)
      const ratio = intervalOf(measured.map(({ quiet, busy }) => busy / quiet))
      const told = [...answers].map(([status, count]) => `${count} × ${status}`).join(', ')
      console.log(
        `  ${page.padEnd(22)} p99 ${ms('quiet')} ms, with logins ${ms('busy')} ms: ${shown(ratio)}   logins: ${told}`,
      )
    }
  } finally {
    agent.destroy()
    child.kill()
  }
}
