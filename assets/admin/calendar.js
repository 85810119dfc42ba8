// A calendar beside a date field, which still takes what is typed. Keys: https://www.w3.org/WAI/ARIA/apg/patterns/dialog-modal/examples/datepicker-dialog/
import { all, changed, enhance, icon, make, one } from './dom.js'
import { text } from './texts.js'

const language = document.documentElement.lang || 'en'
const isRtl = document.documentElement.dir === 'rtl'
const written = (options) => new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options })
const dayName = written({ weekday: 'long' })
const shortName = written({ weekday: 'short' })
const monthName = written({ month: 'long', year: 'numeric' })
const fullDate = written({ dateStyle: 'full' })

// Days are counted in UTC, where none is shorter than another.
const iso = (date) => date.toISOString().slice(0, 10)
const dayOf = (text) => new Date(`${text}T00:00Z`)
const today = () => new Date(Date.UTC(new Date().getFullYear(), new Date().getMonth(), new Date().getDate()))
const plus = (date, days) => new Date(date.getTime() + days * 86_400_000)
/** The same day of another month, or its last one. */
const plusMonths = (date, months) => {
  const moved = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1))
  const last = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()
  moved.setUTCDate(Math.min(date.getUTCDate(), last))
  return moved
}
/** 0 for Sunday. */
const firstDay = (() => {
  const locale = new Intl.Locale(language)
  return ((locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1) % 7
})()

enhance((root) => {
  for (const button of all('[data-calendar]', root)) {
    const field = one(`#${CSS.escape(button.dataset.calendar)}`)
    if (field) button.addEventListener('click', () => open(button, field))
  }
})

function open(button, field) {
  const chosen = /^\d{4}-\d\d-\d\d/.exec(field.value)?.[0]
  const panel = make('div', { class: 'n-cal', popover: '', role: 'dialog', 'aria-label': text('chooseDate') })
  const put = (value) => {
    field.value = value
    changed(field)
    panel.hidePopover()
  }
  const set = (date) =>
    put(field.type === 'datetime-local' ? `${iso(date)}T${field.value.slice(11) || '09:00'}` : iso(date))
  let at = chosen ? dayOf(chosen) : today()

  const draw = (focus) => {
    panel.replaceChildren(head(at), grid(at, chosen), foot())
    if (focus) one('[tabindex="0"]', panel).focus()
  }
  const quick = (name, act) => {
    const made = make('button', { type: 'button', class: 'n-btn n-btn--quiet n-btn--s' }, text(name))
    made.addEventListener('click', act)
    return made
  }
  const foot = () =>
    make(
      'div',
      { class: 'n-cal__foot' },
      quick('today', () => set(today())),
      quick('inAWeek', () => set(plus(today(), 7))),
      ...(field.required ? [] : [quick('clear', () => put(''))]),
    )

  panel.addEventListener('click', (event) => {
    const target = event.target.closest('button')
    if (target?.dataset.day) set(dayOf(target.dataset.day))
    else if (target?.dataset.months) {
      at = plusMonths(at, Number(target.dataset.months))
      draw(false)
      one(`[data-months="${target.dataset.months}"]`, panel).focus()
    }
  })
  panel.addEventListener('keydown', (event) => {
    if (!event.target.dataset.day) return
    const ahead = isRtl ? -1 : 1
    const months = (event.shiftKey ? 12 : 1) * (event.key === 'PageUp' ? -1 : 1)
    const weekday = (at.getUTCDay() - firstDay + 7) % 7
    const moves = {
      ArrowLeft: () => plus(at, -ahead),
      ArrowRight: () => plus(at, ahead),
      ArrowUp: () => plus(at, -7),
      ArrowDown: () => plus(at, 7),
      Home: () => plus(at, -weekday),
      End: () => plus(at, 6 - weekday),
      PageUp: () => plusMonths(at, months),
      PageDown: () => plusMonths(at, months),
    }
    if (!moves[event.key]) return
    event.preventDefault()
    at = moves[event.key]()
    draw(true)
  })
  panel.addEventListener('toggle', (event) => {
    if (event.newState !== 'closed') return
    panel.remove()
    button.focus()
  })
  // Inside of a dialog, so that it stands above it.
  ;(field.closest('dialog') ?? document.body).append(panel)
  draw(false)
  panel.showPopover()
  place(panel, field)
  one('[tabindex="0"]', panel).focus()
}

function place(panel, field) {
  const { left, right, top, bottom } = field.getBoundingClientRect()
  const start = isRtl ? right - panel.offsetWidth : left
  panel.style.left = `${Math.max(8, Math.min(start, innerWidth - panel.offsetWidth - 8))}px`
  const below = bottom + 6
  const fits = below + panel.offsetHeight <= innerHeight
  panel.style.top = `${fits ? below : Math.max(8, top - panel.offsetHeight - 6)}px`
}

function head(at) {
  const step = (months, name) => {
    const arrow = icon('right')
    arrow.classList.add(months < 0 ? 'n-icon--back' : 'n-icon--on')
    const data = { type: 'button', class: 'n-btn n-btn--quiet n-btn--icon n-btn--s', 'data-months': String(months) }
    return make('button', { ...data, 'aria-label': text(name) }, arrow)
  }
  const month = make('span', { 'aria-live': 'polite' }, monthName.format(at))
  return make('div', { class: 'n-cal__head' }, step(-1, 'previousMonth'), month, step(1, 'nextMonth'))
}

function grid(at, chosen) {
  const first = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1))
  const start = plus(first, -((first.getUTCDay() - firstDay + 7) % 7))
  const now = iso(today())
  const names = [...Array(7).keys()].map((i) => plus(start, i))
  const heads = names.map((day) => make('th', { scope: 'col', abbr: dayName.format(day) }, shortName.format(day)))
  const cell = (day) => {
    const value = iso(day)
    const data = {
      type: 'button',
      class: 'n-cal__day',
      'data-day': value,
      tabindex: value === iso(at) ? '0' : '-1',
      'data-out': day.getUTCMonth() !== at.getUTCMonth(),
      'aria-current': value === now ? 'date' : null,
      'aria-pressed': String(value === chosen),
      'aria-label': fullDate.format(day),
    }
    return make('td', {}, make('button', data, String(day.getUTCDate())))
  }
  const weeks = [...Array(6).keys()].map((week) =>
    make('tr', {}, ...[...Array(7).keys()].map((i) => cell(plus(start, week * 7 + i)))),
  )
  return make('table', {}, make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...weeks))
}
