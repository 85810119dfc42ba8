// The list: filters apply as they are ticked, other views of it are shown in place, rows are selected, cells edited.
import { enhance, one } from './dom.js'
import './errors.js'
import './facets.js'
import './replace.js'
import './rows.js'
import './select.js'
import './sort.js'

// Few lists have cells to edit, and not everybody searches.
enhance((root) => {
  const box = one('[data-suggest]', root)
  box?.addEventListener('focus', () => import('./suggest.js').then(({ suggest }) => suggest(box)), { once: true })
  if (one('[data-cells]', root)) import('./cells.js')
})
