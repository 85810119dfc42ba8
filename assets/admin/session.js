// An ended session loses nothing: before a form is sent, and when somebody comes back to a page with changes, it is asked whether the session still
// goes on; if not, a dialog asks for the password in place, and the form is sent then. Without script the server asks on a page of its own.

import { loginName, person, root } from './device.js'
import { openDialog } from './dialogs.js'
import { all, make, one } from './dom.js'
import { text } from './texts.js'
import { toast } from './toasts.js'

/** Milliseconds for which a session counts as alive without asking. */
const trusted = 60_000
let seen = Date.now()
/** The dialog that is open, as the promise of its end. @type {Promise<boolean> | null} */
let asking = null
/** The form that goes on being sent after the session was looked at. */
let passed = null

async function current() {
  const response = await fetch(`${root}session/`, { headers: { accept: 'application/json' } })
  if (!response.ok) throw new TypeError(`the session answered ${response.status}`)
  return response.json()
}

/** Forms are sent with the token of the session that there is now. */
function takeToken(token) {
  for (const field of all('input[name="csrfmiddlewaretoken"]')) field.value = token
  seen = Date.now()
}

/** True once this person is logged in; false where they gave up. Rejects where the site does not answer. */
async function ensureSession() {
  if (Date.now() - seen < trusted) return true
  if (asking) return asking
  const session = await current()
  if (session.person === person) {
    takeToken(session.token)
    return true
  }
  asking = ask(session.token).finally(() => {
    asking = null
  })
  return asking
}

function ask(token) {
  return new Promise((resolve) => {
    let done = false
    const name = make('input', {
      class: 'n-input',
      id: 'n-again-name',
      autocomplete: 'username',
      value: loginName,
      required: true,
    })
    const password = make('input', {
      class: 'n-input',
      id: 'n-again-password',
      type: 'password',
      autocomplete: 'current-password',
      required: true,
      autofocus: true,
    })
    const problem = make('p', { class: 'n-error', role: 'alert' })
    const button = make('button', { class: 'n-btn n-btn--primary' }, text('logIn'))
    const form = make(
      'form',
      { 'data-again': true },
      make('p', { class: 'n-soft' }, text('sessionEnded')),
      make('div', { class: 'n-field' }, make('label', { class: 'n-label', for: name.id }, text('loginName')), name),
      make(
        'div',
        { class: 'n-field' },
        make('label', { class: 'n-label', for: password.id }, text('password')),
        password,
        problem,
      ),
      button,
    )
    const dialog = openDialog(text('logInToSave'), [form])
    const finish = (session) => {
      if (session.person !== person) {
        problem.textContent = text('anotherPerson')
        return
      }
      takeToken(session.token)
      done = true
      dialog.close()
    }
    dialog.addEventListener('close', () => resolve(done))
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      button.disabled = true
      problem.textContent = ''
      try {
        const answer = await logIn(token, name.value, password.value)
        if (answer.session) finish(answer.session)
        else if (answer.step) nextStep(problem, answer.step, finish)
        else problem.textContent = answer.refused
      } catch {
        problem.textContent = text('noAnswer')
      }
      button.disabled = false
    })
  })
}

/** Logs in without leaving the page: a session, the address of a further step, or why not. */
async function logIn(csrfmiddlewaretoken, username, password) {
  const next = `${root}session/`
  const response = await fetch(`${root}login/`, {
    method: 'POST',
    headers: { accept: 'application/json, text/html;q=0.5' },
    body: new URLSearchParams({ csrfmiddlewaretoken, username, password, next }),
  })
  const { pathname } = new URL(response.url)
  if (pathname === next) return { session: await response.json() }
  if (pathname !== `${root}login/`) return { step: response.url }
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  return { refused: one('#n-errors', page)?.textContent.trim() || text('noAnswer') }
}

/** A second factor has a page of its own; it is taken beside this one, which then goes on. */
function nextStep(problem, url, finish) {
  const link = make('a', { href: url, target: '_blank' }, text('nextStep'))
  problem.replaceChildren(link)
  link.focus()
  const look = async () => {
    const session = await current().catch(() => null)
    if (session?.person !== person) return
    removeEventListener('focus', look)
    finish(session)
  }
  addEventListener('focus', look)
}

document.addEventListener(
  'submit',
  (event) => {
    const { target: form, submitter } = event
    if (form.method !== 'post' || !form.closest('main, dialog') || form.dataset.again !== undefined) return
    if (passed === form) {
      passed = null
      return
    }
    if (Date.now() - seen < trusted) return
    event.preventDefault()
    event.stopImmediatePropagation()
    ensureSession().then(
      (alive) => {
        if (!alive) return
        passed = form
        form.requestSubmit(submitter)
      },
      () => toast(text('noAnswer'), 'bad'),
    )
  },
  true,
)

// Back at the page after a while: better to be asked now than after more was typed.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && one('form[data-dirty] [data-undo]:not([hidden])'))
    ensureSession().catch(() => {})
})
