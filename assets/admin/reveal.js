// Shows and hides what is typed into a password field.
import { all, enhance, one } from './dom.js'
import { text } from './texts.js'

enhance((root) => {
  for (const button of all('[data-reveal]', root)) {
    const field = one(`#${button.dataset.reveal}`)
    button.addEventListener('click', () => {
      const show = field.type === 'password'
      field.type = show ? 'text' : 'password'
      button.setAttribute('aria-pressed', String(show))
      button.setAttribute('aria-label', text(show ? 'hidePassword' : 'showPassword'))
    })
  }
})
