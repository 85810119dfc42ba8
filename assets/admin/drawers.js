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
  const shut = (event) => {
    const leaves =
      event.type === 'keydown'
        ? event.key === 'Escape'
        : !drawer.contains(event.target) || event.target.closest('[data-close]')
    if (!leaves) return
    event.preventDefault()
    delete drawer.dataset.open
    opener.setAttribute('aria-expanded', 'false')
    document.removeEventListener('keydown', shut)
    document.removeEventListener('click', shut, true)
    opener.focus()
  }
  // After the click that opened it has passed.
  setTimeout(() => {
    document.addEventListener('keydown', shut)
    document.addEventListener('click', shut, true)
  })
}
