/**
 * Rendering against Eta (with its escaping on) and nunjucks, in one process, interleaved: the median of the user CPU of
 * one render, and what the peers take as a multiple of it. Each sample warms up first, so that nobody
 * pays for what another left. `npm run bench -- templates`; peers come from `bench/package.json`.
 */
import { Engine } from '../../src/web/templates/index.ts'

interface Contestant {
  readonly name: string
  render(context: Record<string, unknown>): string | Promise<string>
}

interface Page {
  readonly name: string
  readonly context: Record<string, unknown>
  readonly nuages: Readonly<Record<string, string>>
  readonly nunjucks: Readonly<Record<string, string>>
  readonly eta: Readonly<Record<string, string>>
}

const rows = Array.from({ length: 100 }, (_, i) => ({
  id: i,
  message: i % 5 === 0 ? `<script>alert("row ${i}")</script>` : `Message number ${i}, with some text to read`,
  author: { name: i % 2 === 0 ? 'Ada Lovelace' : 'Simon & Schuster' },
  live: i % 3 === 0,
}))

const table = `<table>{% for row in rows %}<tr class="{% if row.live %}live{% else %}draft{% endif %}"><td>{{ row.id }}</td><td>{{ row.message }}</td><td>{{ row.author.name }}</td></tr>{% endfor %}</table>`
const etaTable = `<table><% for (const row of it.rows) { %><tr class="<% if (row.live) { %>live<% } else { %>draft<% } %>"><td><%= row.id %></td><td><%= row.message %></td><td><%= row.author.name %></td></tr><% } %></table>`

const pages: readonly Page[] = [
  {
    name: 'table of 100 rows',
    context: { rows },
    nuages: { page: table },
    nunjucks: { page: table },
    eta: { '@page': etaTable },
  },
  {
    name: 'page with layout, include, filters',
    context: { title: 'News & views', user: { name: 'Ada' }, rows: rows.slice(0, 20) },
    nuages: {
      layout:
        '<html><head><title>{% block title %}{% endblock %}</title></head><body>{% block body %}{% endblock %}</body></html>',
      item: '<li>{{ row.message|upper }} by {{ row.author.name|default:"nobody" }}</li>',
      page: '{% extends "layout" %}{% block title %}{{ title }}{% endblock %}{% block body %}<h1>{{ title }}</h1><p>Hello {{ user.name }}</p><ul>{% for row in rows %}{% include "item" %}{% endfor %}</ul>{% endblock %}',
    },
    nunjucks: {
      layout:
        '<html><head><title>{% block title %}{% endblock %}</title></head><body>{% block body %}{% endblock %}</body></html>',
      item: '<li>{{ row.message|upper }} by {{ row.author.name|default("nobody") }}</li>',
      page: '{% extends "layout" %}{% block title %}{{ title }}{% endblock %}{% block body %}<h1>{{ title }}</h1><p>Hello {{ user.name }}</p><ul>{% for row in rows %}{% include "item" %}{% endfor %}</ul>{% endblock %}',
    },
    eta: {
      '@layout': '<html><head><title><%= it.title %></title></head><body><%~ it.body %></body></html>',
      '@item': '<li><%= it.row.message.toUpperCase() %> by <%= it.row.author.name || "nobody" %></li>',
      '@page':
        '<% layout("@layout", { title: it.title }) %><h1><%= it.title %></h1><p>Hello <%= it.user.name %></p><ul><% for (const row of it.rows) { %><%~ include("@item", { row }) %><% } %></ul>',
    },
  },
]

interface EtaModule {
  Eta: new (
    options: object,
  ) => {
    loadTemplate(name: string, source: string): void
    render(name: string, context: object): string
  }
}

interface NunjucksModule {
  default: {
    Environment: new (loader: object, options: object) => { render(name: string, context: object): string }
  }
}

async function contestants(page: Page): Promise<Contestant[]> {
  const engine = new Engine({ templates: page.nuages })
  const template = await engine.template('page')
  const found: Contestant[] = [
    { name: 'nuages', render: (context) => template.renderSync(context) },
    { name: 'nuages (await)', render: (context) => template.render(context) },
  ]
  const eta = await peer<EtaModule>('eta')
  if (eta !== null) {
    const made = new eta.Eta({ autoEscape: true, cache: true })
    for (const [name, source] of Object.entries(page.eta)) made.loadTemplate(name, source)
    found.push({ name: 'eta', render: (context) => made.render('@page', context) })
  }
  const nunjucks = await peer<NunjucksModule>('nunjucks')
  if (nunjucks !== null) {
    const loader = { getSource: (name: string) => ({ src: page.nunjucks[name], path: name, noCache: false }) }
    const made = new nunjucks.default.Environment(loader, { autoescape: true })
    found.push({ name: 'nunjucks', render: (context) => made.render('page', context) })
  }
  return found
}

async function peer<T>(name: string): Promise<T | null> {
  try {
    return (await import(name)) as T
  } catch {
    return null
  }
}

async function microseconds(one: Contestant, context: Record<string, unknown>, times: number): Promise<number> {
  for (let i = 0; i < times / 2; i++) await one.render(context)
  const start = process.cpuUsage()
  for (let i = 0; i < times; i++) {
    const text = one.render(context)
    Buffer.byteLength(typeof text === 'string' ? text : await text)
  }
  return process.cpuUsage(start).user / times
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!

for (const page of pages) {
  const all = await contestants(page)
  for (const one of all) await microseconds(one, page.context, 500)
  const samples = new Map<string, number[]>(all.map(({ name }) => [name, []]))
  for (let round = 0; round < 9; round++) {
    for (const one of round % 2 === 0 ? all : all.toReversed())
      samples.get(one.name)!.push(await microseconds(one, page.context, 1000))
  }
  const own = median(samples.get('nuages')!)
  console.log(page.name)
  for (const { name } of all) {
    const took = median(samples.get(name)!)
    console.log(`  ${name.padEnd(16)} ${took.toFixed(1).padStart(8)} µs a render  ${(took / own).toFixed(2)} × nuages`)
  }
}
