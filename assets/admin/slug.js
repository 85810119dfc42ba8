// A slug follows its source until somebody edits it. Without script the server fills it when it is left empty.
import { all, changed, enhance, one } from './dom.js'

enhance((root) => {
  for (const slug of all('[data-slug-from]', root)) {
    const sources = slug.dataset.slugFrom.split(' ').map((id) => one(`#${id}`))
    let own = slug.value !== ''
    slug.addEventListener('input', (event) => {
      if (event.isTrusted) own = slug.value !== ''
    })
    for (const source of sources) {
      source?.addEventListener('input', () => {
        if (own) return
        slug.value = slugify(sources.map((each) => each?.value ?? '').join(' '), slug.maxLength)
        changed(slug)
      })
    }
  }
})

function slugify(text, longest) {
  const plain = text
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9_\s-]/g, '')
    .replace(/[\s-]+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
  return longest > 0 ? plain.slice(0, longest).replace(/-$/, '') : plain
}
