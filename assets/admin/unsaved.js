// Counts the fields that were changed, asks before the page is left, saves by Ctrl+S, and can take changes back.
import { enhance, one } from './dom.js'
import { onKey } from './keys.js'
import { text as say } from './texts.js'
import { changes, read } from './values.js'

/** Forms on the page that are watched; in a dialog there may be another one. */
const watched = new Set()

enhance((root) => {
  const form = one('form[data-dirty]', root)
  // Without a bar there is nothing to save.
  if (form && one('[data-changes]', form)) watch(form)
})

const current = () => [...watched].filter((each) => each.form.isConnected).at(-1)?.form
onKey(
  'Ctrl s',
  say('keySave'),
  () => current().requestSubmit(one('[data-save]', current())),
  () => current() !== undefined,
)

addEventListener('beforeunload', (event) => {
  if ([...watched].some((each) => each.form.isConnected && !each.leaving && each.unsaved())) event.preventDefault()
})

function watch(form) {
  const text = one('[data-changes]', form)
  const undo = one('[data-undo]', form)
  const start = read(form)
  // A form that came back with errors holds what is saved nowhere.
  const sentBack = form.dataset.dirty !== ''
  const count = () => changes(start, read(form))
  const state = { form, leaving: false, unsaved: () => sentBack || count() > 0 }
  watched.add(state)

  const update = () => {
    const changed = count()
    const idle = sentBack ? form.dataset.dirty : say('noChanges')
    text.textContent = changed === 0 ? idle : say('unsaved', { count: changed })
    text.classList.toggle('n-strong', changed > 0)
    if (undo) undo.hidden = changed === 0
  }

  form.addEventListener('input', update)
  form.addEventListener('change', update)
  form.addEventListener('submit', () => {
    state.leaving = true
  })
  undo?.addEventListener('click', () => {
    state.leaving = true
    location.reload()
  })
  // Back from the history: the browser may have kept what was typed.
  addEventListener('pageshow', () => {
    state.leaving = false
    update()
  })
  update()
}
