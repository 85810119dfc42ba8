// Markdown: a toolbar that writes its marks, and a preview that the server draws.
import { all, changed, enhance, one } from './dom.js'
import { text as say } from './texts.js'

enhance((root) => {
  for (const frame of all('.n-edit:has([data-preview])', root)) {
    const text = one('textarea', frame)
    for (const button of all('[data-md]', frame)) button.addEventListener('click', () => mark(text, button))
    const preview = one('[data-preview]', frame)
    const shown = one('[data-shown]', frame)
    preview.addEventListener('click', async () => {
      const show = shown.hidden
      if (show) await draw(text, preview.dataset.preview, shown)
      shown.hidden = !show
      text.hidden = show
      preview.setAttribute('aria-pressed', String(show))
      for (const button of all('[data-md]', frame)) button.disabled = show
      if (show) shown.focus()
      else text.focus()
    })
  }
})

async function draw(text, url, shown) {
  const body = new URLSearchParams({ text: text.value, csrfmiddlewaretoken: one('[name=csrfmiddlewaretoken]').value })
  try {
    const response = await fetch(url, { method: 'POST', body })
    if (!response.ok || response.redirected) throw new TypeError(response.statusText)
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    shown.replaceChildren(...page.body.childNodes)
    if (text.value.trim() === '') shown.textContent = say('nothingToShow')
  } catch {
    shown.textContent = say('notLoaded')
  }
}

/** Puts what is chosen between the marks, or a mark before each of its lines. */
function mark(text, button) {
  const [before, after] = button.dataset.md.split('|')
  let { selectionStart: start, selectionEnd: end, value } = text
  let inner = value.slice(start, end)
  if ('line' in button.dataset) {
    start = value.lastIndexOf('\n', start - 1) + 1
    inner = value.slice(start, end).replace(/^/gm, before)
    text.setRangeText(inner, start, end, 'end')
  } else {
    text.setRangeText(before + inner + after, start, end, 'end')
    text.setSelectionRange(start + before.length, start + before.length + inner.length)
  }
  text.focus()
  changed(text)
}
