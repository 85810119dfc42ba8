/**
 * `npm run bench -- http`: server CPU per request of nuages and its peers, in one run. Each runs in a process of its own, all of them
 * on one core, the clients on another. Before anything is timed, everybody has to answer the same. What is printed are multiples of
 * bare node:http, which sends the same headers as nuages: the median of the rounds, and the middle half of them behind it. Then
 * come streams of events, requests that wait, the start of a hello world, and the bars; a bar is met when the lower end of
 * its interval is. `BENCH_ROUNDS` says how many rounds; `npm run bench -- http json` measures a part only.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { intervalOf, type Rounds, ratio, shown } from '../orm/measure.ts'
import { bar, missedBars } from './bars.ts'
import { type Endpoint, endpoints, json, route, styles } from './endpoints.ts'
import { Clients, pinned, Server } from './processes.ts'
import { events, race, requests } from './race.ts'
import { starting } from './starting.ts'

const peers = ['fastify', 'hono', 'express', 'adonis']
const names = ['node', 'nuages', 'nuages-alone', 'nuages-logging', ...peers, 'express-inside']
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 7)
const options = process.argv.slice(2).map((word) => word.replace(/^--/, ''))
const wanted = (part: string) => options.length === 0 || options.includes(part.toLowerCase())
const parts = [...endpoints.map(({ name }) => name.toLowerCase()), 'events', 'waiting', 'start']
const unknown = options.filter((word) => !parts.includes(word))
if (unknown.length > 0) {
  console.error(`No part named ${unknown.join(', ')}; there are ${parts.map((part) => `'${part}'`).join(', ')}.`)
  process.exit(2)
}

const dir = mkdtempSync(join(tmpdir(), 'nuages-bench-'))
writeFileSync(join(dir, 'site.css'), styles)
const clients = new Clients()
const servers: Server[] = []
try {
  console.log(`Node ${process.versions.node}; ${new Date().toISOString().slice(0, 10)}; ${rounds} rounds`)
  if (!pinned) console.log('Without taskset, or on one core: servers and clients share their cores.')
  await startAll()
  await printHeaders()
  console.log('\nServer CPU per request, as a multiple of bare node:http: the median (the middle half of the rounds)')
  const measured = new Map<Endpoint, Rounds>()
  for (const endpoint of endpoints) if (wanted(endpoint.name)) measured.set(endpoint, await compare(endpoint))
  const fewRoutes = wanted(route.name) ? await manyAndFewRoutes() : null
  if (wanted('events')) await fanOut()
  if (wanted('waiting')) await waiting()

  console.log('\nBars')
  const byJson = measured.get(json)
  if (byJson !== undefined) {
    bar('JSON: nuages / bare node:http', ratio(byJson, 'nuages', 'node'), 1.15)
    for (const peer of peers) bar(`JSON: nuages / ${peer}`, ratio(byJson, 'nuages', peer), 1)
  }
  if (fewRoutes !== null) bar('300 routes / 3 routes', fewRoutes, 1.05)
  if (wanted('start')) {
    const { cpu, heap } = starting(rounds)
    bar('hello world, start to first answer / bare', cpu, 2.5)
    bar('hello world, MiB of heap more than bare', heap, 20)
  }
} finally {
  for (const server of servers) server.stop()
  clients.stop()
  rmSync(dir, { recursive: true })
}
console.log(missedBars().length === 0 ? '\nAll bars are met.' : `\nMissed: ${missedBars().join('; ')}`)

/** Nuages first: bare node:http sends what it sends. */
async function startAll(): Promise<void> {
  const settings = { others: 299, dir, headers: {} }
  const nuages = await Server.start('nuages', settings)
  const headers = await addedHeaders(nuages)
  for (const name of names) {
    try {
      servers.push(name === 'nuages' ? nuages : await Server.start(name, { ...settings, headers }))
    } catch (error) {
      console.log(`${name} does not start (is it installed?): ${String(error)}`)
    }
  }
}

/** What each answers JSON with: whoever sends less has less to do. */
async function printHeaders(): Promise<void> {
  console.log('\nHeaders of the answer in JSON')
  for (const { name, port } of servers) {
    const { headers } = await fetch(`http://127.0.0.1:${port}${json.path}`)
    console.log(`  ${name.padEnd(16)} ${[...headers.keys()].join(', ')}`)
  }
}

/** The headers of an answer that neither node:http nor the view has set. */
async function addedHeaders(server: Server): Promise<Record<string, string>> {
  const { headers } = await fetch(`http://127.0.0.1:${server.port}${json.path}`)
  const own = ['connection', 'content-length', 'content-type', 'date', 'keep-alive']
  return Object.fromEntries([...headers].filter(([name]) => !own.includes(name)))
}

/** The servers that give the expected answer; of the others, why not. */
async function right(all: readonly Server[], endpoint: Endpoint): Promise<Server[]> {
  const { method, path, type, body, expected } = endpoint
  const good: Server[] = []
  const headers = { 'sec-fetch-site': 'same-origin', ...(type !== undefined && { 'content-type': type }) }
  for (const server of all) {
    const sent = body === undefined ? null : new Uint8Array(body)
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method,
      headers,
      body: sent,
      signal: AbortSignal.timeout(10_000),
    })
    const text = await response.text()
    if (response.status === 200 && text === expected) good.push(server)
    else if (response.status !== 404)
      console.log(`  ${server.name} answers ${response.status} ${text.slice(0, 80)}: left out`)
  }
  return good
}

async function compare(endpoint: Endpoint): Promise<Rounds> {
  const spent = await race(await right(servers, endpoint), rounds, requests(endpoint, clients))
  print(endpoint.name, spent)
  return spent
}

function print(what: string, spent: Rounds): void {
  console.log(what)
  for (const name of spent.keys()) {
    const own = ratio(spent, name, 'node')!
    const time = intervalOf(spent.get(name)!).median.toFixed(1)
    console.log(`  ${name.padEnd(16)} ${name === 'node' ? '   1.00'.padEnd(24) : shown(own).padEnd(24)} ${time} µs`)
  }
}

/** The last of 300 routes, for each second of the last of 3. */
async function manyAndFewRoutes() {
  const few = await Server.start('nuages', { others: 2, dir, headers: {} })
  const many = servers.find(({ name }) => name === 'nuages')!
  try {
    const one = requests(route, clients)
    const times = { many: [] as number[], few: [] as number[] }
    for (let round = -1; round < 2 * rounds; round++) {
      const turns = round % 2 === 0 ? (['many', 'few'] as const) : (['few', 'many'] as const)
      for (const which of turns) {
        const time = await one(which === 'many' ? many : few)
        if (round >= 0) times[which].push(time)
      }
    }
    return intervalOf(times.many.map((time, i) => time / times.few[i]!))
  } finally {
    few.stop()
  }
}

async function fanOut(): Promise<void> {
  const [listeners, count] = [200, 50]
  const streaming = servers.filter(({ name }) => name !== 'nuages-logging')
  print(
    `events to ${listeners} clients, per event and client`,
    await race(streaming, rounds, events(listeners, count, clients)),
  )
}

/** All in one process: how long 500 requests take that each wait for a second. */
async function waiting(): Promise<void> {
  const wait: Endpoint = { name: 'wait', method: 'GET', path: '/wait/', expected: 'waited', count: 500 }
  const nuages = servers.find(({ name }) => name === 'nuages')!
  const seconds: number[] = []
  for (let round = 0; round < 5; round++) {
    const start = performance.now()
    await clients.send(nuages, wait, wait.count, wait.count)
    seconds.push((performance.now() - start) / 1000)
  }
  console.log('\n500 requests that each wait for 1 second, in one process: seconds until the last answer')
  bar('500 requests that wait, seconds', intervalOf(seconds), 1.2)
}
