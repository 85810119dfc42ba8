import assert from 'node:assert/strict'
import type { Form } from '../../apps/forms/index.ts'
import { normalizedHtml } from './html/normalize.ts'
import { observe } from './observation.ts'
import type { TestResponse } from './test-response.ts'

/** How a text is looked for in an answer. */
export interface ContainsOptions {
  /** So many times; by default at least once. */
  readonly count?: number
  /** Default 200. */
  readonly status?: number
  /** Compares as HTML: the order of attributes and classes and white space do not count. */
  readonly html?: boolean
}

/** The answer has a status and holds a text. Semantics: Django's `assertContains`. */
export async function assertContains(
  response: TestResponse,
  text: string,
  { count, status = 200, html = false }: ContainsOptions = {},
): Promise<void> {
  const { found, shown } = await occurrences(response, text, status, html)
  if (count !== undefined)
    assert.equal(found, count, `${JSON.stringify(text)} is there ${found} times, not ${count}, in\n${shown}`)
  else assert.ok(found > 0, `${JSON.stringify(text)} is not in\n${shown}`)
}

/** The answer has a status and does not hold a text. Semantics: Django's `assertNotContains`. */
export async function assertNotContains(
  response: TestResponse,
  text: string,
  { status = 200, html = false }: Omit<ContainsOptions, 'count'> = {},
): Promise<void> {
  const { found, shown } = await occurrences(response, text, status, html)
  assert.equal(found, 0, `${JSON.stringify(text)} is in\n${shown}`)
}

async function occurrences(
  response: TestResponse,
  text: string,
  status: number,
  html: boolean,
): Promise<{ readonly found: number; readonly shown: string }> {
  assert.equal(response.status, status, `${response.url} answered ${response.status}, not ${status}`)
  const shown = await response.text()
  if (!html) return { found: shown.split(text).length - 1, shown }
  // In one line each: how deep something stands does not count.
  const flat = (source: string) => normalizedHtml(source).replace(/^ +/gm, '')
  return { found: `\n${flat(shown)}\n`.split(`\n${flat(text)}\n`).length - 1, shown }
}

/** Two pieces of HTML that browsers take for the same. Semantics: Django's `assertHTMLEqual`. */
export function assertHtmlEqual(actual: string, expected: string, message?: string): void {
  assert.equal(normalizedHtml(actual), normalizedHtml(expected), message)
}

/** What is expected behind a redirect. */
export interface RedirectsOptions {
  /** The status of the redirect: 302 by default. Of a redirect that was followed, of the first one. */
  readonly status?: number
}

/**
 * The answer leads to an address of the site ('/login/?next=/'), or was led there. Semantics: Django's `assertRedirects`, without
 * asking for the page behind it: `follow: true` does that.
 */
export function assertRedirects(response: TestResponse, to: string, { status = 302 }: RedirectsOptions = {}): void {
  const { redirects, url } = response
  const asked = new URL(url)
  const wanted = new URL(to, asked).href
  if (redirects.length > 0) {
    assert.equal(redirects[0]!.status, status, `the first redirect is ${redirects[0]!.status}, not ${status}`)
    assert.equal(url, wanted)
    return
  }
  assert.equal(response.status, status, `${url} answered ${response.status}, not ${status}`)
  assert.equal(new URL(response.headers.get('location') ?? '', asked).href, wanted)
}

/** The answer was made with a template of that name, or the page that `work` renders is. Semantics: Django's `assertTemplateUsed`. */
export async function assertTemplateUsed(what: TestResponse | (() => unknown), name: string): Promise<void> {
  const names = await templatesOf(what)
  assert.ok(names.includes(name), `The template '${name}' was not rendered; ${names.join(', ') || 'none'} was.`)
}

/** The opposite. Semantics: Django's `assertTemplateNotUsed`. */
export async function assertTemplateNotUsed(what: TestResponse | (() => unknown), name: string): Promise<void> {
  const names = await templatesOf(what)
  assert.ok(!names.includes(name), `The template '${name}' was rendered.`)
}

async function templatesOf(what: TestResponse | (() => unknown)): Promise<readonly string[]> {
  if (typeof what !== 'function') return what.templates
  const { seen } = await observe(async () => what())
  return [...new Set(seen.templates.map(({ name }) => name))]
}

/**
 * A form was refused with these messages and no others at a field; null is the form as a whole. Takes a form, or an answer whose templates were given
 * one as `form`. Semantics: Django's `assertFormError`.
 */
export async function assertFormError(
  what: Form | TestResponse,
  field: string | null,
  messages: string | readonly string[],
): Promise<void> {
  const form = (what instanceof Response ? what.context['form'] : what) as Form | undefined
  assert.ok(form !== undefined, 'No template was given a form.')
  assert.ok(form.isBound, 'The form was not sent: it has no errors.')
  await form.isValid()
  const found = form.errors[field ?? '__all__'] ?? []
  const names = Object.keys(form.errors)
  const expected = typeof messages === 'string' ? [messages] : messages
  assert.deepEqual(
    found.map(({ message }) => message),
    [...expected],
    `The errors at '${field ?? '__all__'}' are others; there are errors at ${names.join(', ') || 'no field'}.`,
  )
}
