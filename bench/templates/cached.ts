/** `node cached.ts ENGINE` prints by how many bytes each of 1,000 cached templates lets the heap grow. */
import { Engine } from '../../src/web/templates/index.ts'
import { peer } from './contestants.ts'
import { type Source, sources } from './sources.ts'

const count = 1000
const warm = 20
const keep = await holder(process.argv[2]!)
if (keep !== null) {
  // Code and caches that the engine itself needs are there after some templates.
  for (const source of sources(warm, count)) keep(source)
  const before = heap()
  // Sources are part of what is kept where an engine keeps them; here nobody else does.
  for (let n = 0; n < count; n++) keep(sources(1, n)[0]!)
  console.log(String(Math.round((heap() - before) / count)))
}

function heap(): number {
  for (let i = 0; i < 4; i++) globalThis.gc!()
  return process.memoryUsage().heapUsed
}

async function holder(name: string): Promise<((source: Source) => void) | null> {
  const kept: unknown[] = []
  switch (name) {
    case 'nuages': {
      const engine = new Engine()
      return ({ name, django, context }) => {
        const template = engine.fromString(django, name)
        template.renderSync(context)
        kept.push(template)
      }
    }
    case 'nuages, only parsed': {
      const engine = new Engine()
      return ({ name, django }) => kept.push(engine.fromString(django, name))
    }
    case 'LiquidJS': {
      const module = await peer('liquidjs')
      if (module === null) return null
      const engine = new module.Liquid({ outputEscape: 'escape' })
      return ({ liquid, context }) => {
        const template = engine.parse(liquid)
        engine.renderSync(template, context)
        kept.push(template)
      }
    }
    case 'Eta': {
      const module = await peer('eta')
      if (module === null) return null
      const engine = new module.Eta({ autoEscape: true, cache: true })
      return ({ name, eta, context }) => {
        engine.loadTemplate(`@${name}`, eta)
        engine.render(`@${name}`, context)
      }
    }
    case 'Nunjucks': {
      const module = await peer('nunjucks')
      if (module === null) return null
      const texts = new Map<string, string>()
      const loader = { getSource: (name: string) => ({ src: texts.get(name), path: name, noCache: false }) }
      const engine = new module.default.Environment(loader, { autoescape: true })
      return ({ name, nunjucks, context }) => {
        texts.set(name, nunjucks)
        engine.render(name, context)
        texts.delete(name)
      }
    }
    default:
      throw new Error(`no engine is called ${name}`)
  }
}
