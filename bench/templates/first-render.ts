import { Engine } from '../../src/web/templates/index.ts'
import { race, ratio, shown } from '../orm/measure.ts'
import { peer } from './contestants.ts'
import { sources } from './sources.ts'

/** How often the first render of a template may take what LiquidJS takes to parse an equal one. */
const most = 3

/**
 * The first render of a template (read, parsed, compiled to JavaScript, and run) against LiquidJS, which only parses and
 * compiles nothing. Every template is new each time: no text comes twice, so that nothing is found in a cache of V8.
 */
export async function firstRender(rounds: number): Promise<void> {
  console.log("\nthe first render of a template of 2 kB, to LiquidJS's parsing of an equal one")
  const module = await peer('liquidjs')
  if (module === null) {
    console.log('  LiquidJS is not installed')
    return
  }
  let made = 0
  const fresh = (times: number) => {
    made += times
    return sources(times, made)
  }
  const liquid = new module.Liquid({ outputEscape: 'escape' })
  const work = new Map<string, (times: number) => () => unknown>([
    [
      'nuages',
      (times) => {
        const all = fresh(times)
        const engine = new Engine()
        return () => {
          for (const { name, django, context } of all) engine.fromString(django, name).renderSync(context)
        }
      },
    ],
  ])
  void [race, ratio, shown, rounds, liquid, work, most]
}
