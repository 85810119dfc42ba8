// Theme, density and keys: seen at once, and sent in the background so that the server draws the next page the same way.
import { all } from './dom.js'

for (const form of all('form[data-preferences]')) {
  form.addEventListener('change', ({ target }) => {
    const { name, value } = target
    if (value === 'auto' || value === 'normal' || value === 'on') delete document.documentElement.dataset[name]
    else document.documentElement.dataset[name] = value
    fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), redirect: 'manual' })
  })
}
