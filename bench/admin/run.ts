/**
 * `npm run bench -- admin`: the admins of nuages and of Django on the same rows, one process and one person each. First the
 * server's CPU per request and its statements (SQLite and PostgreSQL), then the time to the first byte on tables of a million rows.
 * Both take turns, `BENCH_ROUNDS` of them (5); printed are the medians of the rounds' ratios with the middle half of them. Without Django it is skipped.
 * `--sqlite`, `--postgres`, `--small`, `--large` measure a part; `BENCH_ROWS` is the size of the large tables.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bar, missedBars } from '../http/bars.ts'
import { type Interval, intervalOf, shown } from '../orm/measure.ts'
import { Contestant } from './contestant.ts'
import { fill, type Size } from './fill.ts'
import { changeForm, largePages, narrowedList, type Page, plainList, saveProduct } from './pages.ts'
import { Client } from './pg.ts'
import { Visitor } from './visitor.ts'

const sides = ['nuages', 'django'] as const
type Side = (typeof sides)[number]
type Both = Readonly<Record<Side, { readonly contestant: Contestant; readonly visitor: Visitor }>>

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5)
const rows = Number(process.env['BENCH_ROWS'] ?? 1_000_000)
const server = process.env['BENCH_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'
const options = process.argv.slice(2)
/** Either of two is measured unless only the other was asked for. */
const wanted = (part: string, other: string) => options.includes(`--${part}`) || !options.includes(`--${other}`)

const hasDjango = (module: string) => spawnSync('/usr/bin/python3', ['-c', `import ${module}`]).status === 0
if (!hasDjango('django')) console.log('Skipped: /usr/bin/python3 has no Django.')
else await measureAll()

async function measureAll(): Promise<void> {
  const databases = [
    ...(wanted('sqlite', 'postgres') ? ['SQLite'] : []),
    ...(wanted('postgres', 'sqlite') ? ['PostgreSQL'] : []),
  ]
  let failed = false
  for (const database of databases) {
    try {
      if (wanted('small', 'large')) await within(database, { products: 2000, withInlines: 100 }, requests)
      if (wanted('large', 'small')) await within(database, { products: rows, withInlines: 100 }, firstBytes)
    } catch (error) {
      failed = true
      console.log(`${database} is left out: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (missedBars().length > 0) console.log(`\nMissed: ${missedBars().join('; ')}`)
  else if (!failed) console.log('\nAll bars are met.')
}

/** Gives both a filled database of their own, logs in, and takes all of it away again. */
async function within(database: string, size: Size, work: (both: Both, where: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nuages-bench-'))
  const made: Side[] = []
  const opened: { close(): void }[] = []
  const name = (side: Side) => `nuages_bench_${process.pid}_${side}`
  try {
    const open = async (side: Side) => {
      if (database === 'PostgreSQL') await onServer(`CREATE DATABASE ${name(side)} TEMPLATE template0 ENCODING 'UTF8'`)
      made.push(side)
      const url =
        database === 'PostgreSQL'
          ? Object.assign(new URL(server), { pathname: `/${name(side)}` }).href
          : `sqlite:${join(folder, `${side}.sqlite3`)}`
      const contestant = await Contestant.start(side, url, folder, size.products < 50_000)
      opened.push({ close: () => contestant.stop() })
      await fill(url, size)
      const visitor = new Visitor(contestant)
      opened.push(visitor)
      await visitor.logIn()
      return { contestant, visitor }
    }
    await work({ nuages: await open('nuages'), django: await open('django') }, database)
  } finally {
    for (const each of opened) each.close()
    if (database === 'PostgreSQL')
      for (const side of made) await onServer(`DROP DATABASE IF EXISTS ${name(side)} WITH (FORCE)`)
    rmSync(folder, { recursive: true })
  }
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** What `work` gives for each, round by round, beginning with another one each time. */
async function inTurns(work: (side: Side) => Promise<number>): Promise<Record<Side, number[]>> {
  const found: Record<Side, number[]> = { nuages: [], django: [] }
  for (const side of sides) await work(side)
  for (let round = 0; round < rounds; round++)
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) found[side].push(await work(side))
  return found
}

function ratioOf({ nuages, django }: Record<Side, number[]>): Interval {
  return intervalOf(nuages.map((time, i) => time / django[i]!))
}

function tell(what: string, found: Record<Side, number[]>, rest = ''): void {
  const ms = (side: Side) => `${side} ${intervalOf(found[side]).median.toFixed(2)} ms`
  console.log(`  ${what.padEnd(32)} ${shown(ratioOf(found)).padEnd(26)} ${ms('nuages')}, ${ms('django')}${rest}`)
}

async function checked(both: Both, side: Side, page: Page): Promise<number> {
  const { status, text, firstByte } = await both[side].visitor.get(page.path[side])
  if (status !== 200 || !text.includes(page.has))
    throw new Error(`${side} answers ${page.path[side]} with ${status}, without '${page.has}'`)
  return firstByte
}

/** Statements of one request of each, which are the same every time. */
async function statements(both: Both, work: (side: Side) => Promise<unknown>): Promise<Record<Side, number>> {
  const count = async (side: Side) => (await both[side].contestant.queriesOf(() => work(side))).length
  return { nuages: await count('nuages'), django: await count('django') }
}

async function requests(both: Both, where: string): Promise<void> {
  const { nuages, django } = both
  console.log(
    `\n${where}: server CPU per request, nuages ${nuages.contestant.version} for each millisecond of Django ${django.contestant.version}`,
  )
  for (const page of [plainList, narrowedList, changeForm]) {
    const each = async (side: Side, count: number) => {
      await both[side].contestant.cpu()
      for (let i = 0; i < count; i++) await checked(both, side, page)
      return (await both[side].contestant.cpu()) / count / 1000
    }
    // Until the compiler has seen it.
    for (const side of sides) await each(side, side === 'nuages' ? 400 : 20)
    report(
      where,
      page.name,
      await inTurns((side) => each(side, side === 'nuages' ? 60 : 20)),
      await statements(both, (side) => checked(both, side, page)),
    )
  }
  let version = 0
  const save = async (side: Side, count: number) => {
    let spent = 0
    for (let i = 0; i < count; i++) spent += await saveProduct(both[side].contestant, both[side].visitor, ++version)
    return spent / count / 1000
  }
  for (const side of sides) await save(side, side === 'nuages' ? 250 : 10)
  const saves = await inTurns((side) => save(side, side === 'nuages' ? 30 : 15))
  const count: Record<Side, number> = { nuages: 0, django: 0 }
  for (const side of sides) {
    const opening = await statements(both, (each) =>
      each === side ? checked(both, side, changeForm) : Promise.resolve(),
    )
    const all = await statements(both, (each) => (each === side ? save(side, 1) : Promise.resolve()))
    count[side] = all[side] - opening[side]
  }
  report(where, 'save of that form', saves, count)
}

function report(where: string, what: string, found: Record<Side, number[]>, count: Record<Side, number>): void {
  tell(what, found, `; ${count.nuages} and ${count.django} statements`)
  bar(`${where}, ${what}: CPU`, ratioOf(found), 0.2)
  const ratio = count.nuages / count.django
  bar(`${where}, ${what}: statements`, { low: ratio, median: ratio, high: ratio }, 1)
}

async function firstBytes(both: Both, where: string): Promise<void> {
  console.log(
    `\n${where}, ${rows.toLocaleString('en')} rows: time to the first byte, nuages for each millisecond of Django`,
  )
  for (const page of largePages) {
    const found = await inTurns((side) => checked(both, side, page))
    tell(page.name, found)
    if (!page.noBar) bar(`${where}, large, ${page.name}: first byte`, ratioOf(found), 1 / 3)
  }
}
