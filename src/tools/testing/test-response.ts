import type { Message } from '../../apps/messages/index.ts'
import type { QueryEvent } from '../../base/events/index.ts'
import { testingErrors } from './errors.ts'
import { type HtmlElement, parseHtml } from './html/tree.ts'
import type { Observation } from './observation.ts'
import { formIn, PageForm, type Send } from './pages/page-form.ts'

/** A redirect that was followed. */
export interface Redirect {
  readonly url: string
  readonly status: number
}

/** An answer, with what a test wants to know of it. Its text can be read any number of times. */
export interface TestResponse extends Response {
  /** The address that answered. */
  readonly url: string
  /** The redirects that led here, where they were followed. */
  readonly redirects: readonly Redirect[]
  /** The names of the templates that were rendered for it, those that it extends and includes too, once each. */
  readonly templates: readonly string[]
  /** The variables that they were given, those of the page itself first. */
  readonly context: Readonly<Record<string, unknown>>
  /** The statements that it sent, without transaction control. */
  readonly queries: readonly QueryEvent[]
  /** Messages to people that were added (`messages(request).success('Saved.')`), by the requests before redirects too. */
  readonly messages: readonly Message[]
  text(): Promise<string>
  /** Throws `NUAGES_TESTING_NOT_JSON`. */
  json<T = unknown>(): Promise<T>
  /**
   * A form of the page, by a selector of one element: '#contact', 'form[action="/find/"]'. Without one the only form there is. Throws
   * `NUAGES_TESTING_NO_FORM`.
   */
  form(selector?: string): PageForm
}

/** What a client knows of an answer. */
export interface AnswerParts {
  readonly url: URL
  readonly redirects: readonly Redirect[]
  readonly messages: readonly Message[]
  readonly seen: Observation
  readonly send: Send
}

/** Gives an answer what tests ask of it. `html` is its text where it is a page, which was read. */
export function testResponse(
  response: Response,
  html: string | null,
  { url, redirects, messages, seen, send }: AnswerParts,
): TestResponse {
  const { status, statusText, headers } = response
  const own = html === null ? response : new Response(html === '' ? null : html, { status, statusText, headers })
  let read = html === null ? null : Promise.resolve(html)
  let tree: HtmlElement | null = null
  const text = () => (read ??= Response.prototype.text.call(response))
  const more = {
    text,
    json: async () => parsed(await text(), status),
    form: (selector?: string) => {
      tree ??= parseHtml(html ?? '')
      return new PageForm(tree, formIn(tree, selector), url.href, send)
    },
  }
  for (const [name, value] of Object.entries(more)) Object.defineProperty(own, name, { value })
  const facts = {
    url: () => url.href,
    redirects: () => redirects,
    messages: () => messages,
    queries: () => seen.queries,
    templates: () => [...new Set(seen.templates.map(({ name }) => name))],
    context: () => contextOf(seen),
  }
  for (const [name, get] of Object.entries(facts)) Object.defineProperty(own, name, { get })
  return own as TestResponse
}

function parsed(text: string, status: number): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw testingErrors.NOT_JSON({ status, start: text.slice(0, 200) }, { cause })
  }
}

/** Variables of all templates in one; of two with one name the first counts. */
function contextOf({ templates }: Observation): Readonly<Record<string, unknown>> {
  const all: Record<string, unknown> = Object.create(null)
  for (const { context } of templates) for (const name in context) if (!(name in all)) all[name] = context[name]
  return all
}
