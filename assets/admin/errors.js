// The summary of errors takes the focus; its links open the section that hides the field.
import { all, enhance, one } from './dom.js'
import { reveal } from './tabs.js'

enhance((root) => {
  const summary = one('#n-errors', root)
  if (!summary) return
  summary.focus()
  for (const link of all('a', summary)) {
    link.addEventListener('click', (event) => {
      const id = link.getAttribute('href')
      const field = one(`${id}-search`) ?? one(id)
      if (!field) return
      event.preventDefault()
      reveal(field)
      field.focus()
      field.scrollIntoView({ block: 'center' })
    })
  }
})
