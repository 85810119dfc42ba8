// Cells that are edited in the list: changes are marked and counted, Enter and the arrows move down the column, Escape takes a cell back.
import { all, changed, enhance, one } from './dom.js'
import { onKey } from './keys.js'
import { text } from './texts.js'

/** The list that is on the page now. */
let current = null

enhance((root) => {
  const form = one('form[data-work]', root)
  if (form && one('[data-cells]', form)) current = cellsOf(form)
  else if (one('main', root) || root.matches?.('main')) current = null
})

onKey('Ctrl s', text('keySave'), () => current?.save() ?? false)
addEventListener('beforeunload', (event) => {
  if (current?.isDirty()) event.preventDefault()
})
document.addEventListener('nuages:replace', (event) => {
  if (current?.isDirty()) event.preventDefault()
})

function cellsOf(form) {
  const cells = all('[data-cell]', form)
  const bar = one('[data-cells]', form)
  const save = one('[data-save]', bar)
  let leaving = false

  const value = (cell) => (cell.type === 'checkbox' ? (cell.checked ? 'on' : '') : cell.value)
  const drawn = (cell) => {
    if (cell.type === 'checkbox') return cell.defaultChecked ? 'on' : ''
    if (cell.options) return [...cell.options].find((option) => option.defaultSelected)?.value ?? cell.options[0]?.value
    return cell.defaultValue
  }
  /** What the row holds: a list that was sent back says it where its control shows something else. */
  const was = (cell) => cell.dataset.was ?? drawn(cell)
  const isDirty = () => !leaving && cells.some((cell) => 'dirty' in cell.dataset)

  const mark = (cell) => cell.toggleAttribute('data-dirty', value(cell) !== was(cell))
  const count = () => {
    const dirty = cells.filter((cell) => 'dirty' in cell.dataset).length
    bar.hidden = dirty === 0
    one('[data-n]', bar).textContent = dirty === 0 ? '' : text('unsaved', { count: dirty })
  }
  const put = (cell, wanted) => {
    if (cell.type === 'checkbox') cell.checked = wanted === 'on'
    else cell.value = wanted
    changed(cell)
  }
  const column = (cell) => cells.filter((each) => field(each) === field(cell))

  for (const cell of cells) {
    cell.addEventListener('input', () => {
      mark(cell)
      count()
    })
    cell.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && 'dirty' in cell.dataset) {
        event.stopPropagation()
        put(cell, was(cell))
      }
      const down = event.key === 'Enter' || event.key === 'ArrowDown'
      if (!(down || event.key === 'ArrowUp') || (event.key !== 'Enter' && ownArrows(cell))) return
      if (event.key === 'Enter' && cell.tagName === 'TEXTAREA') return
      event.preventDefault()
      const cells = column(cell)
      const next = cells[cells.indexOf(cell) + (down && !event.shiftKey ? 1 : -1)]
      next?.focus()
      if (next?.type !== 'checkbox') next?.select?.()
    })
  }
  // Whose value holds, where two people changed a cell: the control shows it.
  for (const meet of all('[data-meet]', form)) {
    const cell = one('[data-cell]', meet.closest('td'))
    const mine = value(cell)
    meet.addEventListener('change', ({ target }) => put(cell, target.value === 'theirs' ? meet.dataset.meet : mine))
  }
  one('[data-undo]', bar).addEventListener('click', () => {
    for (const cell of cells.filter((each) => 'dirty' in each.dataset)) put(cell, was(cell))
    form.focus()
  })
  form.addEventListener('submit', () => {
    leaving = true
  })
  addEventListener('pageshow', () => {
    leaving = false
    cells.forEach(mark)
    count()
  })
  cells.forEach(mark)
  count()
  return {
    isDirty,
    save() {
      if (isDirty()) form.requestSubmit(save)
    },
  }
}

/** 'price' of 'c4-price'. */
const field = (cell) => cell.name.slice(cell.name.indexOf('-'))

/** Do the arrows mean something to the control itself? */
const ownArrows = (cell) => cell.tagName !== 'INPUT' || /^(date|time|datetime-local|month|week)$/.test(cell.type)
