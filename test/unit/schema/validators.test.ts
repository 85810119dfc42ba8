import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import {
  countCharacters,
  decimalDigits,
  email,
  fillMessage,
  ipAddress,
  maxLength,
  maxValue,
  minLength,
  minValue,
  regex,
  stepSize,
  url,
  ValidationError,
  type Validator,
} from '../../../src/base/schema/index.ts'
import { processorTime } from '../../support/processor-time.ts'

function codeOf<T>(validator: Validator<T>, value: T): string | null {
  try {
    validator(value)
    return null
  } catch (error) {
    assert.ok(error instanceof ValidationError)
    return error.issues[0]!.code
  }
}

test('lengths count characters as people do', () => {
  assert.equal(codeOf(maxLength(2), '😀😀'), null)
  assert.equal(codeOf(maxLength(1), '😀😀'), 'max_length')
  assert.equal(codeOf(minLength(3), '😀😀'), 'min_length')
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => countCharacters(text) === [...text].length))
})

test('messages speak of one thing or of many, and can be replaced', () => {
  const said = (validator: Validator<string>, value: string) => {
    try {
      validator(value)
    } catch (error) {
      return (error as ValidationError).issues[0]!.message
    }
  }
  assert.equal(said(minLength(1), ''), 'Ensure this value has at least 1 character (it has 0).')
  assert.equal(said(minLength(2), ''), 'Ensure this value has at least 2 characters (it has 0).')
  assert.equal(said(minLength(2, { message: '%(show_value)d of %(limit_value)d, 100%%' }), 'a'), '1 of 2, 100%')
  assert.equal(fillMessage('%(nothing)s', {}), '%(nothing)s')
})

test('limits hold for numbers, decimals, bigints, dates and moments', () => {
  assert.equal(codeOf(minValue(3), 2), 'min_value')
  assert.equal(codeOf(maxValue('0.30'), new Decimal('0.1').plus('0.2')), null)
  assert.equal(codeOf(maxValue(10n), 11n), 'max_value')
  assert.equal(codeOf(minValue('2024-02-29'), '2024-02-28'), 'min_value')
  assert.equal(
    codeOf(
      maxValue(() => new Date(0)),
      new Date(1),
    ),
    'max_value',
  )
  assert.equal(codeOf(stepSize('0.1'), new Decimal('0.3')), null)
  assert.equal(codeOf(stepSize(3, { offset: 1 }), 5), 'step_size')
})

test('digits of a decimal are counted as they are written', () => {
  assert.equal(codeOf(decimalDigits(5, 2), '12.340'), 'max_decimal_places')
  assert.equal(codeOf(decimalDigits(5, 2), new Decimal('12.340')), null)
  assert.equal(codeOf(decimalDigits(3, 0), '1e5'), 'max_digits')
  assert.equal(codeOf(decimalDigits(3, 0), 'x'), 'invalid')
  assert.equal(codeOf(decimalDigits(3, 0), Number.NaN), 'invalid')
})

test('a pattern with a memory does not remember', () => {
  const validator = regex(/a/g)
  assert.deepEqual([codeOf(validator, 'a'), codeOf(validator, 'a'), codeOf(validator, 'b')], [null, null, 'invalid'])
})

test('addresses that hide something are refused', () => {
  for (const bad of [
    'a@b.co\n',
    'a@b.co\nBcc: x@y.z',
    'a@b.co ',
    'a@@b.co',
    '"a"b@c.de',
    `${'a'.repeat(320)}@b.co`,
    5,
    null,
  ]) {
    assert.equal(codeOf(email(), bad), 'invalid', String(bad))
  }
  for (const bad of [
    'javascript:alert(1)',
    'http://a b.co',
    'http://exa\tmple.com',
    'http://x.com\\@y.com',
    `http://x.co/${'a'.repeat(2048)}`,
  ]) {
    assert.equal(codeOf(url(), bad), 'invalid', bad)
  }
  assert.equal(codeOf(ipAddress({ protocol: 'ipv4' }), '127.0.0.01'), 'invalid')
})

test('no text takes long to refuse', () => {
  const taken = processorTime()
  codeOf(email(), `${'a.'.repeat(150)}@`)
  codeOf(email(), `a@${'a-'.repeat(150)}`)
  codeOf(url(), `http://${'a.'.repeat(1000)}`)
  codeOf(url(), `http://${'é'.repeat(2000)}`)
  assert.ok(taken() < 5000, 'it grows faster than the text')
})
