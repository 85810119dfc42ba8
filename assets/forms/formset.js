// Adds forms to formsets on the page itself. Without this module the same buttons send the page, and it comes back with one more form.
//
// What it looks for is in `forms/formset.html`: `data-formset` with the prefix, in it `data-formset-forms` and a template
// `data-formset-empty`; and buttons `data-formset-add` that name the prefix. It tells of each new form by an event `formset:added`.

const slot = '__prefix__'

/** Puts a number where the names, ids and references of a form have the slot; what is nested in it keeps a slot of its own. */
function number(root, index) {
  for (const element of root.querySelectorAll('*')) {
    for (const attribute of element.attributes) {
      if (!attribute.value.includes(slot)) continue
      // A list of ids, for `aria-describedby`.
      attribute.value = attribute.value
        .split(' ')
        .map((part) => part.replace(slot, index))
        .join(' ')
    }
    if (element instanceof HTMLTemplateElement) number(element.content, index)
  }
}

function add(button, formset) {
  const named = (name) => formset.querySelector(`[name="${CSS.escape(`${formset.dataset.formset}-${name}`)}"]`)
  const total = named('TOTAL_FORMS')
  const max = Number(named('MAX_NUM_FORMS')?.value || Number.POSITIVE_INFINITY)
  const index = Number(total.value)
  if (index >= max) return
  const added = document.importNode(formset.querySelector(':scope > template[data-formset-empty]').content, true)
  number(added, String(index))
  const shown = added.querySelector('[data-formset-number]')
  if (shown) shown.textContent = String(index + 1)
  const form = added.firstElementChild
  formset.querySelector(':scope > [data-formset-forms]').append(added)
  total.value = String(index + 1)
  if (index + 1 >= max) button.hidden = true
  form.querySelector('input:not([type="hidden"]), select, textarea')?.focus()
  form.dispatchEvent(
    new CustomEvent('formset:added', { bubbles: true, detail: { prefix: formset.dataset.formset, index } }),
  )
}

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-formset-add]') : null
  if (!button) return
  const formset = [...document.querySelectorAll('[data-formset]')].find(
    (each) => each.dataset.formset === button.dataset.formsetAdd,
  )
  if (!formset?.querySelector(':scope > template[data-formset-empty]')) return
  event.preventDefault()
  add(button, formset)
})
