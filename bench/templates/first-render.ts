import { Engine } from '../../src/web/templates/index.ts'
import { number, race, ratio, shown, spent } from '../orm/measure.ts'
import { peer } from './contestants.ts'
import { type Source, sources } from './sources.ts'

/** How often the first render of a template may take what LiquidJS takes to parse an equal one. */
const most = 3

/**
 * The first render of a template (read, parsed, compiled to JavaScript, and run) against LiquidJS, which only parses:
 * it compiles nothing. No text comes twice, so that V8 finds none of them compiled already.
 */
export async function firstRender(rounds: number): Promise<void> {
  console.log("\nfirst: a template's first render, to LiquidJS's parsing of an equal one")
  let made = 0
  let fresh: readonly Source[] = []
  const work = new Map<string, () => void>()
  const engine = new Engine()
  work.set('nuages', () => {
    for (const { name, django, context } of fresh) engine.fromString(django, name).renderSync(context)
  })
  work.set('nuages, parsed only', () => {
    for (const { name, django } of fresh) engine.fromString(django, name)
  })
  const liquidjs = await peer('liquidjs')
  if (liquidjs !== null) {
    const liquid = new liquidjs.Liquid({ outputEscape: 'escape' })
    work.set('LiquidJS', () => {
      for (const { liquid: source } of fresh) liquid.parse(source)
    })
    work.set('LiquidJS, rendered', () => {
      for (const { liquid: source, context } of fresh) liquid.renderSync(liquid.parse(source), context)
    })
  }
  const eta = await peer('eta')
  if (eta !== null) {
    const engine = new eta.Eta({ autoEscape: true })
    work.set('Eta', () => {
      for (const { eta, context } of fresh) engine.renderString(eta, context)
    })
  }
  const nunjucks = await peer('nunjucks')
  if (nunjucks !== null) {
    const environment = new nunjucks.default.Environment([], { autoescape: true })
    work.set('Nunjucks', () => {
      for (const { nunjucks, context } of fresh) environment.renderString(nunjucks, context)
    })
  }
  const failed = (name: string, error: unknown) => console.log(`  ${name} failed: ${String(error)}`)
  const times = await race(
    work,
    rounds,
    failed,
    () => {},
    (each, count) => {
      fresh = sources(count, made)
      made += count
      return spent(each)
    },
  )
  const bar = ratio(times, 'nuages', 'LiquidJS')
  for (const name of work.keys()) {
    const found = ratio(times, name, 'LiquidJS')
    if (found === null) console.log(`  ${name}: nothing to compare with`)
    else console.log(`  ${name.padEnd(20)}${shown(found)}`)
  }
  if (bar !== null && bar.median >= most)
    console.log(`  NOT MET: nuages takes ${number(bar.median)}, less than ${most} is asked`)
}
