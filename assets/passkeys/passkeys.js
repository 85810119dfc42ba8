// Passkeys in the browser: each part of a page with `data-passkeys` gets its button, and says in words what went wrong. Without this file, or without
// WebAuthn, the buttons stay hidden. Texts and addresses stand in data attributes: nothing is written here that a visitor reads.

const supported =
  globalThis.isSecureContext && 'credentials' in navigator && typeof globalThis.PublicKeyCredential === 'function'

/** Milliseconds after which the autofill of a log-in page asks for a new challenge: they hold for five minutes. */
const renewal = 270_000

/** The request that waits for the autofill, which has to end before another begins. */
let waiting = null

for (const part of document.querySelectorAll('[data-passkeys]')) begin(part)

function begin(part) {
  const button = part.querySelector('[data-passkeys-button]')
  for (const hint of part.querySelectorAll('[data-passkeys-scriptless]')) hint.hidden = true
  if (!supported || button === null) {
    for (const hint of part.querySelectorAll('[data-passkeys-unsupported]')) hint.hidden = false
    return
  }
  for (const each of part.querySelectorAll('[data-passkeys-supported]')) each.hidden = false
  button.hidden = false
  const run = part.dataset.passkeys === 'add' ? add : get
  button.addEventListener('click', () => attempt(part, () => run(part)))
  part.closest('form')?.addEventListener('submit', (event) => {
    event.preventDefault()
    attempt(part, () => run(part))
  })
  if (part.dataset.passkeys === 'login') offer(part)
}

/** Does the work of a button once at a time, and tells how it ended. */
async function attempt(part, work) {
  if (part.getAttribute('aria-busy') === 'true') return
  part.setAttribute('aria-busy', 'true')
  say(part, part.dataset.textWaiting)
  waiting?.abort()
  try {
    await work()
  } catch (error) {
    say(part, textOf(part, error), true)
  } finally {
    part.removeAttribute('aria-busy')
  }
}

async function add(part) {
  const { publicKey } = await post(part, part.dataset.options, {})
  const credential = await navigator.credentials.create({ publicKey: creationOptions(publicKey) })
  const name = part.querySelector('[data-passkeys-name]')?.value ?? ''
  await finish(part, { credential: toJson(credential), name })
}

async function get(part) {
  const { publicKey } = await post(part, part.dataset.options, {})
  const credential = await navigator.credentials.get({ publicKey: requestOptions(publicKey) })
  await finish(part, shown(part, credential))
}

/** What is sent of a passkey that was shown; a log-in lasts as the box beside the password says. */
function shown(part, credential) {
  const box =
    part.dataset.passkeys === 'login' ? document.querySelector('input[type="checkbox"][name="remember"]') : null
  return { credential: toJson(credential), next: part.dataset.next, ...(box && { remember: box.checked }) }
}

async function finish(part, body) {
  const { next } = await post(part, part.dataset.finish, body)
  say(part, part.dataset.textDone)
  location.assign(next)
}

/** Passkeys among what the browser offers in the field of the user name, for as long as the page is open. */
async function offer(part) {
  const field = document.querySelector('input[autocomplete~="username"]')
  if (field === null || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return
  if (!field.autocomplete.includes('webauthn')) field.autocomplete = `${field.autocomplete} webauthn`
  for (;;) {
    if (part.getAttribute('aria-busy') === 'true' || document.hidden) await pause(1000)
    else if ((await offerOnce(part)) === 'end') return
  }
}

async function offerOnce(part) {
  waiting = new AbortController()
  const { signal } = waiting
  const timer = setTimeout(() => waiting?.abort(), renewal)
  try {
    const { publicKey } = await post(part, part.dataset.options, {}, signal)
    const options = { publicKey: requestOptions(publicKey), mediation: 'conditional', signal }
    const credential = await navigator.credentials.get(options)
    await finish(part, shown(part, credential))
    return 'end'
  } catch (error) {
    if (error?.name === 'AbortError') return 'again'
    // Only what was refused is told: nobody has pressed anything otherwise.
    if (error instanceof Refusal) say(part, textOf(part, error), true)
    return error instanceof Refusal && error.code === 'expired' ? 'again' : 'end'
  } finally {
    clearTimeout(timer)
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** What the server has refused, in its words. */
class Refusal extends Error {
  constructor(code, message) {
    super(message)
    this.code = code
  }
}

async function post(part, url, body, signal) {
  const token = part.querySelector('input[name="csrfmiddlewaretoken"]')?.value ?? ''
  const response = await fetch(url, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrftoken': token },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  })
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer
  if (typeof answer.next === 'string') location.assign(answer.next)
  const [first] = Object.values(answer.errors ?? {}).flat()
  throw new Refusal(first?.code ?? '', first?.message ?? part.dataset.textFailed)
}

function textOf({ dataset }, error) {
  if (error instanceof Refusal) return error.message
  switch (error?.name) {
    case 'NotAllowedError':
    case 'AbortError':
    case 'TimeoutError':
      return dataset.textCancelled
    case 'InvalidStateError':
      return dataset.textKnown
    case 'SecurityError':
      return dataset.textAddress
    default:
      return dataset.textFailed
  }
}

function say(part, text, isError = false) {
  const status = part.querySelector('[data-passkeys-status]')
  if (status === null) return
  status.textContent = text ?? ''
  status.hidden = !text
  status.classList.toggle('a-note--error', isError)
}

// ---- JSON and bytes, where the browser does not do it itself -------------------------------------------

function bytes(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

function base64url(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

const descriptors = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }))

function creationOptions(json) {
  if (PublicKeyCredential.parseCreationOptionsFromJSON) return PublicKeyCredential.parseCreationOptionsFromJSON(json)
  return {
    ...json,
    challenge: bytes(json.challenge),
    user: { ...json.user, id: bytes(json.user.id) },
    excludeCredentials: descriptors(json.excludeCredentials),
  }
}

function requestOptions(json) {
  if (PublicKeyCredential.parseRequestOptionsFromJSON) return PublicKeyCredential.parseRequestOptionsFromJSON(json)
  return { ...json, challenge: bytes(json.challenge), allowCredentials: descriptors(json.allowCredentials) }
}

/** Some password managers give credentials of their own, whose `toJSON` is missing or throws. */
function toJson(credential) {
  try {
    return credential.toJSON()
  } catch {
    return byHand(credential)
  }
}

function byHand(credential) {
  const { response } = credential
  const json = { clientDataJSON: base64url(response.clientDataJSON) }
  for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle'])
    if (response[name]) json[name] = base64url(response[name])
  const transports = response.getTransports?.()
  return {
    id: credential.id,
    rawId: base64url(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { ...json, ...(transports && { transports }) },
  }
}
