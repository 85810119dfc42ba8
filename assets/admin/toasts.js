// Messages about what was just done: they leave after 8 seconds, wait while they are read, and errors stay.
import { all, one } from './dom.js'

for (const toast of all('.n-toast')) {
  one('[data-shut]', toast)?.addEventListener('click', () => toast.remove())
  if (toast.dataset.kind === 'bad') continue
  let timer
  const go = () => {
    timer = setTimeout(() => toast.remove(), 8000)
  }
  const stop = () => clearTimeout(timer)
  for (const type of ['pointerenter', 'focusin']) toast.addEventListener(type, stop)
  for (const type of ['pointerleave', 'focusout']) toast.addEventListener(type, go)
  go()
}
