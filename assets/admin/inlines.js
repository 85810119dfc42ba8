// Rows in a form: adds them from a template, marks them for removal, moves them by drag or by the arrow keys. Without script the same
// buttons and numbers are sent, and the page comes back.
import { all, changed, enhance, enhanced, icon, one, say } from './dom.js'
import { text } from './texts.js'

const slot = '__prefix__'
const itemsOf = (host) => all(':scope > [data-item]', host)
const hostOf = (box) => one('[data-items]', box)

/** What belongs to a row itself, not to one inside of it. */
const own = (item, selector) => all(selector, item).find((each) => each.closest('[data-item]') === item)

enhance((root) => {
  for (const box of all('[data-inline]', root)) bind(box)
})

function bind(box) {
  const host = hostOf(box)
  const add = one(':scope > [data-add]', box)
  for (const item of itemsOf(host)) bindItem(host, item)
  add?.addEventListener('click', (event) => {
    event.preventDefault()
    addItem(box, host, add)
  })
}

function addItem(box, host, add) {
  const named = (name) => one(`[name="${CSS.escape(`${box.dataset.inline}-${name}`)}"]`, box)
  const total = named('TOTAL_FORMS')
  const max = Number(named('MAX_NUM_FORMS')?.value || Number.POSITIVE_INFINITY)
  const index = Number(total.value)
  if (index >= max) return
  const item = document.importNode(one(':scope > template', box).content, true).firstElementChild
  number(item, String(index))
  host.append(item)
  total.value = String(index + 1)
  add.hidden = index + 1 >= max
  bindItem(host, item)
  enhanced(item)
  order(host)
  changed(total)
  all('input:not(.no-js), select, textarea', item)
    .find((field) => field.checkVisibility())
    ?.focus()
  say(text('rowAdded'))
}

/** Puts a number where names, ids and references have the slot; what is nested keeps a slot of its own. */
function number(root, index) {
  for (const element of [...(root instanceof Element ? [root] : []), ...all('*', root)]) {
    for (const attribute of element.attributes)
      if (attribute.value.includes(slot))
        attribute.value = attribute.value
          .split(' ')
          .map((part) => part.replace(slot, index))
          .join(' ')
    if (element instanceof HTMLTemplateElement) number(element.content, index)
  }
}

/** Writes positions as the rows stand. A row that nobody added keeps none. */
function order(host) {
  let place = 0
  for (const item of itemsOf(host)) {
    if (item.matches('.no-js')) continue
    place += 1
    const field = own(item, '[data-order]')
    if (field) field.value = String(place)
    const shown = own(item, '[data-number]')
    if (shown) shown.textContent = String(place)
  }
}

function bindItem(host, item) {
  const remove = own(item, '[data-remove]')
  const box = own(item, '[data-delete]')
  const label = remove?.getAttribute('aria-label')
  const drawn = () => {
    const gone = 'gone' in item.dataset
    remove.replaceChildren(icon(gone ? 'undo' : 'trash'))
    remove.setAttribute('aria-label', gone ? text('keepRow') : label)
  }
  remove?.addEventListener('click', () => {
    const gone = !('gone' in item.dataset)
    if (gone) item.dataset.gone = ''
    else delete item.dataset.gone
    box.checked = gone
    drawn()
    changed(box)
    say(text(gone ? 'rowGoes' : 'rowKept'))
  })
  const grip = own(item, '[data-grip]')
  if (!grip) return
  const moved = () => {
    order(host)
    changed(own(item, '[data-order]'))
  }
  grip.addEventListener('keydown', (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const list = itemsOf(host).filter((each) => !each.matches('.no-js'))
    const other = list[list.indexOf(item) + step]
    if (!other) return
    if (step < 0) other.before(item)
    else other.after(item)
    moved()
    grip.focus()
    say(text('rowMoved', { place: list.indexOf(item) + step + 1, count: list.length }))
  })
  grip.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    grip.setPointerCapture(event.pointerId)
    item.dataset.drag = ''
    const drag = ({ clientX, clientY }) => {
      const over = document.elementFromPoint(clientX, clientY)?.closest('[data-item]')
      if (!over || over === item || over.parentElement !== host) return
      const { top, height } = over.getBoundingClientRect()
      if (clientY < top + height / 2) over.before(item)
      else over.after(item)
    }
    const drop = () => {
      delete item.dataset.drag
      grip.removeEventListener('pointermove', drag)
      moved()
    }
    grip.addEventListener('pointermove', drag)
    grip.addEventListener('lostpointercapture', drop, { once: true })
  })
}
