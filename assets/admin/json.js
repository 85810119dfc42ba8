// JSON fields say where they break, and format themselves on request.
import { all, changed, enhance, one } from './dom.js'
import { text as say } from './texts.js'

function size(value) {
  const count = Object.keys(value).length
  return say(Array.isArray(value) ? 'validEntries' : 'validKeys', { count })
}

const token =
  /\s*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/uy

/** The line on which a text stops being JSON: browsers tell a place for some mistakes only. */
function lineOf(text) {
  const open = []
  let wants = 'value'
  let at = 0
  const after = () => (open.length === 0 ? 'end' : 'comma')
  while (true) {
    token.lastIndex = at
    const [found, mark, string] = token.exec(text) ?? []
    if (found === undefined) break
    const isValue = wants === 'value' || wants === 'value]'
    if (string !== undefined && wants.startsWith('key')) wants = ':'
    else if (mark === undefined && isValue) wants = after()
    else if (/[{[]/.test(mark) && isValue) wants = open.push(mark) && mark === '{' ? 'key}' : 'value]'
    else if (
      /[}\]]/.test(mark) &&
      open.at(-1) === (mark === '}' ? '{' : '[') &&
      (wants === 'comma' || wants.endsWith(mark))
    ) {
      open.pop()
      wants = after()
    } else if (mark === ':' && wants === ':') wants = 'value'
    else if (mark === ',' && wants === 'comma') wants = open.at(-1) === '{' ? 'key' : 'value'
    else break
    at = token.lastIndex
  }
  const rest = text.slice(at)
  return text.slice(0, at + rest.length - rest.trimStart().length).split('\n').length
}

enhance((root) => {
  for (const text of all('textarea[data-json]', root)) {
    const frame = text.closest('.n-edit')
    const state = one('[data-state]', frame)
    const check = () => {
      try {
        const value = JSON.parse(text.value || 'null')
        state.textContent = value !== null && typeof value === 'object' ? size(value) : say('validJson')
        text.setCustomValidity('')
      } catch {
        state.textContent = say('invalidLine', { line: lineOf(text.value) })
        text.setCustomValidity(say('invalidJson'))
      }
    }
    text.addEventListener('input', check)
    one('[data-format]', frame).addEventListener('click', () => {
      try {
        text.value = JSON.stringify(JSON.parse(text.value), null, 2)
        changed(text)
      } catch {
        check()
      }
    })
    check()
  }
})
