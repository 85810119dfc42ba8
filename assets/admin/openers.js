// Links that open a page in a dialog, and what closes dialogs. The rest of dialogs is loaded when somebody first opens one.
import { all, enhance } from './dom.js'

// `<a data-dialog href>` opens a dialog, `<a data-dialog="sheet" href>` one at the side.
enhance((root) => {
  for (const link of all('a[data-dialog]', root)) {
    link.addEventListener('click', async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
      event.preventDefault()
      const { openPage } = await import('./dialogs.js')
      openPage(link.href, { kind: link.dataset.dialog, opener: link })
    })
  }
  for (const dialog of all('dialog', root)) closable(dialog)
})

/** Closes a dialog by its buttons, and by a click beside it. */
export function closable(dialog) {
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || event.target.closest('[data-shut]')) dialog.close()
  })
}
