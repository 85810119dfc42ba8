import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Form, input } from '../../../src/apps/forms/index.ts'
import { FormBody } from '../../../src/web/http/index.ts'
import { picture } from '../../support/pictures.ts'

const png = new Uint8Array(await picture.png(3, 2).arrayBuffer())
const file = (name: string, content: string | Uint8Array = 'text', type = 'text/plain') => {
  const bytes = Buffer.from(content as string)
  return { name, size: bytes.length, type, bytes: async () => bytes }
}

class UploadForm extends Form {
  report = input.file({ accept: '.pdf,text/*', maxSize: 10, required: false })
  photos = input.files({ accept: 'image/*', maxFiles: 2, required: false })
  portrait = input.image({ required: false })
}

async function codesOf(files: Record<string, unknown>, data: Record<string, string> = {}, initial = {}) {
  const form = new UploadForm({ data, files, initial })
  const valid = await form.isValid()
  return { valid, codes: Object.values(form.errorData()).flatMap((list) => list.map(({ code }) => code)), form }
}

test('one file and several', async () => {
  const { valid, form } = await codesOf({
    report: file('a.txt'),
    photos: [file('a.png', png, 'image/png'), file('b.gif', 'GIF89a\x01\x00\x01\x00\x00\x00', 'image/gif')],
    portrait: file('me.png', png, 'image/png'),
  })
  assert.equal(valid, true)
  assert.deepEqual(
    form.cleaned.photos.map(({ name }) => name),
    ['a.png', 'b.gif'],
  )
  const none = await codesOf({})
  assert.deepEqual([none.valid, none.form.cleaned], [true, { report: null, photos: [], portrait: null }])
  assert.deepEqual([none.form.hasChanged, form.hasChanged, form.isMultipart], [false, true, true])
})

test('size, kind, number and contents are limited', async () => {
  assert.deepEqual((await codesOf({ report: file('a.txt', 'eleven bytes') })).codes, ['max_size'])
  assert.deepEqual((await codesOf({ report: file('a.exe', 'x', 'application/x-msdownload') })).codes, ['type'])
  assert.deepEqual((await codesOf({ report: file('a.PDF', 'x', 'application/octet-stream') })).codes, [])
  assert.deepEqual((await codesOf({ report: file('a.txt', '') })).codes, ['empty'])
  assert.deepEqual((await codesOf({ photos: [1, 2, 3].map((n) => file(`${n}.png`, png, 'image/png')) })).codes, [
    'max_files',
  ])
  assert.deepEqual((await codesOf({ photos: [file('a.png', png, 'image/png'), file('b.txt')] })).codes, ['type'])
  assert.deepEqual((await codesOf({ photos: ['text'] })).codes, ['invalid'])
  // What calls itself a picture has to be one, and a drawing that can carry script is none.
  for (const type of ['image/png', 'image/svg+xml']) {
    assert.deepEqual((await codesOf({ photos: [file('a.png', '<svg onload="x()">', type)] })).codes, ['type'])
  }
  assert.deepEqual((await codesOf({ portrait: file('me.png', '<svg>', 'image/png') })).codes, ['invalid_image'])
  assert.deepEqual((await codesOf({ portrait: file('me.svg', png, 'image/svg+xml') })).codes, ['invalid_extension'])
})

test('what a file begins like decides, where that is known', async () => {
  class KindsForm extends Form {
    paper = input.file({ accept: ['application/pdf', 'image/*', '.csv'], required: false })
    table = input.file({ accept: '.csv', required: false })
    letter = input.file({ accept: '.docx', required: false })
    film = input.file({ accept: ['video/*', 'image/jpg'], required: false })
    any = input.file({ accept: ['*/*'], required: false })
  }
  const accepts = async (field: string, upload: object) => {
    const form = new KindsForm({ data: {}, files: { [field]: upload } })
    const valid = await form.isValid()
    if (!valid)
      assert.deepEqual(
        form.errorData()[field]?.map(({ code }) => code),
        ['type'],
      )
    return valid
  }
  const [pdf, zip, exe] = ['%PDF-1.7', Buffer.from('504b0304140000', 'hex'), Buffer.from('7f454c46020101', 'hex')]
  const checks: readonly (readonly [string, object, boolean])[] = [
    ['paper', file('a.pdf', pdf, 'application/pdf'), true],
    ['paper', file('a.pdf', zip, 'application/pdf'), false],
    ['paper', file('a.pdf', exe, 'application/pdf'), false],
    ['paper', file('a.csv', pdf, 'text/csv'), true],
    ['paper', file('a.csv', 'a,b', 'text/csv'), true],
    ['paper', file('a.png', pdf, 'image/png'), true],
    ['paper', file('a.png', '<script>', 'image/png'), false],
    ['table', file('a.csv', 'MZ;ID3', 'text/csv'), true],
    ['table', file('a.csv', png, 'text/csv'), false],
    ['table', file('a.csv', zip, 'application/vnd.ms-excel'), false],
    ['letter', file('a.docx', zip, 'application/octet-stream'), true],
    ['letter', file('a.docx', exe, 'application/octet-stream'), false],
    ['letter', file('a.docx', png, 'application/octet-stream'), false],
    ['film', file('a.weba', Buffer.from('1a45dfa3', 'hex'), 'audio/webm'), true],
    ['film', file('a.jpg', Buffer.from('ffd8ffe0', 'hex'), 'image/jpg'), true],
    ['film', file('a.mp4', png, 'video/mp4'), false],
    ['any', file('a.mp4', exe, 'video/mp4'), true],
  ]
  for (const [field, upload, expected] of checks)
    assert.equal(await accepts(field, upload), expected, JSON.stringify([field, upload]))
  assert.match(String(new KindsForm().field('paper')), /accept="application\/pdf,image\/\*,\.csv"/)

  // Only the beginning is read where the upload can say what it is.
  const unread = {
    ...file('a.png', png, 'image/png'),
    detectedType: async () => 'image/png',
    bytes: () => assert.fail(),
    size: 10_000_000,
    stream: async function* () {
      yield png
      yield Buffer.alloc(80_000)
      assert.fail()
    },
  }
  assert.equal(await accepts('paper', unread), true)
  assert.equal((await codesOf({ portrait: unread })).valid, true)
})

test('a file that is there can be kept, replaced and removed, not both', async () => {
  const initial = { report: 'reports/old.pdf' }
  const kept = await codesOf({}, {}, initial)
  assert.equal(kept.form.cleaned.report, 'reports/old.pdf')
  assert.match(String(kept.form.field('report')), /reports\/old\.pdf/)
  const removed = await codesOf({}, { 'report-clear': 'on' }, initial)
  assert.equal(removed.form.cleaned.report, null)
  assert.deepEqual(removed.form.changedFields, ['report'])
  const both = await codesOf({ report: file('a.txt') }, { 'report-clear': 'on' }, initial)
  assert.deepEqual(both.codes, ['contradiction'])
  class Needed extends Form {
    report = input.file({ initial: 'old.pdf' })
  }
  // What must be there cannot be removed.
  const needed = new Needed({ data: { 'report-clear': 'on' } })
  assert.deepEqual([await needed.isValid(), needed.cleaned.report], [true, 'old.pdf'])
})

test('the files of a body are found by themselves', async () => {
  const body = new FormBody(
    [],
    [
      ['photos', file('a.png', png, 'image/png') as never],
      ['photos', file('b.png', png, 'image/png') as never],
    ],
  )
  const form = new UploadForm({ data: body })
  assert.equal(await form.isValid(), true)
  assert.equal(form.cleaned.photos.length, 2)
})

test('the name of a file instead of the file is refused, also where none is required', async () => {
  class LetterForm extends Form {
    picture = input.file({ required: false })
    others = input.files({ required: false })
  }
  const sent = new LetterForm({ data: new URLSearchParams({ picture: 'me.png', others: 'a.png' }) })
  assert.equal(await sent.isValid(), false)
  assert.deepEqual([sent.hasError('picture', 'invalid'), sent.hasError('others', 'invalid')], [true, true])
  const empty = new LetterForm({ data: new URLSearchParams({ picture: '', others: '' }) })
  assert.equal(await empty.isValid(), true)
})
