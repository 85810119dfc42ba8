// The list of a form's sections follows the scroll.
import { all, enhance, one } from './dom.js'
import { reveal } from './tabs.js'

enhance((root) => {
  const list = one('.n-toc', root)
  if (!list) return
  const links = new Map(all('a', list).map((link) => [one(link.getAttribute('href')), link]))
  const seen = new Map()
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) seen.set(entry.target, entry.isIntersecting)
      const first = [...links.keys()].find((section) => seen.get(section))
      if (!first) return
      for (const [section, link] of links) {
        if (section === first) link.setAttribute('aria-current', 'true')
        else link.removeAttribute('aria-current')
      }
    },
    { rootMargin: '-15% 0px -60% 0px' },
  )
  for (const [section, link] of links) {
    if (!section) continue
    watcher.observe(section)
    link.addEventListener('click', () => {
      if (section.tagName === 'DETAILS') section.open = true
      reveal(section)
    })
  }
})
