// A checklist of related rows: narrowed by typing, with a count of what is chosen.
import { all, enhance, one } from './dom.js'
import { text } from './texts.js'

enhance((root) => {
  for (const picker of all('.n-pick:has(.n-pick__bar)', root)) {
    const search = one('.n-pick__bar input', picker)
    const chosen = one('[data-chosen]', picker)
    const count = () => {
      chosen.textContent = text('chosen', { count: all('.n-pick__list input:checked', picker).length })
    }
    search.addEventListener('input', (event) => {
      // Narrowing is no change to what is saved.
      event.stopPropagation()
      const wanted = search.value.toLowerCase()
      for (const choice of all('.n-check', picker)) choice.hidden = !choice.textContent.toLowerCase().includes(wanted)
    })
    search.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') event.preventDefault()
    })
    picker.addEventListener('change', count)
    count()
  }
})
