// Counts the fields that were changed, asks before the page is left, saves by Ctrl+S, and can take changes back.
import { enhance, one } from './dom.js'
import { onKey } from './keys.js'
import { text as say } from './texts.js'

enhance((root) => {
  const form = one('form[data-dirty]', root)
  if (form) guard(form)
})

function guard(form) {
  const text = one('[data-changes]', form)
  const undo = one('[data-undo]', form)
  const start = read(form)
  const sentBack = form.dataset.dirty !== ''
  let leaving = false

  const count = () => {
    const now = read(form)
    const names = new Set()
    for (const [name, values] of now) if (start.get(name) !== values) names.add(name)
    for (const name of start.keys()) if (!now.has(name)) names.add(name)
    return names.size
  }
  const update = () => {
    const changes = count()
    const idle = sentBack ? form.dataset.dirty : say('noChanges')
    text.textContent = changes === 0 ? idle : say('unsaved', { count: changes })
    text.classList.toggle('n-strong', changes > 0)
    undo.hidden = changes === 0
  }

  form.addEventListener('input', update)
  form.addEventListener('change', update)
  form.addEventListener('submit', () => {
    leaving = true
  })
  undo.addEventListener('click', () => {
    leaving = true
    location.reload()
  })
  addEventListener('beforeunload', (event) => {
    if (!leaving && count() > 0) event.preventDefault()
  })
  // Back from the history: the browser may have kept what was typed.
  addEventListener('pageshow', () => {
    leaving = false
    update()
  })
  onKey('Ctrl s', say('keySave'), () => form.isConnected && form.requestSubmit(one('[data-save]', form)))
  update()
}

/** The values that the form would send, by name; those that a script or the server adds are no change of a person's. */
function read(form) {
  const values = new Map()
  for (const [name, value] of new FormData(form)) {
    if (name === 'csrfmiddlewaretoken' || name.startsWith('_')) continue
    values.set(
      name,
      `${values.get(name) ?? ''}\0${value instanceof File ? value.name : value.replaceAll('\r\n', '\n')}`,
    )
  }
  return values
}
