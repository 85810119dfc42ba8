/**
 * `npm run bench -- orm`: what rows cost through the ORM, through the bare drivers and through peers, in one run, in this
 * process's CPU. Ratios, no times: those are good for nothing but to be compared within a run. `npm run bench -- orm --sqlite`
 * leaves out PostgreSQL, which runs where `NUAGES_TEST_POSTGRES_URL` or a server on this machine answers; further options
 * name scenarios and contestants: `--key --kysely`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { onServer, scratchPostgres } from '../../test/support/postgres.ts'
import { skipWithout } from '../../test/support/services.ts'
import { bars, type Found } from './bars.ts'
import { building } from './building.ts'
import { check } from './check.ts'
import type { Contestant, Open, Place } from './contestant.ts'
import { flat } from './flat.ts'
import { number, race, ratio, shown } from './measure.ts'
import { memory } from './memory.ts'
import { type Scenario, type ScenarioName, scenarios } from './scenarios.ts'
import { starvation } from './starvation.ts'
import { clean, tables } from './tables.ts'

const folder = join(import.meta.dirname, 'contestants')
const order = ['nuages', 'node-sqlite', 'pg', 'postgres-js']
const all = readdirSync(folder)
  .map((file) => file.replace(/\.ts$/, ''))
  .sort((a, b) => (order.indexOf(a) + 1 || 9) - (order.indexOf(b) + 1 || 9))
const given = process.argv.slice(2).map((word) => word.replace(/^--/, ''))
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 7)
const wanted = (names: readonly string[]) => {
  const some = names.filter((name) => given.includes(name))
  return some.length > 0 ? some : names
}

const parts = [...Object.keys(scenarios), 'building', 'flat', 'starvation', 'memory']
const chosen = (part: string) => wanted(parts).includes(part)

console.log(
  `Node ${process.versions.node}, SQLite ${process.versions['sqlite'] ?? ''}; ${new Date().toISOString().slice(0, 10)}`,
)
console.log(
  `CPU of this process, as a ratio to the bare driver: the median of ${rounds} rounds (the middle half of them)`,
)
const results: Found = { races: new Map(), waits: new Map(), memory: new Map() }
for (const kind of wanted(['sqlite', 'postgres']) as readonly ('sqlite' | 'postgres')[]) {
  if (kind === 'sqlite') await on({ kind, file: ':memory:' })
  else {
    const absent = await skipWithout('postgres')
    if (absent === false) await onPostgres()
    else console.log(`PostgreSQL: ${absent}`)
  }
}
bars(results)

async function onPostgres(): Promise<void> {
  const scratch = await scratchPostgres()
  const url = new URL(scratch.url)
  const port = Number(url.port || 5432)
  const socket = '/var/run/postgresql'
  const host = existsSync(join(socket, `.s.PGSQL.${port}`)) && url.hostname === '127.0.0.1' ? socket : url.hostname
  if (host === socket) url.searchParams.set('host', socket)
  else console.log(`PostgreSQL over TCP: no socket in ${socket}`)
  try {
    await onServer(`ALTER DATABASE "${scratch.name}" SET synchronous_commit = off`)
    const { username: user, password } = url
    await on({
      kind: 'postgres',
      host,
      port,
      user,
      password: password === '' ? undefined : password,
      database: scratch.name,
      url: url.href,
    })
  } finally {
    await scratch.drop()
  }
}

async function on(place: Place): Promise<void> {
  const { kind } = place
  const bare = kind === 'sqlite' ? 'node-sqlite' : 'pg'
  console.log(`\n${kind === 'sqlite' ? 'SQLite in memory' : 'PostgreSQL'}: 1 is ${bare} by hand`)
  const contestants = new Map<string, Contestant>()
  for (const name of all) {
    if (!['nuages', bare].includes(name) && !wanted(all).includes(name)) continue
    try {
      const { open }: { open: Open } = await import(join(folder, `${name}.ts`))
      const contestant = await open(place)
      if (contestant !== null) contestants.set(name, contestant)
    } catch (error) {
      console.log(`  ${name} is left out: ${String(error).split('\n')[0]}`)
    }
  }
  try {
    await compared(place, bare, contestants)
  } finally {
    for (const contestant of contestants.values()) await contestant.close()
    // Pools say that they are closed before their connections are.
    await setTimeout(300)
  }
}

/** The version of the package that a contestant is named after. */
function versionOf(name: string): string {
  const packages = {
    drizzle: 'drizzle-orm',
    'mikro-orm': '@mikro-orm/core',
    prisma: '@prisma/client',
    'postgres-js': 'postgres',
  }
  const folder = join(import.meta.dirname, '../node_modules', packages[name as keyof typeof packages] ?? name)
  const file = join(folder, 'package.json')
  return existsSync(file) ? ` ${JSON.parse(readFileSync(file, 'utf8')).version}` : ''
}

async function compared(place: Place, bare: string, contestants: ReadonlyMap<string, Contestant>): Promise<void> {
  const { kind } = place
  for (const [name, { driver }] of contestants) console.log(`  ${name}${versionOf(name)}: ${driver}`)
  for (const [i, contestant] of [...contestants.values()].entries())
    if (kind === 'sqlite' || i === 0) for (const text of tables(kind)) await contestant.script(text)
  const cannot = await check(contestants)
  for (const name of Object.keys(scenarios) as ScenarioName[]) {
    if (!chosen(name)) continue
    const scenario: Scenario = scenarios[name]
    console.log(`\n${scenario.name}`)
    const work = new Map<string, (times: number) => unknown>()
    for (const [who, contestant] of contestants)
      if (contestant[scenario.needs] !== undefined && !cannot.has(`${who} ${scenario.needs}`))
        work.set(who, (times) => scenario.run(contestant, times))
    const tidy = (who: string) => (scenario.inserts ? contestants.get(who)!.script(clean) : undefined)
    const times = await race(work, rounds, (who, error) => console.log(`  ${who} failed: ${String(error)}`), tidy)
    results.races.set(`${kind} ${name}`, { times, bare })
    for (const who of times.keys()) {
      const toBare = ratio(times, who, bare)
      const ours = ratio(times, who, 'nuages')
      if (toBare !== null && ours !== null)
        console.log(
          `  ${who.padEnd(17)}${shown(toBare)}${who === 'nuages' ? '' : `   ${number(ours.median)} × nuages`}`,
        )
    }
  }
  if (chosen('building')) results.races.set(`${kind} building`, await building(kind, contestants, rounds))
  if (chosen('flat')) results.races.set(`${kind} flat`, await flat(contestants, bare, rounds))
  if (chosen('starvation') && kind === 'sqlite')
    for (const [name, waits] of await starvation(contestants)) results.waits.set(name, waits)
  if (chosen('memory')) results.memory.set(kind, await memory(place))
}
