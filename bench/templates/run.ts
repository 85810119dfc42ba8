/**
 * `npm run bench -- templates`: five kinds of page, rendered by nuages and by its peers (escaping on everywhere), in one run.
 * What is printed are ratios of CPU time, no times: a time is only good for being compared within its run. All take turns,
 * beginning with another one in each round; a ratio is the median of the rounds, and the middle half of them stands behind
 * it. Before that, all texts are compared: what is measured is the same work. Django's engine runs in a process of its own
 * (its own CPU time counts), where `/usr/bin/python3` has Django. Then come the first render of a template, and the memory
 * that templates take. `npm run bench -- templates --numbers --first` runs parts only; `BENCH_ROUNDS` says how many rounds.
 *
 * Peers get the fastest helpers that JavaScript has for dates and numbers. A rendered text counts when it is in one piece, as
 * for sending: engines that join strings with `+` would otherwise leave the copying to whoever reads the text.
 */
import { intervalOf, type Rounds, race, ratio, shown, spent } from '../orm/measure.ts'
import { contestants } from './contestants.ts'
import { Django } from './django.ts'
import { firstRender } from './first-render.ts'
import { memory } from './memory.ts'
import { page as fortunes } from './pages/fortunes.ts'
import { page as inheritance } from './pages/inheritance.ts'
import { page as numbers } from './pages/numbers.ts'
import type { Page } from './pages/page.ts'
import { page as rows } from './pages/rows.ts'
import { markupPage, prosePage } from './pages/text.ts'

/** What each peer has to take at least, as a multiple of nuages. */
const bars: ReadonlyMap<string, number> = new Map([
  ['Eta', 1],
  ['Edge', 1],
  ['Handlebars', 1],
  ['LiquidJS', 1],
  ['Nunjucks', 4],
  ['Django', 20],
])
/** Where texts are written: as into a socket, whose memory is there already. */
const sink = Buffer.alloc(2 ** 20)
const pages: readonly Page[] = [fortunes, numbers, rows, inheritance, prosePage, markupPage]
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 9)
const options = process.argv.slice(2).map((word) => word.replace(/^--/, ''))
const wanted = (part: string) => options.length === 0 || options.includes(part)

console.log(`Node ${process.versions.node}; ${new Date().toISOString().slice(0, 10)}`)
console.log(
  `CPU that a render takes, as a multiple of nuages: the median of ${rounds} rounds (the middle half of them)`,
)
const django = await Django.start()
if (django === null) console.log('Django: not there (python3-django)')
else console.log(`Django ${django.version}`)
try {
  for (const page of pages) if (wanted(page.name.split(':')[0]!)) await compare(page)
} finally {
  django?.stop()
}
if (wanted('first')) await firstRender(rounds)
if (wanted('memory')) memory()

async function compare(page: Page): Promise<void> {
  console.log(`\n${page.name}`)
  const all = await contestants(page)
  const work = new Map<string, (times: number) => unknown>()
  const expected = normal(await all[0]!.render(page.context))
  const check = (name: string, text: string) => {
    if (normal(text) === expected) return true
    console.log(`  ${name} gives another text: ${difference(normal(text), expected)}`)
    process.exitCode = 1
    return false
  }
  for (const one of all) {
    if (!check(one.name, await one.render(page.context))) continue
    work.set(one.name, async (times) => {
      for (let i = 0; i < times; i++) {
        const text = one.render(page.context)
        sink.write(typeof text === 'string' ? text : await text)
      }
    })
  }
  const elsewhere = (times: number) => django!.spend(times)
  if (django !== null && check('Django', await django.page(page))) work.set('Django', elsewhere)
  const failed = (name: string, error: unknown) => console.log(`  ${name} failed: ${String(error)}`)
  const times = await race(
    work,
    rounds,
    failed,
    () => {},
    (each, count) => (each === elsewhere ? elsewhere(count) : spent(() => each(count))),
  )
  for (const name of work.keys()) print(times, name)
}

function print(times: Rounds, name: string): void {
  if (name === 'nuages') {
    const microseconds = intervalOf(times.get(name)!.map((each) => each * 1000))
    console.log(`  ${name.padEnd(18)}      1  (${microseconds.median.toFixed(1)} µs here)`)
    return
  }
  const found = ratio(times, name, 'nuages')
  if (found === null) return
  const bar = bars.get(name)
  const verdict = bar === undefined || found.median >= bar ? '' : `  NOT MET: at least ${bar}`
  console.log(`  ${name.padEnd(18)}${shown(found)}${verdict}`)
}

/** A text without the differences that do not count: white space around tags, and how a character is escaped. */
function normal(text: string): string {
  const references: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' }
  return text
    .replace(/\s+/g, ' ')
    .replace(/ ?(<[^>]*>) ?/g, '$1')
    .replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
      if (name !== undefined) return `&${references[name] ?? whole};`
      return `&${String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))};`
    })
    .replace(/&([`=]);/g, '$1')
    .trim()
}

function difference(text: string, expected: string): string {
  let at = 0
  while (text[at] === expected[at]) at++
  return `${JSON.stringify(text.slice(Math.max(0, at - 20), at + 40))} instead of ${JSON.stringify(expected.slice(Math.max(0, at - 20), at + 40))}`
}
