// The search link of the bar, and Ctrl K, open the palette, which is loaded when somebody first asks for it. Pages of records are remembered, so
// that the palette has the last ones first.

import { remember } from './device.js'
import { all, enhance, one } from './dom.js'
import { onKey } from './keys.js'
import { text } from './texts.js'

const open = () => import('./palette.js').then(({ togglePalette }) => togglePalette())

// Pages for visitors have none.
onKey(
  'Ctrl k',
  text('keyPalette'),
  () => void open(),
  () => one('#n-pal') !== null,
)

enhance((root) => {
  for (const link of all('a[data-palette]', root)) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      open()
    })
  }
})

if (location.pathname.endsWith('/change/')) {
  const heading = one('main h1')
  if (heading && !one('.n-stop, .n-conflict')) {
    remember({
      text: heading.textContent.trim(),
      url: location.pathname,
      note: one('.n-crumbs li:nth-child(2) a')?.textContent.trim() ?? '',
    })
  }
}
