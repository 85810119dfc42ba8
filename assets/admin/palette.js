// The palette: records, lists, pages and actions by a part of their name, from the keyboard. `>` shows actions alone. Without script the same is
// the page that it asks. Pattern: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ (list autocomplete with manual selection).

import { recent } from './device.js'
import { all, icon, make, one } from './dom.js'
import { text } from './texts.js'

const dialog = one('#n-pal')
const input = one('input', dialog)
const list = one('.n-pal__list', dialog)
const pause = 150

/** What the person may go to and do, asked for once a page. @type {Promise<object[]> | undefined} */
let known
let at = 0
let asked = 0

/** Opens the palette, or closes it. */
export function togglePalette() {
  if (dialog.open) return dialog.close()
  if (one('dialog[open]')) return
  known ??= ask('').then(({ places }) => [...places, ...ownActions()], ownActions)
  input.value = ''
  dialog.showModal()
  draw()
}

async function ask(q) {
  const response = await fetch(`${dialog.dataset.url}?${new URLSearchParams(q === '' ? {} : { q })}`, {
    headers: { accept: 'application/json' },
  })
  if (!response.ok || response.redirected) throw new TypeError(`the search answered ${response.status}`)
  return response.json()
}

/** What scripts do themselves. */
function ownActions() {
  return [
    { kind: 'action', text: text('switchTheme'), icon: 'sun', run: switchTheme },
    { kind: 'action', text: text('keys'), icon: 'keyboard', note: '?', run: () => one('[data-keys-sheet]').click() },
  ]
}

function switchTheme() {
  const dark =
    document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
  one(`input[name="theme"][value="${dark === 'dark' ? 'light' : 'dark'}"]`).click()
}

/** How well a name fits: its start before the start of a word, before any other place. */
function fit(name, wanted) {
  const lower = name.toLowerCase()
  if (lower.startsWith(wanted)) return 3
  if (lower.includes(` ${wanted}`)) return 2
  return wanted.split(/\s+/).every((word) => lower.includes(word)) ? 1 : 0
}

async function draw() {
  const turn = ++asked
  const only = input.value.startsWith('>')
  const wanted = input.value.replace(/^>/, '').trim()
  const fitting = (entries) =>
    entries
      .map((entry) => ({ entry, fits: fit(entry.text, wanted.toLowerCase()) }))
      .filter(({ fits }) => fits > 0)
      .sort((a, b) => b.fits - a.fits)
      .map(({ entry }) => entry)
  const visited = recent().map((record) => ({ ...record, icon: 'clock' }))
  const entries = await known
  if (turn !== asked) return
  const actions = fitting(entries.filter(({ kind }) => kind === 'action'))
  const pages = fitting(entries.filter(({ kind }) => kind === 'page'))
  if (only) return paint([['actions', actions]])
  if (wanted === '')
    return paint([
      ['recent', visited.slice(0, 5)],
      ['goTo', pages],
      ['actions', actions],
    ])
  const before = [
    ['recent', fitting(visited).slice(0, 3)],
    ['goTo', pages],
    ['actions', actions],
  ]
  paint(before)
  if (wanted.length < 2) return
  await new Promise((resolve) => setTimeout(resolve, pause))
  if (turn !== asked) return
  const found = await ask(wanted).catch(() => null)
  if (turn !== asked || found === null) return
  const seen = new Set(before[0][1].map(({ url }) => url))
  const records = found.records.filter(({ url }) => !seen.has(url))
  paint([before[0], ['records', records], before[1], before[2], ['more', found.more]])
}

/** Draws groups of entries, [name, entries]; what was chosen by the arrows stays so. */
function paint(groups) {
  const chosen = options()[at]?.dataset.id
  let count = 0
  const shown = groups
    .filter(([, entries]) => entries.length > 0)
    .map(([name, entries]) => {
      const label = make('div', { class: 'n-pal__group', id: `n-pal-${name}` }, text(`palette_${name}`))
      const rows = entries.map((entry) => row(entry, `n-pal-${count++}`))
      return make('div', { role: 'group', 'aria-labelledby': label.id }, label, ...rows)
    })
  list.replaceChildren(...shown)
  if (count === 0)
    list.append(make('p', { class: 'n-combo__none', role: 'option', 'aria-disabled': true }, text('paletteNothing')))
  const rows = options()
  at = Math.max(0, at === 0 ? 0 : rows.findIndex((each) => each.dataset.id === chosen))
  mark()
}

function row(entry, id) {
  const item = make(
    'a',
    {
      class: 'n-pal__item',
      role: 'option',
      id,
      href: entry.url ?? '#',
      tabindex: '-1',
      'aria-selected': 'false',
      'data-id': entry.url ?? entry.text,
    },
    icon(entry.icon),
    make('span', {}, make('bdi', {}, entry.text)),
    ...(entry.note ? [make('span', { class: 'n-end' }, make('bdi', {}, entry.note))] : []),
  )
  item.addEventListener('click', (event) => {
    if (entry.run) {
      event.preventDefault()
      dialog.close()
      entry.run()
    } else if (!event.ctrlKey && !event.metaKey) dialog.close()
  })
  return item
}

const options = () => all('.n-pal__item', list)

function mark() {
  const rows = options()
  for (const [index, each] of rows.entries()) each.setAttribute('aria-selected', String(index === at))
  const current = rows[at]
  if (!current) return input.removeAttribute('aria-activedescendant')
  current.scrollIntoView({ block: 'nearest' })
  input.setAttribute('aria-activedescendant', current.id)
}

input.addEventListener('input', () => {
  at = 0
  draw()
})
input.addEventListener('keydown', (event) => {
  const count = options().length
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step && count > 0) {
    event.preventDefault()
    at = (at + step + count) % count
    mark()
  } else if (event.key === 'Enter') {
    event.preventDefault()
    const chosen = options()[at]
    if (chosen) chosen.click()
    else location.assign(`${dialog.dataset.url}?${new URLSearchParams({ q: input.value.replace(/^>/, '').trim() })}`)
  }
})
