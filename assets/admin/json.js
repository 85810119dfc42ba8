// JSON fields say where they break, and format themselves on request.
import { all, changed, enhance, one } from './dom.js'
import { text as say } from './texts.js'

enhance((root) => {
  for (const text of all('textarea[data-json]', root)) {
    const frame = text.closest('.n-edit')
    const state = one('[data-state]', frame)
    const check = () => {
      try {
        const value = JSON.parse(text.value || 'null')
        state.textContent = value !== null && typeof value === 'object' ? size(value) : say('validJson')
        text.setCustomValidity('')
      } catch (error) {
        const line = lineOf(error, text.value)
        state.textContent = line === null ? say('invalidJson') : say('invalidLine', { line })
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

function size(value) {
  const count = Object.keys(value).length
  return say(Array.isArray(value) ? 'validEntries' : 'validKeys', { count })
}

/** The line on which parsing stopped, where the browser's message tells a position. */
function lineOf(error, text) {
  const position = /position (\d+)/.exec(error.message)?.[1]
  if (position !== undefined) return text.slice(0, Number(position)).split('\n').length
  return /line (\d+)/.exec(error.message)?.[1] ?? null
}
