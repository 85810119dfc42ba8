// Choosing by typing. What was there stays, hidden, and is what is sent: a select whose options are searched here, or a text field (a line
// for each row of several) whose rows the server finds, page by page.
// Pattern: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ (editable, list autocomplete).
import { all, changed, enhance, icon, make, one, say } from './dom.js'
import { text } from './texts.js'

let count = 0

/** The options of a select. */
function ofSelect(select) {
  const options = () => [...select.options].filter((option) => option.value !== '')
  const row = (option) => ({ id: option.value, label: option.text, note: option.dataset.note ?? '' })
  return {
    many: select.multiple,
    search: select.dataset.combo,
    chosen: () =>
      options()
        .filter((option) => option.selected)
        .map(row),
    put(rows) {
      const ids = new Set(rows.map(({ id }) => id))
      for (const option of select.options) option.selected = ids.has(option.value)
      if (rows.length === 0 && !select.multiple) select.value = ''
    },
    find: (wanted) => ({
      results: options()
        .filter((option) => has(option.text, wanted))
        .map(row),
      next: null,
    }),
  }
}

/** The keys that go with the names. */
function keysOf(field) {
  return field.form.elements[`_was_${field.name}`]
}

const remote = (field) => ({
  search: field.dataset.search,
  async find(wanted, after, signal) {
    const url = new URL(field.dataset.find, location.href)
    url.searchParams.set('q', wanted)
    if (after) url.searchParams.set('after', after)
    const response = await fetch(url, { signal, headers: { accept: 'application/json' } })
    if (!response.ok || response.redirected) throw new TypeError(response.statusText)
    return response.json()
  },
})

/** A line of text: one row, or what somebody typed, which the server then looks for. */
function ofLine(field) {
  const keys = keysOf(field)
  return {
    ...remote(field),
    many: false,
    chosen: () => (field.value === '' ? [] : [{ id: keys.value, label: field.value }]),
    put([row]) {
      field.value = row?.label ?? ''
      keys.value = row?.id ?? ''
    },
    typed(wanted) {
      field.value = wanted
      keys.value = ''
    },
  }
}

/** A line for each row. */
function ofLines(field) {
  const keys = keysOf(field)
  let rows = JSON.parse(field.dataset.rows)
  // Names that the server did not find yet stay, as they were typed.
  const names = new Set(rows.map(({ label }) => label))
  for (const line of field.value.split('\n')) if (line.trim() && !names.has(line)) rows.push({ id: '', label: line })
  return {
    ...remote(field),
    many: true,
    chosen: () => rows,
    put(chosen) {
      rows = chosen
      field.value = rows.map(({ label }) => label).join('\n')
      keys.value = JSON.stringify(rows.filter(({ id }) => id !== '').map(({ id }) => id))
    },
  }
}

const has = (label, wanted) => label.toLowerCase().includes(wanted.toLowerCase())

function combobox(field, source) {
  const id = `n-combo-${++count}`
  const input = make('input', {
    type: 'text',
    role: 'combobox',
    id: `${field.id}-search`,
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': id,
    'aria-describedby': field.getAttribute('aria-describedby'),
    'aria-invalid': field.getAttribute('aria-invalid'),
    'aria-label': field.getAttribute('aria-label'),
  })
  const box = make('div', { class: 'n-input n-combo__box', 'aria-invalid': field.getAttribute('aria-invalid') }, input)
  const list = make('ul', {
    class: 'n-combo__list',
    id,
    role: 'listbox',
    'aria-label': text('choices'),
    'aria-multiselectable': source.many,
    hidden: true,
  })
  const label = one(`label[for="${field.id}"]`)
  if (label) label.htmlFor = input.id
  field.after(make('div', { class: 'n-combo' }, box, list))
  field.hidden = true

  let found = []
  let at = -1
  let next = null
  let wanted = ''
  let waiting = null
  const rows = () => all('.n-combo__opt', list)
  const isChosen = (row) => source.chosen().some((each) => each.id === row.id && row.id !== '')

  const show = () => {
    const chosen = source.chosen()
    for (const token of all('.n-combo__tok', box)) token.remove()
    if (source.many) for (const row of chosen) input.before(token(row))
    input.value = source.many ? '' : (chosen[0]?.label ?? '')
    input.placeholder = source.many && chosen.length > 0 ? '' : source.search
  }
  const token = (row) => {
    const shut = make(
      'button',
      { type: 'button', class: 'n-chip__x', 'aria-label': text('remove', { name: row.label }) },
      icon('x'),
    )
    shut.addEventListener('click', () => {
      put(source.chosen().filter((each) => each !== row && (each.id !== row.id || each.label !== row.label)))
      input.focus()
    })
    return make('span', { class: 'n-combo__tok' }, make('bdi', {}, row.label), shut)
  }
  const put = (chosen) => {
    source.put(chosen)
    show()
    changed(field)
  }
  const choose = (row) => {
    if (!row) return
    if (source.many)
      put(isChosen(row) ? source.chosen().filter((each) => each.id !== row.id) : [...source.chosen(), row])
    else put([row])
    shut()
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
    if (next && at >= shown.length - 3) more()
  }
  const add = (results) => {
    const from = found.length
    found = [...found, ...results]
    for (const [index, row] of results.entries())
      list.append(choice(row, `${id}-${from + index}`, wanted, isChosen(row)))
  }
  const tell = (message) => {
    list.replaceChildren(make('li', { class: 'n-combo__none' }, message))
    say(message)
  }
  const ask = async (after) => {
    waiting?.abort()
    waiting = new AbortController()
    const { signal } = waiting
    try {
      const answer = await source.find(wanted, after, signal)
      return signal.aborted ? null : answer
    } catch {
      if (!signal.aborted) tell(text('notLoaded'))
      return null
    }
  }
  const more = async () => {
    const after = next
    next = null
    const answer = await ask(after)
    if (!answer || list.hidden) return
    add(answer.results)
    next = answer.next
  }
  const open = async (typed) => {
    wanted = typed
    list.hidden = false
    input.setAttribute('aria-expanded', 'true')
    const answer = await ask(null)
    if (!answer || list.hidden) return
    list.replaceChildren()
    found = []
    at = -1
    add(answer.results)
    next = answer.next
    if (found.length === 0) tell(text('nothingMatches', { text: wanted }))
    activate(found.length > 0 ? 0 : -1)
  }
  const shut = () => {
    waiting?.abort()
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
  }

  let timer = 0
  box.addEventListener('click', (event) => event.target.closest('button') ?? input.focus())
  input.addEventListener('focus', () => source.many || input.select())
  input.addEventListener('click', () => list.hidden && open(''))
  for (const type of ['input', 'change'])
    input.addEventListener(type, (event) => {
      // Searching is no change to what is saved.
      event.stopPropagation()
      if (type === 'change') return
      // What is shown, or on its way, is of what was typed before: Enter must not choose it.
      waiting?.abort()
      found = []
      activate(-1)
      clearTimeout(timer)
      timer = setTimeout(() => open(input.value), field.dataset.find ? 150 : 0)
    })
  input.addEventListener('blur', () => {
    clearTimeout(timer)
    const typed = input.value.trim()
    const before = source.many ? '' : (source.chosen()[0]?.label ?? '')
    const same = source.many ? [] : found.filter(({ label }) => label.toLowerCase() === typed.toLowerCase())
    if (typed === '' && before !== '') put([])
    else if (typed !== before && same.length === 1) put(same)
    else if (typed !== before && source.many && field.dataset.find) put([...source.chosen(), { id: '', label: typed }])
    else if (typed !== before && source.typed) {
      source.typed(typed)
      changed(field)
    } else show()
    shut()
  })
  list.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    const row = event.target.closest('.n-combo__opt')
    if (row) choose(found[rows().indexOf(row)])
  })
  list.addEventListener('scroll', () => {
    if (next && list.scrollTop + list.clientHeight > list.scrollHeight - 80) more()
  })
  input.addEventListener('keydown', (event) => {
    const size = rows().length
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (list.hidden) open('')
      else if (size > 0) activate((at + (event.key === 'ArrowDown' ? 1 : -1) + size) % size)
    } else if (event.key === 'Enter' && !list.hidden) {
      event.preventDefault()
      choose(found[at])
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation()
      event.preventDefault()
      show()
      shut()
    } else if (event.key === 'Backspace' && source.many && input.value === '') put(source.chosen().slice(0, -1))
  })
  // Another module chose a row: one that was just added, or the form was set back.
  field.addEventListener('n-choose', ({ detail: row }) => {
    put(source.many ? [...source.chosen().filter((each) => each.id !== row.id), row] : [row])
  })
  field.addEventListener('n-show', show)
  show()
}

/** One choice, with the letters that were typed marked. */
function choice({ id: value, label, note }, id, wanted, selected) {
  const name = make('bdi', {})
  const from = wanted === '' ? -1 : label.toLowerCase().indexOf(wanted.toLowerCase())
  if (from < 0) name.append(label)
  else {
    const to = from + wanted.length
    name.append(label.slice(0, from), make('mark', {}, label.slice(from, to)), label.slice(to))
  }
  return make(
    'li',
    { class: 'n-combo__opt', role: 'option', id, 'data-value': value, 'aria-selected': String(selected) },
    icon('check'),
    make('span', {}, name),
    ...(note ? [make('bdi', { class: 'n-muted' }, note)] : []),
  )
}

enhance((root) => {
  for (const select of all('select[data-combo]', root)) combobox(select, ofSelect(select))
  for (const field of all('input[data-find]', root)) combobox(field, ofLine(field))
  for (const field of all('textarea[data-find]', root)) combobox(field, ofLines(field))
})
