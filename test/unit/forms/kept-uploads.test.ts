import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Form, formset, input, KeptUploads, keptUploadsService } from '../../../src/apps/forms/index.ts'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { MemoryStorage } from '../../../src/data/files/index.ts'
import { picture } from '../../support/pictures.ts'

class PostForm extends Form {
  title = input.char()
  photo = input.image({ maxWidth: 100 })
  notes = input.file({ required: false, maxSize: 100 })
}

let time = Date.UTC(2026, 10, 29)
function place(options: Partial<ConstructorParameters<typeof KeptUploads>[0]> = {}) {
  const storage = new MemoryStorage({ now: () => time })
  const kept = new KeptUploads({ storage, key: 'secret', now: () => time, ...options })
  const inside = <R>(work: () => Promise<R>) =>
    runInScope({ services: new Map<symbol, unknown>([provide(keptUploadsService, kept)]) }, work)
  const files = async () => (await Array.fromAsync(storage.list())).length
  return { storage, kept, inside, files }
}
const tokenIn = (html: string, name = 'photo-kept') =>
  new RegExp(`name="${name}" value="([^"]+)" checked`).exec(html)?.[1]
const text = (content: string, name = 'a.txt') => new File([content], name, { type: 'text/plain' })

test('an upload of a refused form is offered by the form that comes back, and taken from there', async () => {
  const { inside, files } = place()
  await inside(async () => {
    const first = new PostForm({ data: { title: '' }, files: { photo: picture.png(3, 2), notes: text('n') } })
    assert.equal(await first.isValid(), false)
    const html = String(await first.render())
    const token = tokenIn(html)
    assert.ok(token)
    assert.match(html, /Keep the file of your last try: picture\.png/)
    // The browser cannot send it, and must not insist on it.
    assert.doesNotMatch(String(first.field('photo')), /required/)
    assert.equal(await files(), 2)
    // Wrong again: kept once, under the same token.
    const second = new PostForm({ data: { title: '', 'photo-kept': token } })
    assert.equal(await second.isValid(), false)
    assert.deepEqual(Object.keys(second.errors), ['title'])
    assert.equal(tokenIn(String(await second.render())), token)
    assert.equal(await files(), 2)
    const third = new PostForm({ data: { title: 'x', 'photo-kept': token } })
    assert.equal(await third.isValid(), true)
    const photo = third.cleaned.photo as File
    assert.deepEqual([photo.name, photo.type, photo.size], ['picture.png', 'image/png', picture.png(3, 2).size])
    assert.deepEqual(await photo.bytes(), await picture.png(3, 2).bytes())
    // Another file takes its place, and a box that is not ticked leaves it.
    const other = new PostForm({
      data: { title: 'x', 'photo-kept': token },
      files: { photo: picture.png(9, 9, 'b.png') },
    })
    assert.equal(await other.isValid(), true)
    assert.equal((other.cleaned.photo as File).name, 'b.png')
    const without = new PostForm({ data: { title: 'x' } })
    assert.equal(await without.isValid(), false)
    assert.equal(tokenIn(String(await without.render())), undefined)
  })
})

test('what was refused itself is not kept, nor is what there is no room for', async () => {
  const { inside, files, kept } = place({ maxFiles: 2, maxSize: 50, maxBytes: 60 })
  await inside(async () => {
    const form = new PostForm({
      data: { title: '' },
      files: { photo: picture.png(101, 1), notes: text('x'.repeat(60)) },
    })
    assert.equal(await form.isValid(), false)
    assert.equal(await files(), 0)
    assert.ok(await kept.keep(text('x'.repeat(40)), 'notes'))
    assert.equal(await kept.keep(text('x'.repeat(40)), 'notes'), null)
    assert.ok(await kept.keep(text('x'), 'notes'))
    assert.equal(await kept.keep(text('x'), 'notes'), null)
    assert.equal(await files(), 2)
    // What has expired makes room, a minute later at the latest.
    time += 3700_000
    assert.ok(await kept.keep(text('y'), 'notes'))
    assert.equal(await files(), 1)
  })
})

test('a token is good for its field and its time, and cannot be made', async () => {
  const { inside, kept, storage } = place()
  await inside(async () => {
    const { token } = (await kept.keep(picture.png(1, 1), 'photo'))!
    assert.ok(await kept.find(token, 'photo'))
    assert.equal(await kept.find(token, 'notes'), null)
    const forger = new KeptUploads({ storage, key: 'other', now: () => time })
    const { token: forged } = (await forger.keep(picture.png(1, 1), 'photo'))!
    const [id] = (await Array.fromAsync(storage.list())).map(({ name }) => name)
    for (const bad of [
      forged,
      `${token}x`,
      token.slice(1),
      id!,
      '../secret',
      '',
      'x'.repeat(5000),
      token.replace(/.$/, ''),
    ])
      assert.equal(await kept.find(bad, 'photo'), null)
    const form = new PostForm({ data: { title: 'x', 'photo-kept': forged } })
    assert.equal(await form.isValid(), false)
    assert.deepEqual(
      form.errorData().photo?.map(({ code }) => code),
      ['kept'],
    )
    time += 3601_000
    assert.equal(await kept.find(token, 'photo'), null)
    assert.equal(await kept.sweep(), 2)
  })
})

test('what is kept is looked at again for the field that takes it', async () => {
  const { inside, kept } = place()
  await inside(async () => {
    const { token } = (await kept.keep(picture.png(101, 1), 'photo'))!
    const form = new PostForm({ data: { title: 'x', 'photo-kept': token } })
    assert.equal(await form.isValid(), false)
    assert.deepEqual(
      form.errorData().photo?.map(({ code }) => code),
      ['pixels'],
    )
  })
})

test('a refused formset keeps the uploads of every form', async () => {
  const { inside, files } = place()
  await inside(async () => {
    const Posts = formset(PostForm)
    const set = new Posts({
      data: { 'form-TOTAL_FORMS': '2', 'form-INITIAL_FORMS': '0', 'form-0-title': 'good', 'form-1-title': '' },
      files: { 'form-0-photo': picture.png(1, 1), 'form-1-photo': picture.png(2, 2) },
    })
    assert.equal(await set.isValid(), false)
    assert.equal(await files(), 2)
    const html = String(await set.render())
    assert.ok(tokenIn(html, 'form-0-photo-kept'))
    assert.ok(tokenIn(html, 'form-1-photo-kept'))
  })
})

test('without a place for them, people choose their files again', async () => {
  const form = new PostForm({ data: { title: '', 'photo-kept': 'x' } })
  assert.equal(await form.isValid(), false)
  assert.deepEqual(
    form.errorData().photo?.map(({ code }) => code),
    ['kept'],
  )
})
