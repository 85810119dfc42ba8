// Menus are <details>: they open by their summary without script. Here they also close, and the arrows move in them.
import { all, one } from './dom.js'

document.addEventListener('click', (event) => {
  for (const menu of all('.n-menu[open]')) if (!menu.contains(event.target)) menu.open = false
})

document.addEventListener(
  'keydown',
  (event) => {
    const menu = event.target.closest?.('.n-menu[open]')
    if (!menu) return
    if (event.key === 'Escape') {
      menu.open = false
      one('summary', menu).focus()
      event.stopPropagation()
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0 || event.target.type === 'radio') return
    const items = all('.n-menu__item, .n-menu__pop input, .n-menu__pop button', menu).filter(
      (item) => item.offsetParent,
    )
    event.preventDefault()
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus()
  },
  true,
)
