import { STATUS_CODES } from 'node:http'
import { isAbsolute } from 'node:path'
import { NuagesError } from '../../../base/errors/index.ts'
import { mask, soundsSecret, withoutSecrets } from '../../../base/log/index.ts'
import { escapeHtml } from '../../../base/text/index.ts'
import { loggedPath } from '../access-log.ts'
import type { HttpRequest } from '../request.ts'
import type { LightResponse } from '../response.ts'
import type { PageSettings } from './error-answer.ts'
import { page } from './layout.ts'
import { type Frame, framesOf, shownPath, sourceOf } from './stack.ts'

/**
 * The page that a developer sees: the error with its hint, the source around each call, the request (secrets masked),
 * and the statements that it sent to databases. Never the settings, never a form's values.
 */
export async function developmentPage(
  request: HttpRequest,
  error: Error,
  status: number,
  settings: PageSettings,
): Promise<LightResponse> {
  const coded = error instanceof NuagesError ? error : null
  const unrouted = status === 404 && request.matched === null
  const sections = [
    status >= 500 ? templatesSection(error) : '',
    status >= 500 ? await stackSection(error) : '',
    unrouted ? routesSection(request, settings) : '',
    requestSection(request),
    queriesSection(request, settings),
  ]
  const title = coded === null ? error.name : coded.code
  const hint = coded === null ? '' : `<p class="hint">${withCode(coded.hint)}</p>`
  const place = status >= 500 ? placeOf(error) : null
  const where = place === null ? '' : `<p class="mono">${escapeHtml(place)}</p>`
  return page(
    status,
    `${status} ${escapeHtml(title)}`,
    `<header class="bar"><div>
<p class="eyebrow"><b>${status} ${STATUS_CODES[status] ?? ''}</b> · ${escapeHtml(`${request.method} ${loggedPath(request)}`)} · ${escapeHtml(title)}</p>
<h1>${escapeHtml(headline(error))}</h1>
${hint}${where}
</div></header>
<main class="wide">
${sections.filter((section) => section !== '').join('\n')}
<p class="note">This page is shown because the project runs in development. Visitors of a deployed project see a plain one.</p>
</main>`,
  )
}

/** Backticks in a hint mark code. */
const withCode = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')

const firstOwn = (frames: readonly Frame[]): Frame | undefined =>
  frames.find((frame) => frame.own) ?? frames.find((frame) => frame.file)

/** Where to look first: in the template, where that is at fault and not code of the project's own that it called. */
function placeOf(error: Error): string | null {
  const [template] = templatesOf(error)
  const frames = framesOf(error)
  if (template !== undefined && (error instanceof NuagesError || frames[0]?.own !== true))
    return shownTemplate(template)
  const frame = firstOwn(frames)
  return frame === undefined ? null : `${frame.shown}:${frame.line}`
}

const shownTemplate = ({ template, line, column }: TemplatePlace): string =>
  `${isAbsolute(template) ? shownPath(template) : template}:${line}:${column}`

/** A template that an error came through, as the template battery says it. */
interface TemplatePlace {
  readonly template: string
  readonly name: string
  readonly line: number
  readonly column: number
  readonly during: string
  readonly lines: readonly { readonly number: number; readonly text: string; readonly hit: boolean }[]
}

/** The templates that an error came through, the innermost first. They are under this symbol, so that neither battery needs the other. */
function templatesOf(error: Error): readonly TemplatePlace[] {
  const found = (error as { [templateFrames]?: unknown })[templateFrames]
  return Array.isArray(found) ? (found as readonly TemplatePlace[]) : []
}
const templateFrames = Symbol.for('nuages.templates.frames')

/** An error's message; without the places in templates that it may end with, where these are shown below. */
function headline(error: Error): string {
  const message = templatesOf(error).length > 0 ? error.message.split('\n')[0]! : error.message
  return withoutSecrets(message) || error.name
}

function templatesSection(error: Error): string {
  const places = templatesOf(error)
  if (places.length === 0) return ''
  const parts = places.slice(0, 20).map((place, i) => {
    const from = i === 0 ? '' : 'from '
    const head = `${from}<code>${escapeHtml(place.during || 'text')}</code> <span class="mono">${escapeHtml(shownTemplate(place))}</span>`
    return `<details${i === 0 ? ' open' : ''}><summary>${head}</summary><pre tabindex="0">${linesHtml(place.lines)}</pre></details>`
  })
  return `<section><h2>In the template</h2>${parts.join('')}</section>`
}

async function stackSection(error: Error): Promise<string> {
  const parts: string[] = []
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    const heading =
      depth === 0 ? 'Where it happened' : `Caused by ${escapeHtml(withoutSecrets(`${each.name}: ${each.message}`))}`
    parts.push(
      `<section><h2>${heading}</h2>${await framesHtml(framesOf(each), templatesOf(error).length > 0)}</section>`,
    )
  }
  return parts.join('\n')
}

/** `told`: a template shows where it happened, so that no frame of the framework needs to stand open. */
async function framesHtml(frames: readonly Frame[], told: boolean): Promise<string> {
  const opened = told ? frames.find((frame) => frame.own) : firstOwn(frames)
  const shown = await Promise.all(
    frames.slice(0, 30).map(async (frame) => {
      const lines = await sourceOf(frame)
      const source = linesHtml(lines)
      const head = `${escapeHtml(frame.call || '(anonymous)')} <span class="mono">${escapeHtml(`${frame.shown}:${frame.line}`)}</span>`
      const body = source === '' ? '<p class="note">No source to show.</p>' : `<pre tabindex="0">${source}</pre>`
      return `<details${frame === opened ? ' open' : ''}${frame.own ? '' : ' class="dim"'}><summary>${head}</summary>${body}</details>`
    }),
  )
  if (shown.length === 0) return '<p class="note">The error has no stack.</p>'
  const kept = shown.filter((_, i) => frames[i]!.own || frames[i] === opened)
  const others = shown.filter((_, i) => !frames[i]!.own && frames[i] !== opened)
  if (others.length === 0) return kept.join('')
  return `${kept.join('')}<details class="dim"><summary>${others.length} calls in nuages, libraries and Node</summary>${others.join('')}</details>`
}

function linesHtml(
  lines: readonly { readonly number: number; readonly text: string; readonly hit: boolean }[],
): string {
  return lines
    .map(
      ({ number, text, hit }) => `<span${hit ? ' class="hit"' : ''}><i>${number}</i>${escapeHtml(text) || ' '}</span>`,
    )
    .join('')
}

function routesSection(request: HttpRequest, settings: PageSettings): string {
  const routes = settings.router.routes
  const rows = routes
    .slice(0, 400)
    .map(
      ({ route, name }) =>
        `<tr><td>/${escapeHtml(route)}</td>${name === null ? '' : `<td>${escapeHtml(name)}</td>`}</tr>`,
    )
    .join('')
  return `<section><h2>No route matches <code>${escapeHtml(request.path)}</code></h2>
<p class="note">Tried in this order (${routes.length}):</p><div class="scroll"><table>${rows}</table></div></section>`
}

function requestSection(request: HttpRequest): string {
  const facts: [string, string][] = [
    ['method', request.method],
    ['path', loggedPath(request)],
    ['client', request.ip],
  ]
  if (request.matched !== null) {
    facts.push(['route', request.matched.route])
    if (request.matched.viewName) facts.push(['name', request.matched.viewName])
    for (const [name, value] of Object.entries(request.params))
      facts.push([`<${name}>`, shownValue(name, String(value))])
  }
  for (const [name, value] of request.query) facts.push([`?${name}`, shownValue(name, value)])
  const headers = [...request.headers].map(([name, value]): [string, string] => [name, shownHeader(name, value)])
  return `<section><h2>Request</h2>${table(facts)}<details><summary>Headers (${headers.length})</summary>${table(headers)}</details></section>`
}

const shownValue = (name: string, value: string): string =>
  soundsSecret(name) ? mask : withoutSecrets(value.slice(0, 500))

/** Addresses in headers may carry query values, which may be secrets. */
function shownHeader(name: string, value: string): string {
  if (name === 'referer') return value.replace(/\?.*$/s, '?…')
  return shownValue(name, value)
}

function table(rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(
    ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  )
  return `<table>${lines.join('')}</table>`
}

function queriesSection(request: HttpRequest, settings: PageSettings): string {
  const queries = settings.queries?.of(request) ?? []
  if (queries.length === 0) return ''
  const total = queries.reduce((sum, query) => sum + query.duration, 0)
  const rows = queries.map(
    ({ sql, duration, rows: count, error, database, origin }) =>
      `<tr><td class="num">${duration.toFixed(1)} ms</td><td class="num">${count} row${count === 1 ? '' : 's'}</td><td>${escapeHtml(sql)}${
        error === undefined ? '' : ' <b>failed</b>'
      }${database === 'default' ? '' : ` <span class="note">${escapeHtml(database)}</span>`}${
        origin === null ? '' : ` <span class="note">${escapeHtml(origin)}</span>`
      }</td></tr>`,
  )
  return `<section><h2>Queries (${queries.length}, ${total.toFixed(1)} ms)</h2><div class="scroll"><table>${rows.join('')}</table></div></section>`
}
