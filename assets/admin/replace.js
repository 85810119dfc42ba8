// Lists in place: links of order, page, filters and tabs, and the search, fetch the page that they lead to and put its content where the old one was.
// The address, the history, the focus and the scroll are kept; wherever anything is in doubt the browser goes there as usual.
import { all, enhanced, one, say } from './dom.js'

const place = () => one('main[data-replace]')
/** Counts the requests: the answer to an old one is of no use. */
let turn = 0

document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
    return
  const link = event.target.closest?.('a[href]')
  if (!link || link.target || link.hasAttribute('download') || !isHere(link.href) || !place()?.contains(link)) return
  // A place on this very page, such as the drawer of the filters.
  if (link.hash || link.dataset.drawer !== undefined) return
  event.preventDefault()
  go(link.href)
})

document.addEventListener('submit', (event) => {
  const form = event.target
  if (event.defaultPrevented || form.method !== 'get' || !place()?.contains(form) || !isHere(form.action)) return
  event.preventDefault()
  const sent = [...new FormData(form, event.submitter)].filter(([, value]) => value !== '')
  go(`${form.action.split('?')[0]}?${new URLSearchParams(sent)}`)
})

addEventListener('popstate', () => {
  if (place() && isHere(location.href)) go(location.href, { back: true })
})

/** Is it another view of the list that is on the page? */
function isHere(url) {
  const { origin, pathname } = new URL(url, location.href)
  return origin === location.origin && pathname === location.pathname
}

/** Shows another view of the list, as following a link to it would. @type {(url: string, options?: { back?: boolean }) => Promise<void>} */
export async function go(url, { back = false } = {}) {
  const leave = () => (back ? location.reload() : location.assign(url))
  const main = place()
  // A module that holds something unsaved takes the event back: the browser then asks before it leaves.
  if (!main || !document.dispatchEvent(new CustomEvent('nuages:replace', { cancelable: true }))) return leave()
  const mine = ++turn
  main.setAttribute('aria-busy', 'true')
  try {
    const response = await fetch(url)
    if (mine !== turn) return
    if (!response.ok || !isHere(response.url)) return leave()
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    if (mine !== turn) return
    const fresh = one('main[data-replace]', page)
    if (!fresh || page.documentElement.lang !== document.documentElement.lang) return leave()
    if (!back) history.pushState(null, '', response.url)
    put(main, fresh, page)
  } catch {
    if (mine === turn) leave()
  }
}

function put(main, fresh, page) {
  const refocus = holder(main)
  const drawers = all('[data-open]', main).map(({ id }) => id)
  const toasts = one('.n-toasts', main)
  // They go on as they are, with those that the other page brought.
  toasts.append(...all('.n-toast', fresh))
  one('.n-toasts', fresh).remove()
  document.title = page.title
  main.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)))
  for (const id of drawers) one(`#${id}`)?.setAttribute('data-open', '')
  for (const field of all('.n-bar input[name="next"]')) field.value = location.pathname + location.search
  enhanced(main)
  main.prepend(toasts)
  main.removeAttribute('aria-busy')
  refocus()
  say(one('.n-list__chips [role="status"]', main)?.textContent.trim() || document.title)
}

/** How the focus is found again in the new content: by id, by name and value, or by what the link says. Links between pages lead to the top. */
function holder(main) {
  const focused = document.activeElement
  if (!focused || focused === main || !main.contains(focused)) return () => {}
  const { id, name, value, type, tagName, selectionStart } = focused
  const said = focused.textContent.trim()
  const isPage = focused.closest('.n-pages') !== null
  return () => {
    if (isPage) {
      scrollTo(0, 0)
      return main.focus({ preventScroll: true })
    }
    const again = all(tagName, main).find((each) => {
      if (id) return each.id === id
      if (name) return each.name === name && (type === 'search' || each.value === value)
      return each.textContent.trim() === said
    })
    const next = again ?? main
    next.focus({ preventScroll: true })
    if (again && type === 'search') again.setSelectionRange(selectionStart, selectionStart)
  }
}
