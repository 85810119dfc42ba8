/**
 * Server CPU per request of nuages against bare node:http (and Fastify where `bench/node_modules` has it): plain text, JSON, and
 * a route with a parameter among 300. The contestants take turns; the load comes from another process. Prints medians and
 * the ratio to bare node:http with the interval between its quartiles.
 * `node bench/http/run.ts [rounds] [requests]`
 */
import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { endpoints } from './routes.ts'

const rounds = Number(process.argv[2] ?? 9)
const requests = Number(process.argv[3] ?? 4000)
const here = import.meta.dirname

interface Contestant {
  readonly name: string
  readonly child: ChildProcess
  readonly port: number
}

function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve) => child.once('message', (message) => resolve(message as T)))
}

async function started(name: string): Promise<Contestant> {
  const child = fork(join(here, 'server.ts'), [name])
  const { port } = await answer<{ port: number }>(child)
  return { name, child, port }
}

function load(port: number, path: string, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(join(here, 'load.ts'), [String(port), path, String(count)])
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new TypeError(`load ended with ${code}`))))
  })
}

async function cpu(child: ChildProcess): Promise<number> {
  child.send('cpu')
  return (await answer<{ cpu: number }>(child)).cpu
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = sorted[Math.floor(at)]!
  return low + (sorted[Math.ceil(at)]! - low) * (at % 1)
}

const names = ['node', 'nuages']
try {
  createRequire(import.meta.url).resolve('fastify')
  names.push('fastify')
} catch {
  console.log('Fastify is not installed in bench/node_modules: left out.')
}
const contestants = await Promise.all(names.map(started))
for (const path of endpoints) {
  const used = new Map<string, number[]>(names.map((name) => [name, []]))
  for (const { port } of contestants) await load(port, path, requests)
  for (let round = 0; round < rounds; round++) {
    // Every round begins with another contestant, so that none always follows the same one.
    for (let i = 0; i < contestants.length; i++) {
      const { name, child, port } = contestants[(i + round) % contestants.length]!
      await cpu(child)
      await load(port, path, requests)
      used.get(name)!.push((await cpu(child)) / requests)
    }
  }
  const base = used.get('node')!
  const cells = names.map((name) => {
    const own = used.get(name)!
    const ratios = own.map((value, i) => value / base[i]!)
    const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => quantile(ratios, q).toFixed(2))
    return `${name} ${quantile(own, 0.5).toFixed(1)} µs${name === 'node' ? '' : ` (× ${middle}, ${low} to ${high})`}`
  })
  console.log(`${path.padEnd(12)} ${cells.join('   ')}`)
}
for (const { child } of contestants) child.kill()
