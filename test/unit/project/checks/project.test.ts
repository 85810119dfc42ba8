import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { defineApp, defineProject, openProject, type ProjectOptions } from '../../../../src/tools/project/index.ts'
import { path } from '../../../../src/web/http/index.ts'
import { root } from '../../../support/files.ts'
import { packageTypes } from '../../../support/package-types.ts'
import { workshop } from '../../migrations/helpers.ts'

/** A project of these files, with TypeScript where `compiler` says so. */
function project(t: TestContext, files: Record<string, string>, compiler = true): string {
  const dir = workshop(t)
  if (compiler) symlinkSync(join(root, 'node_modules', 'typescript'), join(dir, 'node_modules', 'typescript'))
  const types = join(root, 'node_modules', '@types')
  const options = { ...packageTypes, typeRoots: [types], types: ['node'] }
  const strict = { strict: true, module: 'nodenext', target: 'esnext', allowImportingTsExtensions: true, noEmit: true }
  write(
    dir,
    'tsconfig.json',
    JSON.stringify({ compilerOptions: { ...strict, ...options, noUncheckedIndexedAccess: true } }),
  )
  for (const [name, text] of Object.entries(files)) write(dir, name, text)
  return dir
}

function write(dir: string, name: string, text: string): void {
  mkdirSync(dirname(join(dir, name)), { recursive: true })
  writeFileSync(join(dir, name), text)
}

/** `id where message` of all findings. */
async function check(
  dir: string,
  options: Partial<ProjectOptions> = {},
  wanted?: { notes?: boolean; types?: boolean },
) {
  const news = defineApp({ label: 'news', dir: join(dir, 'news') })
  const urls = [path('<slug:slug>/', () => new Response(''), { name: 'article' })]
  const definition = defineProject({ apps: [news], urls, databases: { default: 'sqlite::memory:' }, ...options })
  await using opened = await openProject(definition, { dir, mode: 'test' })
  const before = readdirSync(dir)
  const findings = await opened.check(wanted)
  assert.deepEqual(readdirSync(dir), before, 'nothing is left behind')
  return findings.map(({ id, where, message }) => `${id} ${where} ${message}`)
}

const models = `
import { field, Model } from 'nuages/orm'

export class Author extends Model {
  name = field.char({ maxLength: 50 })
  born = field.integer({ null: true })
}
export class Article extends Model {
  title = field.char({ maxLength: 50 })
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  editor = field.foreignKey(() => Author, { onDelete: 'cascade', null: true })
  tags = field.manyToMany(() => Tag)
  get words(): string[] { return [] }
  summary(): string { return '' }
  shortened(length: number): string { return String(length) }
  async related(): Promise<Article[]> { return [] }
}
export class Tag extends Model {
  name = field.char({ maxLength: 50 })
}
`

const views = `
import { type HttpRequest, render } from 'nuages/http'
import { Form, input } from 'nuages/forms'
import { Article } from './models.ts'

interface ItemContext {
  article: Awaited<ReturnType<typeof one>>
  prices: Map<string, { amount: number }>
  pairs: [string, { deep: { er: number } }][]
  later: Promise<{ when: Date } | null>
  any: any
  choice: { kind: 'a'; left: string } | { kind: 'b'; right: number }
  optional?: string
  count: number
  made: () => { text: string }
  form: Contact
}
class Contact extends Form {
  email = input.email()
  get hint(): string { return '' }
}
const one = (slug: string) => Article.all().selectRelated('author').get({ title: slug })
const context = null as unknown as ItemContext

export const item = (request: HttpRequest) => render<ItemContext>(request, 'news/item.html', context)

export async function list(request: HttpRequest, params: { slug: string }): Promise<Response> {
  const articles = Article.all().selectRelated('author')
  return render(request, 'news/list.html', { articles, own: params, size: articles.count() })
}
`

test('contexts are followed through templates, includes, layouts and loops', async (t) => {
  const dir = project(t, {
    'news/models.ts': models,
    'news/views.ts': views,
    'news/templates/base.html':
      '<title>{% block title %}{{ missing }}{% endblock %}</title>{{ article.titel }}{% block main %}{% endblock %}',
    'news/templates/news/item.html': [
      "{% extends 'base.html' %}",
      '{% block title %}{{ article.title }} {{ block.super }}{% endblock %}',
      '{% block main %}',
      '{{ article.nmae }} {{ article.author.name|upper }} {{ article.author.nam }}',
      '{{ article.editor.pk }}{{ article.editor.name }}',
      '{{ article.shortened }}{{ article.summary.length }}{{ article.words.0.length }}',
      '{% for tag in article.tags %}{{ tag.name }}{{ tag.nam }}{{ forloop.counter }}{{ forloop.conter }}{% endfor %}',
      '{% for key, value in prices.items %}{{ key }}{{ value.amount }}{{ value.amout }}{% endfor %}{{ prices.any.amount }}{{ prices.any.amout }}',
      '{% for name, part in pairs %}{{ name.length }}{{ part.deep.er }}{{ part.deep.err }}{% endfor %}',
      '{{ later.when|date:"Y" }}{{ later.wen }}{{ any.thing.at.all }}{{ choice.left }}{{ choice.rigt }}',
      '{% if optional %}{{ optional.length }}{% endif %}{% if unknown %}{{ unknown.x }}{% endif %}{{ other|default:"x" }}{{ typo }}',
      "{% include 'news/card.html' with it=article.author only %}{% include 'news/card.html' with it=article %}",
      '{% for x in count %}{% endfor %}{% for x in "text" %}{{ x.length }}{% endfor %}{{ made.text }}{{ made.tex }}',
      '{% regroup article.related by author.pk as groups %}{% for group in groups %}{{ group.grouper }}{% for a in group.list %}{{ a.title }}{{ a.titl }}{% endfor %}{% endfor %}',
      '{% with a=article.author b=article %}{{ a.name }}{{ b.name }}{% endwith %}{{ request.path }}{{ request.pth }}',
      '{{ form }}{{ form.email.row }}{{ form.email.id.length }}{{ form.emial }}{{ form.email.rwo }}{{ form.hasChanged }}{{ form.hint.length }}{% for field in form %}{{ field.label }}{{ field.lable }}{% endfor %}',
      '{# nuages: ignore templates.E010 #}{{ article.silenced }}',
      '{% endblock %}',
    ].join('\n'),
    'news/templates/news/card.html': '{{ it.name }}{{ article.pk }}',
    'news/templates/news/list.html':
      '{% for article in articles %}{{ article.author.name }}{{ article.tilte }}{% endfor %}{{ own.slug }}{{ own.slg }}{{ size }}{{ nothing }}{{ articles.0.title }}{{ articles.first.titl }}{% with a=articles|first %}{{ a.title }}{{ a.titul }}{% endwith %}{% for a in articles|slice:":3" %}{{ a.titre }}{% endfor %}',
  })
  assert.deepEqual(await check(dir), [
    "templates.E011 news/templates/base.html:1:28 There is no 'missing' in the context of 'news/item.html' (as 'news/item.html' shows this template).",
    "templates.E010 news/templates/base.html:1:71 There is no 'titel' on Article (as 'news/item.html' shows this template); did you mean 'title'?",
    "templates.E010 news/templates/news/card.html:1:7 There is no 'name' on Article (as 'news/item.html' shows this template).",
    "templates.E010 news/templates/news/item.html:4:12 There is no 'nmae' on Article.",
    "templates.E010 news/templates/news/item.html:4:70 There is no 'nam' on Author; did you mean 'name'?",
    "templates.E012 news/templates/news/item.html:5:42 'article.editor' is not loaded, so it has no 'name'.",
    "templates.E013 news/templates/news/item.html:6:4 'article.shortened' is a function that needs arguments, and a template gives none.",
    "templates.E010 news/templates/news/item.html:7:51 There is no 'nam' on Tag; did you mean 'name'?",
    "templates.E010 news/templates/news/item.html:7:89 There is no 'conter' on ForLoop; did you mean 'counter'?",
    "templates.E010 news/templates/news/item.html:8:73 There is no 'amout' on { amount: number; }; did you mean 'amount'?",
    "templates.E010 news/templates/news/item.html:8:130 There is no 'amout' on { amount: number; }; did you mean 'amount'?",
    "templates.E010 news/templates/news/item.html:9:78 There is no 'err' on { er: number; }.",
    "templates.E010 news/templates/news/item.html:10:35 There is no 'wen' on { when: Date; }; did you mean 'when'?",
    `templates.E010 news/templates/news/item.html:10:90 There is no 'rigt' on { kind: "a"; left: string; } | { kind: "b"; right: number; }.`,
    "templates.E011 news/templates/news/item.html:11:118 There is no 'typo' in the context of 'news/item.html'.",
    "templates.E014 news/templates/news/item.html:13:13 {% for %} cannot go through 'count'.",
    "templates.E010 news/templates/news/item.html:13:103 There is no 'tex' on { text: string; }; did you mean 'text'?",
    "templates.E010 news/templates/news/item.html:14:140 There is no 'titl' on Article; did you mean 'title'?",
    "templates.E010 news/templates/news/item.html:15:55 There is no 'name' on Article.",
    "templates.E010 news/templates/news/item.html:15:104 There is no 'pth' on HttpRequest; did you mean 'path'?",
    "templates.E010 news/templates/news/item.html:16:65 There is no 'emial' on Contact; did you mean 'email'?",
    "templates.E010 news/templates/news/item.html:16:87 There is no 'rwo' on BoundField.",
    "templates.E010 news/templates/news/item.html:16:185 There is no 'lable' on BoundField; did you mean 'label'?",
    "templates.E010 news/templates/news/list.html:1:66 There is no 'tilte' on Article; did you mean 'title'?",
    "templates.E010 news/templates/news/list.html:1:107 There is no 'slg' on { slug: string; }; did you mean 'slug'?",
    "templates.E010 news/templates/news/list.html:1:176 There is no 'titl' on Article; did you mean 'title'?",
    "templates.E010 news/templates/news/list.html:1:228 There is no 'titul' on Article; did you mean 'title'?",
    "templates.E010 news/templates/news/list.html:1:288 There is no 'titre' on Article; did you mean 'title'?",
  ])
})

test('a registered context is checked at the call and in the template; processors say what they add', async (t) => {
  const dir = project(t, {
    'news/contexts.ts': `
declare module 'nuages/http' {
  interface TemplateContexts { 'news/item.html': { title: string }; 'not/there.html': {} }
}
`,
    'news/views.ts': `
import { type HttpRequest, render } from 'nuages/http'
export const item = (request: HttpRequest) => render(request, 'news/item.html', { title: 'x' })
import type { Engine } from 'nuages/templates'
import 'nuages/auth'
export const mail = (engine: Engine) => engine.render<{}>('news/mail.html', {})
export function generic<T extends { rows: string[] }>(request: HttpRequest, context: T) {
  return render<T>(request, 'news/list.html', context)
}
`,
    'news/templates/news/item.html': '{{ title.length }}{{ titel }}{{ today.nope }}{{ user }}',
    // The type of a generic function's context is not known before it is called.
    'news/templates/news/list.html': '{% for row in rows %}{{ row.nope }}{% endfor %}{{ today }}{{ tomorrow }}',
    'news/templates/news/mail.html': '{{ today }}{{ tomorrow }}{{ user.username }}{{ user.nope }}',
  })
  const base = JSON.stringify({
    extends: './tsconfig.json',
    include: ['news'],
    compilerOptions: {
      ...{
        composite: true,
        incremental: true,
        tsBuildInfoFile: 'out/info',
        rootDir: 'news',
        outDir: 'out',
        noEmit: false,
      },
      ...{ declaration: true, declarationMap: true, emitDeclarationOnly: true, isolatedDeclarations: true },
      ...{ noUnusedLocals: true, noPropertyAccessFromIndexSignature: true, verbatimModuleSyntax: true },
    },
  })
  // Options that are about writing, and about style, make no difference.
  write(dir, 'tsconfig.base.json', readFileSync(join(dir, 'tsconfig.json'), 'utf8'))
  write(dir, 'tsconfig.json', base.replace('./tsconfig.json', './tsconfig.base.json'))
  const contextProcessors = [() => ({ today: new Date() })]
  // What no type speaks of may come from the processor.
  assert.deepEqual(await check(dir, { templates: { contextProcessors } }), [
    "templates.E010 news/templates/news/mail.html:1:53 There is no 'nope' on RequestUser.",
  ])
  write(dir, 'news/shared.ts', "declare module 'nuages/http' { interface SharedContext { today: Date } }\nexport {}\n")
  assert.deepEqual(await check(dir, { templates: { contextProcessors } }), [
    "templates.E011 news/templates/news/item.html:1:22 There is no 'titel' in the context of 'news/item.html'; did you mean 'title'?",
    "templates.E010 news/templates/news/item.html:1:39 There is no 'nope' on Date.",
    "templates.E011 news/templates/news/mail.html:1:15 There is no 'tomorrow' in the context of 'news/mail.html'.",
    "templates.E010 news/templates/news/mail.html:1:53 There is no 'nope' on RequestUser.",
  ])
})

test('without TypeScript the check says so on one line, and does the rest', async (t) => {
  const files = {
    'news/views.ts': views,
    'news/models.ts': models,
    'news/templates/news/item.html': '{{ article.nmae }}{{ x|nope }}',
    'news/templates/news/list.html': '',
  }
  const dir = project(t, files, false)
  const found = await check(dir)
  assert.deepEqual(
    found.map((each) => each.split(' ')[0]),
    ['templates.E003', 'templates.W020'],
  )
  assert.match(found[1]!, /TypeScript is not installed/)
  assert.deepEqual(
    (await check(dir, {}, { types: false })).map((each) => each.split(' ')[0]),
    ['templates.E003'],
  )
  write(dir, 'news/templates/news/list.html', '{{ x|safe }}')
  const notes = await check(dir, {}, { types: false, notes: true })
  assert.deepEqual(
    notes.map((each) => each.split(' ').slice(0, 2).join(' ')),
    ['templates.E003 news/templates/news/item.html:1:24', 'templates.W018 news/templates/news/list.html:1:4'],
  )
  rmSync(join(dir, 'news/views.ts'))
  assert.deepEqual(
    (await check(dir)).map((each) => each.split(' ')[0]),
    ['templates.E003'],
  )
})

test('leaves nothing behind where it is interrupted', async (t) => {
  const dir = workshop(t)
  write(dir, 'node_modules/typescript/package.json', '{"name": "typescript", "version": "0.0.0"}')
  // A compiler that says that it runs, and never ends.
  write(
    dir,
    'node_modules/typescript/bin/tsc',
    "require('node:fs').writeSync(2, 'x'); process.kill(process.ppid, 'SIGINT'); setInterval(() => {}, 1000)",
  )
  write(dir, 'news/templates/news/page.html', '{{ a }}')
  write(dir, 'news/views.ts', "export const view = (request, a: string) => render(request, 'news/page.html', { a })")
  write(
    dir,
    'run.ts',
    `
import { join } from 'node:path'
import { defineApp, defineProject, openProject } from ${JSON.stringify(join(root, 'src/tools/project/index.ts'))}
const news = defineApp({ label: 'news', dir: join(import.meta.dirname, 'news') })
const definition = defineProject({ apps: [news], urls: [], databases: { default: 'sqlite::memory:' } })
const opened = await openProject(definition, { dir: import.meta.dirname, mode: 'test' })
await opened.check()
`,
  )
  const child = spawn(process.execPath, ['--conditions=nuages-source', join(dir, 'run.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  assert.deepEqual(await once(child, 'exit'), [null, 'SIGINT'])
  const left = existsSync(join(dir, '.nuages')) ? readdirSync(join(dir, '.nuages')) : []
  assert.deepEqual(
    left.filter((name) => name.startsWith('check-')),
    [],
  )
})

test('links of modules to routes that are not there', async (t) => {
  const views = `import { reverse } from 'nuages/http'\nexport const address = () => reverse('artikle', { slug: 'a' })\n`
  const dir = project(t, { 'news/views.ts': views }, false)
  assert.deepEqual(await check(dir, {}, { types: false }), [
    "urls.E001 news/views.ts:2 There is no URL 'artikle': there is no such route (did you mean 'article'?).",
  ])
})
