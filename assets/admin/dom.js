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
