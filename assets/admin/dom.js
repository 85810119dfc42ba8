// Small helpers that the modules share.

/** The first element that matches. @type {(selector: string, inside?: ParentNode) => HTMLElement | null} */
export const one = (selector, inside = document) => inside.querySelector(selector)

/** Every element that matches. @type {(selector: string, inside?: ParentNode) => HTMLElement[]} */
export const all = (selector, inside = document) => [...inside.querySelectorAll(selector)]

/** An element with attributes and children; text is never read as markup. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue
    element.setAttribute(key, value === true ? '' : value)
  }
  element.append(...children)
  return element
}

/** An icon of the page's sprite. */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('class', 'n-icon')
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS(space, 'use')
  use.setAttribute('href', `#i-${name}`)
  svg.append(use)
  return svg
}

const enhancers = []

/**
 * Runs `work(root)` on the page now, and on every part that replaces another one later. It looks for its hooks inside `root` only, so it
 * never meets an element twice; what listens on the document itself is set up outside of it, once.
 * @type {(work: (root: ParentNode) => void) => void}
 */
export function enhance(work) {
  enhancers.push(work)
  work(document)
}

/** Makes the markup of a new part of the page work as the old one did. A module that fails does so alone. */
export function enhanced(root) {
  for (const work of enhancers) {
    try {
      work(root)
    } catch (error) {
      reportError(error)
    }
  }
}

/** Is the page itself used, or is something typed or chosen? Keys belong to whoever has the focus. */
export function typing(element = document.activeElement) {
  if (element === null) return false
  if (element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName)) return true
  return (
    element.tagName === 'INPUT' && !/^(checkbox|radio|button|submit|reset|image|range|color|file)$/.test(element.type)
  )
}

/** What this browser keeps for the admin; nothing where it keeps nothing (private windows, a full disk). */
export const store = {
  get(key) {
    try {
      return localStorage.getItem(`nuages:${key}`)
    } catch {
      return null
    }
  },
  /** False where it could not be kept. A value of null is taken away. */
  set(key, value) {
    try {
      if (value === null) localStorage.removeItem(`nuages:${key}`)
      else localStorage.setItem(`nuages:${key}`, value)
      return true
    } catch {
      return false
    }
  },
  keys() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith('nuages:'))
        .map((key) => key.slice(7))
    } catch {
      return []
    }
  },
}

/** Tells other modules that a script changed a field. */
export function changed(field) {
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

const live = make('div', { class: 'n-sr', role: 'status', 'aria-live': 'polite' })
document.body.append(live)

/** Says something to people who do not see the change. */
export function say(text) {
  live.textContent = ''
  setTimeout(() => {
    live.textContent = text
  }, 40)
}
