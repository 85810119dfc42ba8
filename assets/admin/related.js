// The rows of relations, without leaving the form: a new one is added in a dialog and chosen, the chosen one is opened beside it.

import { openPage } from './dialogs.js'
import { all, changed, enhance, make, one } from './dom.js'

enhance((root) => {
  for (const button of all('[data-new]', root)) {
    button.addEventListener('click', (event) => {
      event.preventDefault()
      openPage(`${button.dataset.url}?_popup=1`, {
        opener: button,
        done: (_, page) => choose(button.dataset.new, page),
      })
    })
  }
  for (const link of all('[data-open]', root)) {
    const control = one(`#${CSS.escape(link.dataset.open)}`)
    control?.form?.addEventListener('input', () => follow(link, control))
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      openPage(`${link.href}?_popup=1`, { opener: link, done: (_, page) => choose(link.dataset.open, page) })
    })
  }
})

/** Leads to the row that is chosen now. */
function follow(link, control) {
  const keys = control.form.elements[`_was_${control.name}`]
  const key = keys ? keys.value : control.value
  link.hidden = key === ''
  if (key !== '') link.href = link.dataset.url.replace('__pk__', encodeURIComponent(key))
}

/** Chooses the row that a page tells of, in whatever control the field has. */
function choose(id, page) {
  const told = one('meta[name="n-row"]', page)?.content
  const field = one(`#${CSS.escape(id)}`)
  if (!told || !field) return
  const row = JSON.parse(told)
  if (field.matches('[data-find]')) return field.dispatchEvent(new CustomEvent('n-choose', { detail: row }))
  if (field.matches('select')) {
    const known = [...field.options].find((option) => option.value === row.id)
    if (known) known.text = row.label
    else field.append(make('option', { value: row.id }, row.label))
    if (!field.multiple) field.value = row.id
    else [...field.options].find((option) => option.value === row.id).selected = true
    field.dispatchEvent(new CustomEvent('n-show'))
    return changed(field)
  }
  const list = one('.n-pick__list, .n-choices', field)
  if (!list) {
    field.value = row.id
    return changed(field)
  }
  const known = all('input', list).find((input) => input.value === row.id)
  if (known) {
    known.checked = true
    known.nextElementSibling.replaceChildren(make('bdi', {}, row.label))
    return changed(known)
  }
  const type = list.matches('.n-choices') ? 'radio' : 'checkbox'
  const name = list.dataset.name ?? one('input', list)?.name
  const box = make('input', { class: 'n-box', type, name, value: row.id, checked: true })
  one('.n-muted', list)?.remove()
  list.append(make('label', { class: 'n-check' }, box, make('span', {}, make('bdi', {}, row.label))))
  changed(box)
}
