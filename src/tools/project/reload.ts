import { randomUUID } from 'node:crypto'
import { fileChanges } from '../../base/events/index.ts'
import { escapeHtml } from '../../base/text/index.ts'
import { events, insertMarkup, type Middleware, takesMarkup, text } from '../../web/http/index.ts'
import { pageSummary } from '../debug/index.ts'

const prefix = '/__nuages__/'

const handleStyle = `:host{position:fixed;inset-block-end:.5rem;inset-inline-start:.5rem;z-index:2147483647;display:flex;color-scheme:light dark;font:500 12px/1 ui-monospace,monospace}
a,button{font:inherit;color:light-dark(#1d2433,#eceef3);background:light-dark(#fffffff2,#1c212df2);border:1px solid light-dark(#c9ced8,#475066);padding:.45rem .6rem;text-decoration:none;cursor:pointer}
a{border-start-start-radius:6px;border-end-start-radius:6px}
button{border-inline-start:0;border-start-end-radius:6px;border-end-end-radius:6px}
a:hover,button:hover{background:light-dark(#eef1f6,#2b3242)}
a:focus-visible,button:focus-visible{outline:2px solid light-dark(#2f51a5,#9bb4f5);outline-offset:1px}
.look::before{content:'▲ ';color:light-dark(#b3261e,#f2a39b)}
@media print{:host{display:none}}`

const script = `let boot
const source = new EventSource('${prefix}changes')
source.addEventListener('boot', (event) => { if (boot && boot !== event.data) location.reload(); boot = event.data })
source.addEventListener('change', () => location.reload())
// Refused for good: the parent process answers for code that does not start. Its page shows why, and comes back by itself.
source.addEventListener('error', () => { if (source.readyState === EventSource.CLOSED) location.reload() })
addEventListener('pagehide', () => source.close())

const { href, text, look } = document.currentScript.dataset
if (href && self === top && sessionStorage.getItem('nuages-hidden') === null) {
  const host = document.createElement('nuages-request')
  const root = host.attachShadow({ mode: 'open' })
  // A sheet that a script made needs no leave from the page's policy.
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(\`${handleStyle}\`)
  root.adoptedStyleSheets = [sheet]
  const link = document.createElement('a')
  link.href = href
  link.textContent = text
  if (look) link.className = 'look'
  const hide = document.createElement('button')
  hide.textContent = '×'
  hide.title = hide.ariaLabel = 'Hide until the tab is closed'
  hide.onclick = () => { sessionStorage.setItem('nuages-hidden', ''); host.remove() }
  root.append(link, hide)
  document.body.append(host)
}
`

const keyword = /^'(none|self)'$/i

/**
 * The same policies with leave to load and use the script, for pages that allow none: the framework's own error pages, and a
 * project's strict ones. `nonce` is one that they do not have yet.
 */
export function permitReload(policies: string, nonce?: string): string {
  const permit = (policy: string): string => {
    const directives = new Map<string, string[]>()
    for (const directive of policy.split(';')) {
      const [name, ...sources] = directive.trim().split(/\s+/)
      if (name) directives.set(name.toLowerCase(), sources)
    }
    for (const name of ['script-src', 'connect-src', 'script-src-elem']) {
      const own = nonce === undefined || name === 'connect-src' ? ["'self'"] : ["'self'", `'nonce-${nonce}'`]
      const sources = directives.get(name) ?? (name === 'script-src-elem' ? undefined : directives.get('default-src'))
      if (sources !== undefined) directives.set(name, [...sources.filter((source) => !keyword.test(source)), ...own])
    }
    return [...directives].map(([name, sources]) => [name, ...sources].join(' ')).join('; ')
  }
  return policies.split(',').map(permit).join(', ')
}

/** What the handle in the page's corner tells of the request, and where it leads. */
function handleAttributes(): string {
  const told = pageSummary()
  if (told === null) return ''
  return ` data-href="${escapeHtml(told.href)}" data-text="${escapeHtml(told.text)}"${told.suspicious ? ' data-look="1"' : ''}`
}

/** Says each change of a template or static file to one page, until it goes away. */
async function* changes(
  boot: string,
  signal: AbortSignal,
): AsyncGenerator<{ event: string; data: string; retry?: number }> {
  yield { event: 'boot', data: boot, retry: 300 }
  let wake = () => {}
  let changed = false
  const stop = fileChanges.subscribe(() => {
    changed = true
    wake()
  })
  signal.addEventListener('abort', () => wake(), { once: true })
  try {
    while (!signal.aborted) {
      if (changed) {
        changed = false
        yield { event: 'change', data: '' }
      }
      await new Promise<void>((resolve) => {
        wake = resolve
        if (changed || signal.aborted) resolve()
      })
    }
  } finally {
    stop()
  }
}

/**
 * Under `nuages dev`: adds a small script to every page, which loads the page again when its templates change or the
 * process was replaced. The page keeps its scroll position, as with the browser's own reload. Where requests are recorded it shows a handle that leads to
 * what this one did.
 */
export function liveReload(closing: AbortSignal): Middleware {
  const boot = randomUUID()
  return async function liveReload(request, next) {
    if (request.path === `${prefix}changes`) return events(changes(boot, AbortSignal.any([request.signal, closing])))
    if (request.path === `${prefix}reload.js`) {
      return text(script, {
        headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' },
      })
    }
    const response = await next()
    if (request.method !== 'GET' || !takesMarkup(response)) return response
    const policy = response.headers.get('content-security-policy')
    // With 'strict-dynamic' only scripts that carry a nonce are run; the policy names one where the page has any.
    let nonce = /'nonce-([\w+/=-]+)'/.exec(policy ?? '')?.[1]
    const added = nonce === undefined && policy?.includes("'strict-dynamic'") ? randomUUID() : undefined
    nonce ??= added
    const given = nonce === undefined ? '' : ` nonce="${nonce}"`
    // The numbers are known when the page has been rendered to its end.
    const tag = () => `<script src="${prefix}reload.js"${given}${handleAttributes()} defer></script>`
    const page = insertMarkup(response, tag, 'end')
    if (policy !== null) page.headers.set('content-security-policy', permitReload(policy, added))
    return page
  }
}
