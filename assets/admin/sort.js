// Shift and a click on the head of a column orders by it after the others; the menu "Sort" does the same without script.
import { go } from './replace.js'

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-add]')
  if (!link || !event.shiftKey || event.button !== 0 || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  go(new URL(link.dataset.add, location.href).href)
})
