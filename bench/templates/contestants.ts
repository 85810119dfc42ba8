import { Engine } from '../../src/web/templates/index.ts'
import { helpers, type Page } from './pages/page.ts'

/** A page as one engine renders it. */
export interface Contestant {
  readonly name: string
  render(context: Readonly<Record<string, unknown>>): string | Promise<string>
}

interface Liquid {
  parse(source: string): unknown[]
  renderSync(template: unknown[], context: object): string
  renderFileSync(name: string, context: object): string
  registerFilter(name: string, filter: unknown): void
}

/** The parts of the peers that are used here: none of them has to be installed for types to be checked. */
interface Peers {
  readonly eta: {
    Eta: new (
      options: object,
    ) => {
      loadTemplate(name: string, source: string): void
      render(name: string, context: object): string
      renderString(source: string, context: object): string
    }
  }
  readonly nunjucks: {
    default: {
      Environment: new (
        loader: object,
        options: object,
      ) => {
        addFilter(name: string, filter: unknown): void
        render(name: string, context: object): string
        renderString(source: string, context: object): string
      }
    }
  }
  readonly liquidjs: { Liquid: new (options: object) => Liquid }
  readonly 'edge.js': {
    Edge: {
      create(options: object): {
        registerTemplate(name: string, template: { template: string }): void
        global(name: string, value: unknown): void
        renderSync(name: string, context: object): string
      }
    }
  }
  readonly handlebars: {
    default: {
      create(): {
        registerPartial(name: string, source: string): void
        registerHelper(name: string, helper: unknown): void
        compile(source: string): (context: object) => string
      }
    }
  }
}

export async function peer<Name extends keyof Peers>(name: Name): Promise<Peers[Name] | null> {
  try {
    return (await import(name)) as Peers[Name]
  } catch {
    return null
  }
}

/** The page in nuages (at once, and as it is rendered where something may be waited for) and in every peer that is installed. */
export async function contestants(page: Page): Promise<Contestant[]> {
  const template = await new Engine({ templates: page.templates.django }).template('page')
  const found: (Contestant | null)[] = [
    { name: 'nuages', render: (context) => template.renderSync(context) },
    { name: 'nuages, awaited', render: (context) => template.render(context) },
    await eta(page),
    await edge(page),
    await handlebars(page),
    await nunjucks(page),
    await liquid(page),
  ]
  return found.filter((each) => each !== null)
}

async function eta(page: Page): Promise<Contestant | null> {
  const module = await peer('eta')
  if (module === null) return null
  const made = new module.Eta({ autoEscape: true, cache: true })
  for (const [name, source] of Object.entries(page.templates.eta)) made.loadTemplate(`@${name}`, source)
  const shared = page.templates.eta['page']!.includes('it.money') ? helpers : null
  return {
    name: 'Eta',
    render: (context) => made.render('@page', shared === null ? context : { ...context, ...shared }),
  }
}

async function edge(page: Page): Promise<Contestant | null> {
  const module = await peer('edge.js')
  if (module === null) return null
  const made = module.Edge.create({ cache: true })
  for (const [name, template] of Object.entries(page.templates.edge)) made.registerTemplate(name, { template })
  for (const [name, helper] of Object.entries(helpers)) made.global(name, helper)
  return { name: 'Edge', render: (context) => made.renderSync('page', context) }
}

async function handlebars(page: Page): Promise<Contestant | null> {
  const module = await peer('handlebars')
  if (module === null) return null
  const made = module.default.create()
  for (const [name, helper] of Object.entries(helpers)) made.registerHelper(name, helper)
  for (const [name, source] of Object.entries(page.templates.handlebars)) made.registerPartial(name, source)
  return { name: 'Handlebars', render: made.compile(page.templates.handlebars['page']!) }
}

async function nunjucks(page: Page): Promise<Contestant | null> {
  const module = await peer('nunjucks')
  if (module === null) return null
  const loader = { getSource: (name: string) => ({ src: page.templates.nunjucks[name], path: name, noCache: false }) }
  const made = new module.default.Environment(loader, { autoescape: true })
  for (const [name, helper] of Object.entries(helpers)) made.addFilter(name, helper)
  return { name: 'Nunjucks', render: (context) => made.render('page', context) }
}

async function liquid(page: Page): Promise<Contestant | null> {
  const module = await peer('liquidjs')
  if (module === null) return null
  const made = new module.Liquid({
    outputEscape: 'escape',
    cache: true,
    templates: page.templates.liquid,
    timezoneOffset: 0,
  })
  made.registerFilter('money', helpers.money)
  return { name: 'LiquidJS', render: (context) => made.renderFileSync('page', context) }
}
