import assert from 'node:assert/strict'
import test from 'node:test'
import { ListAddress } from '../../../src/apps/admin/list/address.ts'

const address = new ListAddress(new URLSearchParams('q=salt+road&status=live&status=draft&p=3&o=-title'))

test('a link changes one name, keeps the others and goes back to the first page', () => {
  assert.equal(address.with('status', 'gone').toString(), '?q=salt+road&o=-title&status=gone')
  assert.equal(address.with('q').toString(), '?status=live&status=draft&o=-title')
  assert.equal(address.with('p', '4').toString(), '?q=salt+road&status=live&status=draft&o=-title&p=4')
})

test('values are read as they stand', () => {
  assert.equal(address.get('q'), 'salt road')
  assert.equal(address.get('nothing'), null)
  assert.deepEqual(address.all('status'), ['live', 'draft'])
  assert.deepEqual(address.names(), ['q', 'status', 'p', 'o'])
})

test('a link with nothing left stays on the list, and values are encoded', () => {
  assert.equal(address.only(() => false).toString(), '?')
  assert.equal(new ListAddress([]).with('q', 'a&b="<é>').toString(), '?q=a%26b%3D%22%3C%C3%A9%3E')
})
