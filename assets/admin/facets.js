// Filters apply as they are ticked; without script the button below them does it.
import { all, enhance } from './dom.js'

enhance((root) => {
  for (const form of all('form[data-facets-form]', root)) form.addEventListener('change', () => form.requestSubmit())
})
