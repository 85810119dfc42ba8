// Filters apply as they are ticked; without script the button below them does it.
import { all } from './dom.js'

for (const form of all('form[data-facets-form]')) {
  form.addEventListener('change', () => form.requestSubmit())
}
