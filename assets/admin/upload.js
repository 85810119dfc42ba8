// Files: dropped onto their field, named and (pictures) shown before they are sent.
import { all, enhance, one } from './dom.js'
import { text } from './texts.js'

enhance((root) => {
  for (const zone of all('[data-drop]', root)) {
    const field = one('input[type="file"]', zone)
    const thumb = one('[data-thumb]', zone)
    const chosen = one('[data-chosen-file]', zone)
    const before = thumb && [...thumb.childNodes]
    const show = () => {
      const [file] = field.files
      chosen.textContent = file ? text('willUpload', { name: file.name, size: sizeOf(file.size) }) : ''
      if (thumb) draw(thumb, file, before)
    }
    field.addEventListener('change', show)
    zone.addEventListener('dragover', (event) => {
      if (!event.dataTransfer.types.includes('Files')) return
      event.preventDefault()
      zone.dataset.over = ''
    })
    zone.addEventListener('dragleave', (event) => {
      if (!zone.contains(event.relatedTarget)) delete zone.dataset.over
    })
    zone.addEventListener('drop', (event) => {
      delete zone.dataset.over
      if (event.dataTransfer.files.length === 0) return
      event.preventDefault()
      field.files = event.dataTransfer.files
      field.dispatchEvent(new Event('input', { bubbles: true }))
      field.dispatchEvent(new Event('change', { bubbles: true }))
    })
    // A browser that went back has the file already.
    show()
  }
})

/** Draws a small copy of a picture; the page's policy lets no addresses of the browser's own in, and needs none. */
async function draw(thumb, file, before) {
  const picture = file?.type.startsWith('image/') ? await createImageBitmap(file).catch(() => null) : null
  thumb.classList.toggle('n-drop__thumb--none', !picture && before.length === 0)
  if (!picture) return thumb.replaceChildren(...(file ? [] : before))
  const scale = Math.min(1, 300 / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
  thumb.replaceChildren(canvas)
}

function sizeOf(bytes) {
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 100_000) / 10} MB`
}
