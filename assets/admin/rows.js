// Rows by keys: j and k go through them, x selects, e edits, Enter opens, Space looks. The quick look opens at the side, with the way to
// the rows before and after; without script it is a page.

import { all, enhance, make, one } from './dom.js'
import { onKey } from './keys.js'
import { text } from './texts.js'

let rows = []
let at = -1

enhance((root) => {
  const table = one('.n-rows', root)
  if (!table) return
  rows = all('tbody tr', table)
  at = -1
  for (const [index, row] of rows.entries()) {
    row.addEventListener('focusin', () => put(index))
    one('[data-look]', row)?.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      look(index)
    })
  }
})

/** Puts the cursor on a row. */
function put(index) {
  rows[at]?.removeAttribute('data-cursor')
  at = index
  rows[at]?.setAttribute('data-cursor', '')
}

function go(step) {
  if (rows.length === 0) return false
  put(Math.max(0, Math.min(rows.length - 1, at + step)))
  const link = one('th a', rows[at])
  link?.focus({ preventScroll: true })
  rows[at].scrollIntoView({ block: 'nearest' })
}

/** Acts on what a selector finds in the row of the cursor. */
const inRow = (selector, act) => () => {
  const found = at < 0 ? null : one(selector, rows[at])
  if (!found) return false
  act(found)
}

onKey('j', text('keyNext'), () => go(1))
onKey('k', text('keyPrevious'), () => go(-1))
onKey(
  'x',
  text('keySelect'),
  inRow('.n-sel input', (box) => box.click()),
)
onKey(
  'e',
  text('keyCell'),
  inRow('[data-cell]', (cell) => cell.focus()),
)
onKey(
  'Enter',
  text('keyOpen'),
  inRow('th a', (link) => link.click()),
)
onKey('a', text('keyActions'), () => {
  const first = one('[data-bulk]:not([hidden]) button[name="action"]')
  if (!first) return false
  first.focus()
})
onKey('Space', text('keyLook'), () => (at < 0 ? false : look(at)))

async function look(index) {
  put(index)
  const link = one('[data-look]', rows[index])
  if (!link) return
  const { openPage } = await import('./dialogs.js')
  const dialog = await openPage(link.href, { kind: 'sheet', opener: link })
  if (!dialog) return
  const step = (name, by) => {
    const button = make('button', { class: 'n-btn', type: 'button', disabled: !rows[index + by] }, text(name))
    button.addEventListener('click', () => {
      dialog.close()
      look(index + by)
    })
    return button
  }
  const [before, after] = [step('previousRow', -1), step('nextRow', 1)]
  dialog.append(make('div', { class: 'n-dialog__foot' }, before, after))
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'j') after.click()
    if (event.key === 'k') before.click()
  })
  dialog.addEventListener('close', () => one('th a', rows[at])?.focus())
  ;(after.disabled ? before : after).focus()
}
