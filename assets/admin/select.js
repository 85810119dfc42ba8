// Rows of a list are selected by their boxes: with Shift in a row, all of the page, or all that match. A bar says how many there are
// and what can be done to them. Without script there are the boxes, a list of actions and a button.
import { all, enhance, one, say } from './dom.js'
import { text } from './texts.js'

enhance((root) => {
  for (const form of all('form[data-work]', root)) if (one('[data-bulk]', form)) selectIn(form)
})

function selectIn(form) {
  const boxes = all('tbody .n-sel input', form)
  const page = one('[data-page]', form)
  const bar = one('[data-bulk]', form)
  const flag = one('[data-all-flag]', form)
  const everything = one('[data-all]', bar)
  let last = null
  let told = ''

  const update = () => {
    const chosen = boxes.filter((box) => box.checked).length
    page.checked = chosen > 0 && chosen === boxes.length
    page.indeterminate = chosen > 0 && chosen < boxes.length
    if (flag && !page.checked) flag.checked = false
    bar.hidden = chosen === 0
    const words = flag?.checked
      ? text('selectedAll', { count: flag.dataset.allFlag })
      : text('selected', { count: chosen })
    one('[data-n]', bar).textContent = words
    if (everything) everything.hidden = !page.checked || flag.checked
    if (words !== told && (chosen > 0 || told !== '')) say(words)
    told = words
  }
  const set = (some, checked) => {
    for (const box of some) box.checked = checked
    update()
  }

  page.addEventListener('change', () => set(boxes, page.checked))
  for (const [index, box] of boxes.entries()) {
    // Enter would press the first button of the form.
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') event.preventDefault()
    })
    box.addEventListener('click', (event) => {
      const from = event.shiftKey && last !== null ? last : index
      last = index
      set(boxes.slice(Math.min(from, index), Math.max(from, index) + 1), box.checked)
    })
  }
  everything?.addEventListener('click', () => {
    flag.checked = true
    update()
    one('[data-clear]', bar).focus()
  })
  one('[data-clear]', bar).addEventListener('click', () => {
    set(boxes, false)
    boxes[0].focus()
  })
  // Back from the history: the browser may have kept what was ticked.
  addEventListener('pageshow', update)
  update()
}
