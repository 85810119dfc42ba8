// Keys: modules say which ones they act on, and `?` lists those of the page. Single keys never act while something is typed, and
// each person can turn them off in the account menu (WCAG 2.1.4).
import { all, enhance, make, one, typing } from './dom.js'
import { text } from './texts.js'

/** By what is pressed: 'j', '?', 'g b', 'Ctrl s'. */
const keys = new Map()
const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
let waiting = ''

/**
 * Acts on a key: 'j', '/', 'Enter', 'Space', 'Escape', two after another ('g b'), or with Ctrl ('Ctrl s', which is ⌘ on a Mac). `description` is
 * what the sheet says of it; null leaves it out. The handler is given the event; it returns false where the key means nothing now, and
 * the browser goes on as usual. A key said again replaces the first one. `when` says whether it means anything on the page as it is now.
 * @type {(key: string, description: string | null, handler: (event: KeyboardEvent) => unknown, when?: () => boolean) => void}
 */
export function onKey(key, description, handler, when = () => true) {
  keys.set(key, { description, handler, when })
}

/** Do single keys act for this person? */
const singleKeys = () => document.documentElement.dataset.keys !== 'off'

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return
  const name = event.key === ' ' ? 'Space' : event.key
  if (event.ctrlKey || event.metaKey) return act(event, `Ctrl ${name.toLowerCase()}`)
  // A button, a link or a box is pressed by these keys; a dialog has its own.
  if (!singleKeys() || typing() || one('dialog[open]')) return
  if (name === 'Enter' && event.target.closest?.('a, button, summary, input')) return
  if (name === 'Space' && event.target.closest?.('button, summary, input')) return
  const whole = waiting === '' ? name : `${waiting} ${name}`
  waiting = ''
  if (keys.has(whole)) return act(event, whole)
  if (![...keys.keys()].some((key) => key.startsWith(`${whole} `))) return
  waiting = whole
  setTimeout(() => {
    waiting = ''
  }, 1200)
})

function act(event, key) {
  const found = keys.get(key)
  if (found?.when() && found.handler(event) !== false) event.preventDefault()
}

/** The keys of a text such as 'g b', each in its own box. */
function boxes(key) {
  return key.split(' ').flatMap((each, index) => {
    const shown =
      isMac && each === 'Ctrl' ? '⌘' : each.length === 1 && key.startsWith('Ctrl') ? each.toUpperCase() : each
    return [...(index === 0 ? [] : [' ']), make('kbd', {}, shown)]
  })
}

/** Shows the keys that act on this page. */
function showKeys() {
  const sheet = one('#n-keys')
  const listed = [...keys].filter(([, { description, when }]) => description !== null && when())
  one('.n-keys', sheet).replaceChildren(
    ...listed.flatMap(([key, { description }]) => [make('dt', {}, description), make('dd', {}, ...boxes(key))]),
  )
  sheet.showModal()
}

// Links say by `data-key` which key follows them; there is one such link of a kind on a page.
const searchField = () => one('main [role="search"] input[type="search"]')
const isThere = (selector) => () => one(selector) !== null
onKey(
  '/',
  text('keySearch'),
  () => searchField().select(),
  () => searchField() !== null,
)
onKey('f', text('keyFilters'), () => follow('[data-key="f"]'), isThere('[data-key="f"]'))
onKey('c', text('keyAdd'), () => follow('[data-key="c"]'), isThere('[data-key="c"]'))
onKey('g h', text('keyOverview'), () => follow('.n-nav__link'))
onKey('?', text('keyKeys'), showKeys)

function follow(selector) {
  one(selector).click()
}

// A model is gone to by a letter of its name in the address, which is the same in every language.
const taken = new Set(['h'])
for (const link of all('.n-nav__link[data-model]')) {
  const letter = [...link.dataset.model].find((each) => /[a-z]/.test(each) && !taken.has(each))
  if (letter === undefined) continue
  taken.add(letter)
  onKey(`g ${letter}`, text('keyGo', { name: link.textContent.trim() }), () => link.click())
}

// The keys as the machine names them.
enhance((root) => {
  if (isMac) for (const key of all('kbd', root)) key.textContent = key.textContent.replace(/^Ctrl ?/, '⌘')
  for (const button of all('[data-keys-sheet]', root)) {
    button.addEventListener('click', () => {
      button.closest('details')?.removeAttribute('open')
      showKeys()
    })
  }
})
