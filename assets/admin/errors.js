// The summary of errors takes the focus; its links open the section that hides the field. In an empty form the first field takes it, but where
// that would bring up a keyboard over half of the screen.
import { all, enhance, one } from './dom.js'
import { reveal } from './tabs.js'

enhance((root) => {
  const summary = one('#n-errors', root)
  if (!summary) return begin(root)
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

function begin(root) {
  const form = one('form[data-fresh]', root)
  const wrong = root === document && all('main [aria-invalid="true"]').find((field) => field.checkVisibility())
  if (wrong) return wrong.focus()
  if (!form || location.hash !== '' || !matchMedia('(hover: hover)').matches) return
  all('input, select, textarea', form)
    .find((field) => field.checkVisibility() && !field.disabled && !field.readOnly)
    ?.focus({ preventScroll: true })
}
