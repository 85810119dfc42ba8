// The groups of the navigation stay closed where somebody has closed them: the cookie lets the server draw them so.

import { root } from './device.js'
import { all } from './dom.js'

const folds = all('details[data-fold]')
for (const fold of folds) {
  fold.addEventListener('toggle', () => {
    const closed = folds.filter(({ open }) => !open).map(({ dataset }) => dataset.fold)
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser has a store of cookies.
    document.cookie = `nuages_closed=${closed.join('.')}; path=${root}; max-age=${365 * 24 * 60 * 60}; samesite=lax`
  })
}
