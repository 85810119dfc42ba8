// A draft on this device: what is typed into a form is kept while it is typed, and offered after a crash or a reload. Passwords, secret inputs and
// files are never kept. A draft brings the version of the row along that it was typed on, so that saving it compares as always.

import { draftName, kept, person, sending } from './device.js'
import { all, changed, enhance, icon, make, one, say, store } from './dom.js'
import { text } from './texts.js'
import { changes, read } from './values.js'

const pause = 500
/** Characters of a draft: a browser keeps five million for a whole site. */
const longest = 200_000

enhance((root) => {
  const form = one('form[data-dirty]', root)
  if (form && person !== '' && !form.closest('dialog')) keep(form)
})

/** Names that a draft leaves out: nobody who sits down at this device later is to find them. */
function secretNames(form) {
  return new Set([...form.elements].filter(isSecret).map((field) => field.name))
}
function isSecret(field) {
  return (
    field.type === 'password' ||
    field.type === 'file' ||
    field.dataset.secret !== undefined ||
    /password|one-time|cc-/.test(field.autocomplete)
  )
}

/** The values of a form that may be kept, and the texts of what was chosen in selects. */
function draftOf(form) {
  const secret = secretNames(form)
  const values = [...read(form)].filter(([name]) => !secret.has(name))
  const chosen = all('select', form).flatMap((select) =>
    [...select.selectedOptions].map(({ value, text }) => [select.name, value, text]),
  )
  return { time: Date.now(), version: versionOf(form)?.value ?? '', values, chosen }
}

function versionOf(form) {
  return form.elements.namedItem('_version')
}

function keep(form) {
  const name = draftName(form)
  const start = new Map(draftOf(form).values)
  const sentBack = form.dataset.dirty !== ''
  const differs = (values) => changes(start, values) > 0
  let timer

  const save = (sent = false) => {
    clearTimeout(timer)
    const draft = { ...draftOf(form), sent }
    if (!sentBack && !differs(new Map(draft.values))) return store.set(name, null)
    const json = JSON.stringify(draft)
    if (json.length <= longest) store.set(name, json)
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(() => save(), pause)
  }

  const draft = kept(name)
  // What came back with its errors holds what was sent.
  const isBack = sentBack && draft?.sent === true
  if (!isBack && Array.isArray(draft?.values) && differs(new Map(draft.values))) offer(form, draft, name, save)
  else if (sentBack) save()

  // The draft that is offered stays until the person has decided, or types anew.
  form.addEventListener('input', soon)
  form.addEventListener('change', soon)
  addEventListener('pagehide', () => timer !== undefined && form.isConnected && save())
  one('[data-undo]', form)?.addEventListener('click', () => {
    clearTimeout(timer)
    timer = undefined
    store.set(name, null)
  })
  form.addEventListener('submit', () => {
    save(true)
    timer = undefined
    sending(form)
  })
}

function offer(form, draft, name, save) {
  const restore = make(
    'button',
    { class: 'n-btn n-btn--s', type: 'button', 'data-restore': true },
    text('draftRestore'),
  )
  const discard = make('button', { class: 'n-btn n-btn--quiet n-btn--s', type: 'button' }, text('draftDiscard'))
  const newer = (versionOf(form)?.value ?? '') !== draft.version
  const note = make(
    'div',
    { class: 'n-note', role: 'status', 'data-draft': true },
    icon('clock'),
    make(
      'div',
      {},
      make('p', {}, text('draftThere', { when: ago(draft.time) }), ...(newer ? [' ', text('draftNewer')] : [])),
      make('div', { class: 'n-row' }, restore, discard),
    ),
  )
  form.prepend(note)
  restore.addEventListener('click', () => {
    fill(form, draft)
    note.remove()
    save()
    say(text('draftRestored'))
    one('input:not([type="hidden"]), select, textarea', form)?.focus()
  })
  discard.addEventListener('click', () => {
    store.set(name, null)
    note.remove()
  })
}

function ago(time) {
  const minutes = Math.round((Date.now() - time) / 60_000)
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang || 'en', { numeric: 'auto' })
  if (minutes < 60) return format.format(-minutes, 'minute')
  return minutes < 60 * 24
    ? format.format(-Math.round(minutes / 60), 'hour')
    : format.format(-Math.round(minutes / 60 / 24), 'day')
}

/** Puts the values of a draft into the form; rows of inlines that it has and the form lacks are added first. */
function fill(form, draft) {
  const values = new Map(draft.values)
  // Twice: a row that is added may have rows of its own.
  addRows(form, values)
  addRows(form, values)
  for (const [name, value, label] of draft.chosen ?? []) {
    const select = form.elements.namedItem(name)
    if (select?.options && ![...select.options].some((option) => option.value === value))
      select.add(new Option(label, value))
  }
  const version = versionOf(form)
  if (version) version.value = draft.version
  const secret = secretNames(form)
  // Twice: a field that follows another one, as a slug does, is set back to what it was.
  for (const tell of [true, false]) {
    const left = new Map([...values].map(([name, all]) => [name, [...all]]))
    for (const field of form.elements) {
      if (!field.name || secret.has(field.name) || field.name.startsWith('_') || field.name === 'csrfmiddlewaretoken')
        continue
      if (/-(TOTAL|INITIAL)_FORMS$/.test(field.name) || /^(submit|button|reset|fieldset|output)$/.test(field.type))
        continue
      put(field, values.get(field.name) ?? [], left.get(field.name), tell)
    }
  }
}

function put(field, all, queue, tell) {
  if (field.type === 'checkbox' || field.type === 'radio') field.checked = all.includes(field.value)
  else if (field.multiple && field.options)
    for (const option of field.options) option.selected = all.includes(option.value)
  else field.value = queue?.shift() ?? ''
  if (!tell) return
  changed(field)
  field.dispatchEvent(new Event('change', { bubbles: true }))
}

function addRows(form, values) {
  for (const inline of all('[data-inline]', form)) {
    const prefix = inline.dataset.inline
    const wanted = [...values.keys()].map((name) =>
      name.startsWith(`${prefix}-`) ? Number(name.slice(prefix.length + 1).split('-')[0]) : -1,
    )
    const total = form.elements.namedItem(`${prefix}-TOTAL_FORMS`)
    for (
      let tries = 0;
      total && Number(total.value) <= Math.max(-1, ...wanted.filter(Number.isInteger)) && tries < 200;
      tries++
    )
      one(':scope > [data-add]', inline)?.click()
  }
}
