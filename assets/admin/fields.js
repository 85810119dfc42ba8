// Small helps at single fields: copying, opening an address, how much of a text is left.
import { all, enhance, make, one, say } from './dom.js'
import { text } from './texts.js'

enhance((root) => {
  for (const button of all('[data-copy]', root)) {
    button.addEventListener('click', async () => {
      const field = one(`#${CSS.escape(button.dataset.copy)}`)
      await navigator.clipboard.writeText(field.value)
      say(text('copied'))
    })
  }
  for (const link of all('[data-visit]', root)) {
    const field = one(`#${CSS.escape(link.dataset.visit)}`)
    const follow = () => {
      const isAddress = /^https?:\/\//i.test(field.value)
      link.hidden = !isAddress
      if (isAddress) link.href = field.value
    }
    field.addEventListener('input', follow)
    follow()
  }
  for (const field of all('.n-field [maxlength]:not([type="hidden"])', root)) {
    const label = one('.n-label', field.closest('.n-field'))
    if (!label || field.maxLength < 0 || field.hidden) continue
    const left = make('span', { class: 'n-muted n-num n-count', 'aria-hidden': 'true' })
    const count = () => {
      const used = [...field.value].length
      // Until it matters it would only be noise.
      left.textContent = used > field.maxLength * 0.7 ? text('ofMost', { used, most: field.maxLength }) : ''
    }
    label.append(left)
    field.addEventListener('input', count)
    count()
  }
})
