// Search in a long select: the select stays, hidden, and is what is sent.
// Pattern: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ (editable, list autocomplete).
import { all, changed, enhance, icon, make } from './dom.js'
import { text as say } from './texts.js'

enhance((root) => {
  for (const select of all('select[data-combo]', root)) combobox(select, `${select.id}-choices`)
})

function combobox(select, id) {
  const input = make('input', {
    type: 'text',
    role: 'combobox',
    id: `${select.id}-search`,
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': id,
    'aria-describedby': select.getAttribute('aria-describedby'),
    'aria-invalid': select.getAttribute('aria-invalid'),
    placeholder: select.dataset.combo,
  })
  const box = make('div', { class: 'n-input n-combo__box', 'aria-invalid': select.getAttribute('aria-invalid') }, input)
  const list = make('ul', { class: 'n-combo__list', id, role: 'listbox', 'aria-label': say('choices'), hidden: true })
  const label = select.labels[0]
  if (label) label.htmlFor = input.id
  select.after(make('div', { class: 'n-combo' }, box, list))
  select.hidden = true

  let at = -1
  const options = () => [...select.options].filter((option) => option.value !== '')
  const rows = () => all('.n-combo__opt', list)

  const show = () => {
    const option = select.selectedOptions[0]
    input.value = option && option.value !== '' ? option.text : ''
  }
  const activate = (index) => {
    const shown = rows()
    shown[at]?.removeAttribute('data-active')
    at = index
    const row = shown[at]
    if (!row) return input.removeAttribute('aria-activedescendant')
    row.dataset.active = ''
    row.scrollIntoView({ block: 'nearest' })
    input.setAttribute('aria-activedescendant', row.id)
  }
  const draw = (wanted) => {
    const found = options().filter((option) => option.text.toLowerCase().includes(wanted.toLowerCase()))
    list.replaceChildren(...found.map((option, index) => row(option, `${id}-${index}`, wanted)))
    if (found.length === 0) list.append(make('li', { class: 'n-combo__none' }, say('nothingMatches', { text: wanted })))
    list.hidden = false
    input.setAttribute('aria-expanded', 'true')
    at = -1
    activate(found.length > 0 ? 0 : -1)
  }
  const shut = () => {
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }
  const choose = (value) => {
    if (select.value !== value) {
      select.value = value
      changed(select)
    }
    show()
    shut()
  }

  box.addEventListener('click', () => input.focus())
  input.addEventListener('focus', () => input.select())
  input.addEventListener('click', () => list.hidden && draw(''))
  input.addEventListener('input', (event) => {
    event.stopPropagation()
    draw(input.value)
  })
  input.addEventListener('blur', () => {
    if (input.value.trim() === '') choose('')
    else show()
    shut()
  })
  list.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    const row = event.target.closest('.n-combo__opt')
    if (row) choose(row.dataset.value)
  })
  input.addEventListener('keydown', (event) => {
    const count = rows().length
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (list.hidden) draw('')
      else if (count > 0) activate((at + (event.key === 'ArrowDown' ? 1 : -1) + count) % count)
    } else if (event.key === 'Enter' && !list.hidden) {
      event.preventDefault()
      const row = rows()[at]
      if (row) choose(row.dataset.value)
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation()
      show()
      shut()
    }
  })
  show()
}

/** One choice, with the letters that were typed marked. */
function row(option, id, wanted) {
  const text = make('span', {})
  const from = wanted === '' ? -1 : option.text.toLowerCase().indexOf(wanted.toLowerCase())
  if (from < 0) text.append(option.text)
  else {
    const to = from + wanted.length
    text.append(option.text.slice(0, from), make('mark', {}, option.text.slice(from, to)), option.text.slice(to))
  }
  return make(
    'li',
    { class: 'n-combo__opt', role: 'option', id, 'data-value': option.value, 'aria-selected': String(option.selected) },
    icon('check'),
    text,
  )
}
