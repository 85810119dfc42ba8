// The navigation and the filters are drawers on a small screen. They open by :target without script; here they also
// close by Escape or a click outside, and the focus goes back to where it was.
import { all, enhance, one } from './dom.js'

enhance((root) => {
  for (const opener of all('a[data-drawer]', root)) {
    opener.addEventListener('click', (event) => {
      const drawer = one(opener.getAttribute('href'))
      if (!drawer || getComputedStyle(drawer).position !== 'fixed') return
      event.preventDefault()
      open(drawer, opener)
    })
  }
})

function open(drawer, opener) {
  drawer.dataset.open = ''
  opener.setAttribute('aria-expanded', 'true')
  one('a, button, input', drawer)?.focus()
  const href = opener.getAttribute('href')
  // A list that is shown in place may have replaced it.
  const current = () => one(href) ?? drawer
  const shut = (event) => {
    const leaves =
      event.type === 'keydown'
        ? event.key === 'Escape'
        : !current().contains(event.target) || event.target.closest('[data-close]')
    if (!leaves) return
    event.preventDefault()
    document.removeEventListener('keydown', shut)
    document.removeEventListener('click', shut, true)
    delete current().dataset.open
    const link = opener.isConnected ? opener : one(`a[data-drawer][href="${href}"]`)
    link?.setAttribute('aria-expanded', 'false')
    link?.focus()
  }
  // After the click that opened it has passed.
  setTimeout(() => {
    document.addEventListener('keydown', shut)
    document.addEventListener('click', shut, true)
  })
}
