import { relative } from 'node:path'
import { escapeHtml } from '../../base/text/index.ts'
import { bareErrorPage, type LightResponse, type Middleware, notFound } from '../../web/http/index.ts'
import type { Recording, Recordings } from './recording.ts'
import { repeatedQueries } from './repeated.ts'
import { timeline } from './timeline.ts'

export const requestsPrefix = '/__nuages__/requests/'

/** Middleware that shows what recent requests did to whom `guard` lets in. */
export function requestPages(recordings: Recordings, guard: Middleware): Middleware {
  return async function requestPages(request, next) {
    if (!request.path.startsWith(requestsPrefix) || (request.method !== 'GET' && request.method !== 'HEAD'))
      return next()
    return guard(request, async () => answer(recordings, request.path.slice(requestsPrefix.length)))
  }
}

function answer(recordings: Recordings, rest: string): Response {
  if (rest === '') return listPage(recordings.all)
  const id = /^(\d{1,9})\/$/.exec(rest)?.[1]
  const recording = id === undefined ? null : recordings.find(Number(id))
  return recording === null ? notFound() : recordingPage(recording)
}

/** In a few words: '14 queries in 8 ms, 38 ms in all'. */
export function summary({ queries, response, start }: Recording): string {
  const sum = queries.reduce((total, { duration }) => total + duration, 0)
  const asked =
    queries.length === 0 ? 'no query' : `${count(queries.length, 'query', 'queries')} in ${milliseconds(sum)}`
  return `${asked}, ${milliseconds(response?.duration ?? performance.now() - start)} in all`
}

/** Something that a developer should look at: statements that repeat. */
export const isSuspicious = ({ queries }: Recording): boolean => repeatedQueries(queries).size > 0

function listPage(recordings: readonly Recording[]): LightResponse {
  const rows = recordings.map((recording) => {
    const { id, method, path, response, started } = recording
    const warning = isSuspicious(recording) ? ' <b>repeats itself</b>' : ''
    return `<tr><td class="num">${clock(started)}</td><td class="num">${response?.status ?? '…'}</td><td><a href="${requestsPrefix}${id}/">${escapeHtml(`${method} ${path}`)}</a> <span class="note">${summary(recording)}</span>${warning}</td></tr>`
  })
  const body =
    rows.length === 0
      ? '<p class="note">No request yet. Open a page of the project, then load this one again.</p>'
      : `<div class="scroll"><table>${rows.join('\n')}</table></div>`
  return layout('Requests', 'nuages, development', `<section><h2>The last ones</h2>${body}</section>`)
}

function recordingPage(recording: Recording): LightResponse {
  const { method, path, response, route, omitted } = recording
  const status = response === null ? 'not answered yet' : String(response.status)
  const facts: [string, string][] = [
    ['answer', `${status}, ${summary(recording)}`],
    ['route', route === null ? 'none matched' : `/${route.pattern}`],
    ...(route?.name == null ? [] : [['name', route.name] as [string, string]]),
    ...recording.query.map(([name, value]): [string, string] => [`?${name}`, value]),
  ]
  const sections = [
    `<section><h2>Request</h2>${table(facts)}${folded('Headers', recording.headers)}${response === null ? '' : folded('Headers of the answer', response.headers)}</section>`,
    `<section><h2>Time line</h2>${timeline(recording)}</section>`,
    queriesSection(recording),
    templatesSection(recording),
    notesSection(recording),
    omitted === 0 ? '' : `<p class="note">${omitted} more events were left out.</p>`,
  ]
  const eyebrow = `<a href="${requestsPrefix}">Requests</a> · ${clock(recording.started)}`
  return layout(`${method} ${path}`, eyebrow, sections.filter((section) => section !== '').join('\n'))
}

function queriesSection({ queries }: Recording): string {
  if (queries.length === 0) return ''
  const repeated = repeatedQueries(queries)
  const warnings = [...new Set(repeated.values())].map(({ times, origin, same, duration }) => {
    const place = origin === null ? '' : ` at <code>${escapeHtml(origin)}</code>`
    const advice = same
      ? 'Ask once, and keep the answer.'
      : 'Load what belongs to the rows together with them: <code>selectRelated</code>, <code>prefetchRelated</code>, or one query with <code>__in</code>.'
    return `<p class="hint">One statement ${times} times${place}${same ? ', with the same values' : ''}: ${milliseconds(duration)}. ${advice}</p>`
  })
  const rows = queries.map((query) => {
    const { sql, duration, rows: found, failed, database, origin, parameters } = query
    const times = repeated.get(query)?.times
    const notes = [
      ...(times === undefined ? [] : [`<b>${times} times</b>`]),
      ...(failed ? ['<b>failed</b>'] : []),
      ...(database === 'default' ? [] : [escapeHtml(database)]),
      ...(origin === null ? [] : [escapeHtml(origin)]),
    ]
    const values =
      parameters.length === 0
        ? ''
        : `<details><summary class="note">${count(parameters.length, 'value')}</summary><span class="mono">${escapeHtml(parameters.join(', '))}</span></details>`
    return `<tr><td class="num">${milliseconds(duration)}</td><td class="num">${count(found, 'row')}</td><td>${escapeHtml(sql)} <span class="note">${notes.join(' · ')}</span>${values}</td></tr>`
  })
  return `<section><h2>${count(queries.length, 'query', 'queries')}</h2>${warnings.join('')}<div class="scroll"><table>${rows.join('\n')}</table></div></section>`
}

function templatesSection({ templates, renderings }: Recording): string {
  if (templates.length === 0) return ''
  const times = renderings.map(({ template, duration }): [string, string] => [template, milliseconds(duration)])
  const byPlace = Map.groupBy(templates, ({ name, path }) => `${name}\n${path}`)
  const shown = [...byPlace.values()].map((group) => {
    const { name, path, context } = group[0]!
    const often = group.length === 1 ? '' : ` <b>${group.length} times</b>, the first with`
    const where = path === null ? '' : relative(process.cwd(), path)
    return `<details><summary>${escapeHtml(name)} <span class="mono">${escapeHtml(where)}</span>${often}</summary>${context.length === 0 ? '<p class="note">No variables.</p>' : table(context)}</details>`
  })
  return `<section><h2>${count(templates.length, 'template')}</h2>${times.length === 0 ? '' : table(times)}${shown.join('\n')}</section>`
}

function notesSection({ notes }: Recording): string {
  if (notes.length === 0) return ''
  const rows = notes.map(
    ({ at, what, text }) =>
      `<tr><td class="num">${milliseconds(at)}</td><td class="num">${what}</td><td>${escapeHtml(text)}</td></tr>`,
  )
  return `<section><h2>Cache, mails, tasks</h2><div class="scroll"><table>${rows.join('\n')}</table></div></section>`
}

function folded(title: string, rows: readonly (readonly [string, string])[]): string {
  return `<details><summary>${title} (${rows.length})</summary>${table(rows)}</details>`
}

function table(rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(
    ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  )
  return `<table>${lines.join('')}</table>`
}

function layout(title: string, eyebrow: string, body: string): LightResponse {
  return bareErrorPage(
    200,
    escapeHtml(title),
    `<header class="bar"><div><p class="eyebrow">${eyebrow}</p><h1>${escapeHtml(title)}</h1></div></header><main class="wide">${body}</main>`,
  )
}

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`
const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
const clock = (date: Date): string => new Intl.DateTimeFormat('sv-SE', { timeStyle: 'medium' }).format(date)
