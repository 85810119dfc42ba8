// Dialogs with the content of a page of the admin, or with any other. Where anything is in doubt the browser goes to the page.
import { all, enhanced, icon, make, one } from './dom.js'
import { closable } from './openers.js'
import { text } from './texts.js'

/**
 * A dialog with a heading and content; it is gone when it is closed, and the focus goes back by itself.
 * @type {(title: string, content: Node[], options?: { kind?: string }) => HTMLDialogElement}
 */
export function openDialog(title, content, { kind = '' } = {}) {
  const shut = make(
    'button',
    { class: 'n-btn n-btn--quiet n-btn--icon', type: 'button', 'data-shut': true, 'aria-label': text('close') },
    icon('x'),
  )
  const heading = make('h2', { id: `n-dialog-${++count}` }, make('bdi', {}, title))
  const dialog = make(
    'dialog',
    { class: `n-dialog${kind === 'sheet' ? ' n-sheet' : ''}`, 'aria-labelledby': heading.id },
    make('div', { class: 'n-dialog__head' }, heading, shut),
    make('div', { class: 'n-dialog__body' }, ...content),
  )
  closable(dialog)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  enhanced(dialog)
  return dialog
}
let count = 0

/**
 * Fetches a page of the admin and opens its content in a dialog; goes there where that fails. The content is the page's `[data-fragment]`, or
 * what stands in `main` without its heading, which becomes the dialog's.
 *
 * With `done`, forms in the dialog are sent from it: an answer that is the form again (an error) takes its place, and any other one closes the
 * dialog and is handed to `done(response, page)`, `page` being the parsed document. Without it they are sent as forms always are.
 * @type {(url: string, options?: { kind?: string, opener?: HTMLElement, done?: (response: Response, page: Document) => void }) => Promise<HTMLDialogElement | null>}
 */
export async function openPage(url, { kind = '', opener = null, done = null } = {}) {
  const page = await fetchPage(url).catch(() => null)
  const fragment = page?.response.ok && fragmentOf(page.document)
  if (!fragment) {
    location.assign(url)
    return null
  }
  opener?.closest('details.n-menu')?.removeAttribute('open')
  const dialog = openDialog(fragment.title, [fragment.content], { kind })
  if (done) sendInside(dialog, done)
  return dialog
}

function sendInside(dialog, done) {
  dialog.addEventListener('submit', async (event) => {
    const form = event.target
    if (event.defaultPrevented || form.method !== 'post') return
    event.preventDefault()
    const sent = new FormData(form, event.submitter)
    const body = form.enctype === 'multipart/form-data' ? sent : new URLSearchParams(sent)
    const answer = await fetchPage(form.action, { method: 'POST', body }).catch(() => null)
    // The form is still there, with all that was typed.
    if (!answer) return form.submit()
    const fragment = answer.response.redirected || answer.response.ok ? null : fragmentOf(answer.document)
    if (fragment) {
      const place = one('.n-dialog__body', dialog)
      place.replaceChildren(fragment.content)
      enhanced(place)
      return
    }
    dialog.close()
    for (const toast of all('.n-toast', answer.document)) one('.n-toasts').append(document.adoptNode(toast))
    enhanced(one('.n-toasts'))
    done(answer.response, answer.document)
  })
}

/** A page of this site as a document: rejects for another kind of content, and for one that asks to log in. */
async function fetchPage(url, options = {}) {
  const response = await fetch(url, options)
  const type = response.headers.get('content-type') ?? ''
  if (!type.startsWith('text/html') || new URL(response.url).pathname.endsWith('/login/')) throw new TypeError(type)
  return { response, document: new DOMParser().parseFromString(await response.text(), 'text/html') }
}

function fragmentOf(page) {
  const content = one('[data-fragment]', page) ?? one('main', page)
  const heading = one('h1', page)
  if (!content || !heading) return null
  const box = make('div', {})
  const title = heading.textContent.trim()
  content.querySelector('.n-head')?.remove()
  content.querySelector('.n-toasts')?.remove()
  box.append(...content.childNodes)
  rename(box, `d${++count}-`)
  return { title, content: document.adoptNode(box) }
}

const references = [
  'for',
  'form',
  'list',
  'aria-describedby',
  'aria-labelledby',
  'aria-controls',
  'data-reveal',
  'data-slug-from',
  'data-calendar',
  'data-copy',
  'data-visit',
  'data-open',
  'data-new',
]

/** Gives the ids of a fragment a prefix, so that they do not meet those of the page. */
function rename(box, prefix) {
  const ids = new Set(all('[id]', box).map((element) => element.id))
  const renamed = (names) =>
    names
      .split(' ')
      .map((name) => (ids.has(name) ? prefix + name : name))
      .join(' ')
  for (const element of all('*', box)) {
    if (element.id) element.id = prefix + element.id
    for (const name of references) {
      const value = element.getAttribute(name)
      if (value) element.setAttribute(name, renamed(value))
    }
    const href = element.getAttribute('href')
    if (href?.startsWith('#') && ids.has(href.slice(1))) element.setAttribute('href', `#${prefix}${href.slice(1)}`)
  }
}
