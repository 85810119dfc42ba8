// Messages about what was just done: they leave after 8 seconds, wait while they are read, and errors stay.
import { all, enhance, icon, make, one } from './dom.js'
import { text as say } from './texts.js'

const shown = 8000
const icons = { good: 'check', info: 'info', bad: 'alert' }

enhance((root) => all('.n-toast', root).forEach(arm))

function arm(toast) {
  one('[data-shut]', toast)?.addEventListener('click', () => toast.remove())
  if (toast.dataset.kind === 'bad') return
  let timer
  const stop = () => clearTimeout(timer)
  const go = () => {
    stop()
    timer = setTimeout(() => toast.remove(), shown)
  }
  for (const type of ['pointerenter', 'focusin']) toast.addEventListener(type, stop)
  for (const type of ['pointerleave', 'focusout']) toast.addEventListener(type, go)
  go()
}

/**
 * Shows a message as the server would have: `kind` is 'good', 'info' or 'bad'. Further nodes (a link, a button) follow the text.
 * @type {(text: string, kind?: string, ...more: Node[]) => HTMLElement}
 */
export function toast(text, kind = 'good', ...more) {
  const shut = make(
    'button',
    {
      class: 'n-btn n-btn--quiet n-btn--icon n-btn--s',
      type: 'button',
      'data-shut': true,
      'aria-label': say('dismiss'),
    },
    icon('x'),
  )
  const element = make(
    'div',
    { class: 'n-toast', 'data-kind': kind, role: kind === 'bad' ? 'alert' : 'status' },
    icon(icons[kind]),
    make('span', {}, text),
    ...more,
    shut,
  )
  one('.n-toasts').append(element)
  arm(element)
  return element
}
